package io.github.attrimil.project;

import java.util.Map;

/**
 * What the first stage notes of a slide in the process list.
 *
 * @param path its file, empty for an open image
 * @param scene which scene of it, counted from 1; 0 for the largest
 * @param parameters it is processed with, by name
 */
public record Listing(String path, int scene, Map<String, String> parameters) {}
