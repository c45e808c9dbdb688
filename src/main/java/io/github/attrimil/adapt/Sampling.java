package io.github.attrimil.adapt;

/**
 * Which patches an encoder is trained on.
 *
 * @param most maximum patches per slide
 * @param size width and height of a patch as the network takes it, in pixels
 * @param seed same seed, same patches
 */
record Sampling(int most, int size, long seed) {}
