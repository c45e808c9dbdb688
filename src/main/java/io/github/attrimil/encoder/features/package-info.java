/**
 * From patches to features: finds encoders by name or file, and the stage {@code features}, which
 * reads patches ahead while the network computes. It uses {@code encoder} with its kinds, {@code
 * slide} and {@code geometry}; nothing of models. Start reading with {@link
 * io.github.attrimil.encoder.features.FeatureStage}.
 */
package io.github.attrimil.encoder.features;
