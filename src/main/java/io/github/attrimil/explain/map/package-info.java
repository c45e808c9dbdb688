/**
 * The stage {@code map}: which fold draws which slide, the scores of a slide or of a region at a
 * finer step, the picture below them, and the files of a map. {@link
 * io.github.attrimil.explain.map.MapModel} is a map that a reader works with; windows listen to it.
 * It uses {@code explain} and {@code explain.picture}, and is independent of the kind of model.
 * Start reading with {@link io.github.attrimil.explain.map.MapStage}.
 */
package io.github.attrimil.explain.map;
