/**
 * Score maps as pictures and image files: the map over the slide with its legend, 32-bit TIFFs with
 * ImageJ's calibration, and pyramids that lie on the slide. It uses {@code explain} for what is
 * drawn, and of ImageJ only images and their files, no windows. Start reading with {@link
 * io.github.attrimil.explain.picture.OverlayPicture}.
 */
package io.github.attrimil.explain.picture;
