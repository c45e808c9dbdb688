/**
 * The encoder that needs no download: 74 hand-crafted statistics of stain and texture. It uses
 * {@code encoder} and {@code format.image}. Start reading with {@link
 * io.github.attrimil.encoder.baseline.BaselineEncoder}.
 */
package io.github.attrimil.encoder.baseline;
