/**
 * Vision transformers (Dosovitskiy et al. 2021, arXiv:2010.11929) as patch encoders: files as timm
 * and Hugging Face publish them are read as they are, and PyTorch evaluates them. It uses {@code
 * encoder}, {@code encoder.script} and {@code tensor}. Start reading with {@link
 * io.github.attrimil.encoder.vit.Vit}; {@link io.github.attrimil.encoder.vit.VitWeights} reads the
 * structure off names and shapes.
 */
package io.github.attrimil.encoder.vit;
