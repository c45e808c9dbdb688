/**
 * Where a slide has tissue that may be used: a mask by saturation, faint tissue, pen marks, blur,
 * and the regions that a user drew. It reads slides through {@code slide} and works on pixels with
 * {@code tissue.image}; it writes no files. Start reading with {@link
 * io.github.attrimil.tissue.TissueSearch}, which goes from a scanned slide to a {@link
 * io.github.attrimil.tissue.TissueMask} and its contours.
 */
package io.github.attrimil.tissue;
