/**
 * RRT-MIL: patches re-embedded by attention within and across regions. Uses mil, mil.layers and
 * tensor. Start reading at {@link io.github.attrimil.mil.rrt.RrtKind}; the formulas are with the
 * network beside it.
 */
package io.github.attrimil.mil.rrt;
