/**
 * The directories of TIFF files as they are stored, and bounds of what they state. Pixels are read
 * elsewhere. May use {@code core} only. Start with {@link io.github.attrimil.format.tiff.TiffFile},
 * then {@link io.github.attrimil.format.tiff.TiffBounds}.
 */
package io.github.attrimil.format.tiff;
