/**
 * A model's values of a slide's patches, in the form maps are drawn from: {@link
 * io.github.attrimil.explain.PatchScores}, and from it values, colors, score maps, regions, tables
 * and the strongest patches. Arithmetic only, without a picture or a window; what values mean comes
 * from {@code mil.PatchMeaning}. It uses {@code mil}, {@code cohort} and the rooms above them.
 * Start reading with {@code PatchScores}, then {@code ScoreMap}.
 */
package io.github.attrimil.explain;
