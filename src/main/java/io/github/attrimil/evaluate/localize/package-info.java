/**
 * How well maps find annotated lesions: annotations and label images, lesions as Camelyon16 counts
 * them, candidates, FROC, and metrics of patches with intervals over slides. Maps come from a model
 * or from files made anywhere. It uses {@code explain} for scores and {@code evaluate} for
 * statistics. Start reading with {@link io.github.attrimil.evaluate.localize.LocalizationStage}.
 */
package io.github.attrimil.evaluate.localize;
