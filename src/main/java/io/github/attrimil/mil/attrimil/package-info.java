/**
 * AttriMIL: its network, its own backward pass, and its objective with the spatial and the ranking
 * constraint. Uses mil, tensor and geometry. Start reading at {@link
 * io.github.attrimil.mil.attrimil.AttriMil} for the formulas, then {@link
 * io.github.attrimil.mil.attrimil.AttriMilObjective}.
 */
package io.github.attrimil.mil.attrimil;
