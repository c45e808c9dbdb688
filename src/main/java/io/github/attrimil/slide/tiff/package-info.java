/**
 * Pixels of TIFF files read tile by tile without Bio-Formats' reader, which is slower and turns
 * damage into black or wrong pixels without an error. May use Bio-Formats' parser of directories
 * and its codecs, and {@code format.image}. {@code slide.bioformats} uses these tiles only where
 * they give the same pixels as Bio-Formats' reader, and reads the rest itself. Start with {@link
 * io.github.attrimil.slide.tiff.TiffDirectories}, then {@code JpegTiles} and {@code PackedTiles}.
 */
package io.github.attrimil.slide.tiff;
