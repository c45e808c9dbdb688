/**
 * 8-bit pictures in memory and as PNG and JPEG files. May use {@code core} only; slides, which are
 * too large for memory, are in {@code slide}. Start with {@link
 * io.github.attrimil.format.image.RgbImage} and {@link io.github.attrimil.format.image.PngFile}.
 */
package io.github.attrimil.format.image;
