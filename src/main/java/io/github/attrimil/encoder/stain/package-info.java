/**
 * Stain normalization: patches are given the stains of a reference before an encoder sees them. It
 * uses {@code format.image}. Start reading with {@link
 * io.github.attrimil.encoder.stain.StainNormalization}.
 */
package io.github.attrimil.encoder.stain;
