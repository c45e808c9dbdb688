package io.github.attrimil.explain.map;

import io.github.attrimil.explain.PatchScores;
import io.github.attrimil.format.image.RgbImage;
import io.github.attrimil.slide.Level;
import io.github.attrimil.slide.RegionReader;
import io.github.attrimil.slide.Slide;
import io.github.attrimil.slide.SlideReader;

/**
 * A patch at full resolution with its neighbors around it, as the slide has them: one step to each
 * side.
 *
 * @param patch the patch in the middle
 * @param xLevel0 left edge of the square shown
 * @param yLevel0 top edge
 * @param sizeLevel0 side of the square
 * @param level the pyramid level it is read from
 * @param px side of the picture in pixels
 */
public record Surroundings(
    int patch, double xLevel0, double yLevel0, double sizeLevel0, int level, int px) {

  /** Larger squares are read from the finest level that fits. */
  private static final int LARGEST_PX = 4096;

  /**
   * @param scores the patches
   * @param patch the one in the middle
   * @param slide the slide
   * @return its surroundings
   */
  public static Surroundings of(final PatchScores scores, final int patch, final Slide slide) {
    final double step = scores.stepLevel0();
    final double size = scores.patchSizeLevel0() + 2 * step;
    int level = 0;
    while (level < slide.levels().size() - 1
        && size / slide.levels().get(level).downsampleX() > LARGEST_PX) {
      level++;
    }
    final Level read = slide.levels().get(level);
    final int px = (int) Math.max(1, Math.min(LARGEST_PX, Math.round(size / read.downsampleX())));
    return new Surroundings(
        patch, scores.xLevel0()[patch] - step, scores.yLevel0()[patch] - step, size, level, px);
  }

  /**
   * @param slide the slide
   * @param reader a reader of it
   * @return the pixels; white beyond the edge of the slide
   */
  public RgbImage read(final Slide slide, final SlideReader reader) {
    return new RegionReader(slide, level, px).read(reader, xLevel0, yLevel0, sizeLevel0);
  }

  /**
   * @return level-0 pixels per pixel of the picture
   */
  public double downsample() {
    return sizeLevel0 / px;
  }
}
