/**
 * What a study learns from: the table of slides, its splits, and bags of features. {@link
 * io.github.attrimil.cohort.BagSource} is the one way to a bag and makes every check: missing,
 * width, encoder, mpp, patch size, finite; a {@link io.github.attrimil.cohort.FeatureCard} states
 * what a model requires. {@link io.github.attrimil.cohort.LeakCheck} finds how test data would
 * reach a training, {@link io.github.attrimil.cohort.Leaks} are what it finds. The room uses {@code
 * project} and the file formats, and is independent of models. Start reading with {@code
 * BagSource}.
 */
package io.github.attrimil.cohort;
