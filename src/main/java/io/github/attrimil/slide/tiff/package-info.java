/**
 * Tiles of TIFF files, read and decoded without opening a reader for each thread: {@link
 * io.github.attrimil.slide.tiff.TiffDirectories} finds them, the other classes decode one
 * compression each. {@code slide.bioformats} uses them only where they give the same pixels as
 * Bio-Formats' reader. Directories, compressions and most codecs are those of Bio-Formats. Start
 * reading with {@code TiffDirectories}.
 */
package io.github.attrimil.slide.tiff;
