/**
 * What turns patches into features: the interface {@link io.github.attrimil.encoder.Encoder} and
 * its {@link io.github.attrimil.encoder.EncoderCard card}, which states its input, and {@link
 * io.github.attrimil.encoder.KnownEncoder} for published weights. The encoders themselves are rooms
 * of their own: {@code baseline}, {@code resnet}, {@code vit}, {@code convnext}, {@code swin},
 * {@code torchscript}; {@code encoder.features} finds them by name and writes features. Start
 * reading with {@code Encoder}.
 */
package io.github.attrimil.encoder;
