/**
 * The stages that make predictions with trained models: evaluation on held-out slides, and
 * prediction of slides without labels. May use models through {@code mil.registry}, and neither
 * maps nor reports. Start with {@link io.github.attrimil.evaluate.stage.EvaluateStage}.
 */
package io.github.attrimil.evaluate.stage;
