/**
 * CTransPath (Wang et al. 2022, doi:10.1016/j.media.2022.102559) as patch encoder: a Swin
 * transformer with a convolutional stem, read from the file as published; PyTorch evaluates it. It
 * uses {@code encoder.script} and {@code tensor}. Start reading with {@link
 * io.github.attrimil.encoder.swin.Swin}.
 */
package io.github.attrimil.encoder.swin;
