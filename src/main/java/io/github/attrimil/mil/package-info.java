/**
 * Multiple instance learning: what every kind of model has in common. A {@link
 * io.github.attrimil.mil.ModelKind} makes {@link io.github.attrimil.mil.MilModel}s, which turn a
 * {@link io.github.attrimil.mil.BagInput} into logits and {@link
 * io.github.attrimil.mil.PatchEvidence}; an {@link io.github.attrimil.mil.Objective} defines what
 * its training minimizes, {@link io.github.attrimil.mil.Gradients} how. Uses tensor, geometry and
 * core.options; each family of models has a room of its own below this one. Start reading at {@link
 * io.github.attrimil.mil.ModelKind}.
 */
package io.github.attrimil.mil;
