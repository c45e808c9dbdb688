package io.github.attrimil.project;

import java.nio.file.Path;
import java.util.List;

/**
 * What a stage makes and from what.
 *
 * @param name the slide or model; a file name everywhere
 * @param key the parameters that shape the outputs
 * @param inputs the files they are made from, all of which exist
 * @param outputs the files or folders that must exist for them to be finished
 */
public record Target(String name, StampKey key, List<Path> inputs, List<Path> outputs) {}
