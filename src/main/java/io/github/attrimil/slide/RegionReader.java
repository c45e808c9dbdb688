package io.github.attrimil.slide;

/**
 * Reads squares given in level-0 pixels from one level, resampled to a wanted size by area
 * averaging.
 *
 * @param slide the slide
 * @param level the level to read from
 * @param outPx width and height of what is returned, in pixels
 */
public record RegionReader(Slide slide, int level, int outPx) {

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
    // A hundredth of a pixel is no reason to resample: downsamples like 4.0003 come from rounded
    // sizes.
    if (Math.abs(width - outPx) < 0.5 && Math.abs(height - outPx) < 0.5) {
      return reader.read(level, (int) Math.floor(x), (int) Math.floor(y), outPx, outPx);
    }
    final int left = (int) Math.floor(x);
    final int top = (int) Math.floor(y);
    final int right = (int) Math.ceil(x + width);
    final int bottom = (int) Math.ceil(y + height);
    final RgbImage source = reader.read(level, left, top, right - left, bottom - top);
    return AreaAverage.resample(source, x - left, y - top, width, height, outPx, outPx);
  }
}
