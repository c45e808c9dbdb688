/**
 * How good predictions are: metrics, curves, calibration and intervals, all of them plain
 * arithmetic on {@link io.github.attrimil.evaluate.Predictions}. Neither models nor maps nor
 * reports. Start with {@link io.github.attrimil.evaluate.Metrics} and {@link
 * io.github.attrimil.evaluate.Confusion}.
 */
package io.github.attrimil.evaluate;
