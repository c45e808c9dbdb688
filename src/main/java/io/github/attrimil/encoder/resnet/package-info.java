/**
 * Residual networks as patch encoders, from weights of torchvision, timm or DSMIL: ResNet18 and
 * ResNet50, with the adapters that {@code adapt} trains. They use {@code encoder}, {@code
 * encoder.script} and {@code tensor}. Start reading with {@link
 * io.github.attrimil.encoder.resnet.ResNetEncoder}; {@link
 * io.github.attrimil.encoder.resnet.ResNetWeights} reads what a file holds.
 */
package io.github.attrimil.encoder.resnet;
