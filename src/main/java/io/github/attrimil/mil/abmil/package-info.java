/**
 * ABMIL: one gated attention that serves all classes, or a branch for each. Uses mil and tensor.
 * Start reading at {@link io.github.attrimil.mil.abmil.AbMilKind}; the formulas are with the
 * network beside it.
 */
package io.github.attrimil.mil.abmil;
