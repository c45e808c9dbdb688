/**
 * Slides and label images in files, through Bio-Formats: {@link
 * io.github.attrimil.slide.bioformats.BioFormatsSlide} provides levels and pixel sizes, {@link
 * io.github.attrimil.slide.bioformats.BioFormatsReader} reads pixels, {@link
 * io.github.attrimil.slide.bioformats.PyramidWriter} writes pyramids. It may use {@code slide} and
 * {@code slide.tiff}, and only these two packages use Bio-Formats. Start reading with {@code
 * BioFormatsSlide}.
 */
package io.github.attrimil.slide.bioformats;
