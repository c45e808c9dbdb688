/**
 * How good a model is on slides it has not seen: predictions, metrics and their intervals, all of
 * them plain arithmetic on {@link io.github.attrimil.evaluate.Predictions}, and the stages that
 * make predictions with trained models. May use models through {@code mil.registry}, and neither
 * maps nor reports. Start with {@link io.github.attrimil.evaluate.EvaluationSummary} for the
 * metrics, {@link io.github.attrimil.evaluate.EvaluateStage} for the files.
 */
package io.github.attrimil.evaluate;
