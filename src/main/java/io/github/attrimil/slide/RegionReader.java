package io.github.attrimil.slide;

import io.github.attrimil.format.image.RgbImage;

/**
 * Reads squares given in level-0 pixels from one level, resampled to a requested size where pixels
 * would be more than half a level-0 pixel from where they should.
 *
 * @param slide the slide
 * @param level the level to read from
 * @param outPx width and height of what is returned, in pixels
 */
public record RegionReader(Slide slide, int level, int outPx) {

  /** In level-0 pixels. */
  private static final double MOST_SHIFT = 0.5;

  /**
   * Reads one square.
   *
   * @param reader a reader of the slide, of the calling thread
   * @param xLevel0 left edge in level-0 pixels
   * @param yLevel0 top edge in level-0 pixels
   * @param sizeLevel0 width and height in level-0 pixels
   * @return outPx x outPx pixels; what lies outside the slide is white
   */
  public RgbImage read(
      final SlideReader reader,
      final double xLevel0,
      final double yLevel0,
      final double sizeLevel0) {
    final Level l = slide.levels().get(level);
    final double x = xLevel0 / l.downsampleX();
    final double y = yLevel0 / l.downsampleY();
    final double width = sizeLevel0 / l.downsampleX();
    final double height = sizeLevel0 / l.downsampleY();
    // Downsamples like 4.0003 come from rounded sizes and are no reason to resample, as long as
    // every
    // pixel comes from where it should.
    final long nearestX = Math.round(x + (width - outPx) / 2);
    final long nearestY = Math.round(y + (height - outPx) / 2);
    if (shift(nearestX, x, width) * l.downsampleX() <= MOST_SHIFT
        && shift(nearestY, y, height) * l.downsampleY() <= MOST_SHIFT) {
      return reader.read(level, (int) nearestX, (int) nearestY, outPx, outPx);
    }
    final int margin = Math.min(width, height) < outPx ? Resampling.MARGIN : 0;
    final int left = (int) Math.floor(x) - margin;
    final int top = (int) Math.floor(y) - margin;
    final int right = (int) Math.ceil(x + width) + margin;
    final int bottom = (int) Math.ceil(y + height) + margin;
    final RgbImage source = reader.read(level, left, top, right - left, bottom - top);
    return Resampling.resample(source, x - left, y - top, width, height, outPx, outPx);
  }

  /** How far the edges of what is read as it is lie from where they should, in pixels. */
  private double shift(final long start, final double exact, final double extent) {
    return Math.max(Math.abs(start - exact), Math.abs(start + outPx - (exact + extent)));
  }
}
