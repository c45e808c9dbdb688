/**
 * ConvNeXt (Liu et al. 2022, arXiv:2201.03545) as patch encoder: files as timm publishes them are
 * read as they are, and PyTorch evaluates them. It uses {@code encoder.script} and {@code tensor}.
 * Start reading with {@link io.github.attrimil.encoder.convnext.ConvNext}.
 */
package io.github.attrimil.encoder.convnext;
