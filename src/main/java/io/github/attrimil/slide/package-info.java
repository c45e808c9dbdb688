/**
 * A slide as everything else sees it: {@link io.github.attrimil.slide.Slide} with its {@link
 * io.github.attrimil.slide.Level levels} and pixel size, and a {@link
 * io.github.attrimil.slide.SlideReader} for its pixels, one for each thread. Beside them lies what
 * needs no file format: resampling, a store of decoded tiles, reading ahead. It uses images of
 * {@code format.image} only; {@code slide.bioformats} and {@code slide.find} give slides. Start
 * reading with {@code Slide}.
 */
package io.github.attrimil.slide;
