/**
 * A linear reduction of features that belongs to a model, whatever its kind: {@link
 * io.github.attrimil.mil.reduction.WhitenedPca} fits it on patches of training slides, {@link
 * io.github.attrimil.mil.reduction.ReducedModel} applies it before the network. Uses mil, cohort
 * and tensor; no kind is known by name here. Start reading at {@link
 * io.github.attrimil.mil.reduction.Reduction}.
 */
package io.github.attrimil.mil.reduction;
