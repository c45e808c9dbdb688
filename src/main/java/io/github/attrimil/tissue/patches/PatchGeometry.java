package io.github.attrimil.tissue.patches;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.slide.Level;
import io.github.attrimil.slide.PixelSize;
import io.github.attrimil.slide.Slide;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * How a slide's patches are read.
 *
 * @param level the level they are read from
 * @param patchSize side in pixels of that level
 * @param size side in pixels as an encoder sees it: what was read is resampled to it when it
 *     differs from patchSize
 * @param patchSizeLevel0 side in level-0 pixels
 * @param stepLevel0 from patch to patch in level-0 pixels
 * @param mpp micrometers per pixel as an encoder sees it; nothing when the slide's pixel size is
 *     not known
 */
public record PatchGeometry(
    int level,
    int patchSize,
    int size,
    double patchSizeLevel0,
    double stepLevel0,
    OptionalDouble mpp) {

  /** How much coarser than asked a level may be and still be read, instead of a finer one. */
  private static final double TOLERANCE = 0.01;

  /** Over a thousand steps this is half a pixel. */
  private static final double ALMOST = 5e-4;

  /**
   * Works out level and sizes. A target mpp is met exactly: sizes and steps in level-0 pixels may
   * be broken numbers; patches then lie at the rounded multiples of the step.
   *
   * @param slide the slide
   * @param p what was asked for
   * @return how to read it
   * @throws AttriMilException when the slide lacks the level, or the pixel size that targetMpp
   *     needs
   */
  public static PatchGeometry of(final Slide slide, final PatchParameters p) {
    return p.targetMpp() > 0 ? atMpp(slide, p) : atLevel(slide, p);
  }

  private static PatchGeometry atLevel(final Slide slide, final PatchParameters p) {
    final List<Level> levels = slide.levels();
    if (p.level() >= levels.size()) {
      throw new AttriMilException(
          String.format(
              Locale.ROOT,
              "level=%d is not in slide %s, whose last level is %d: give a smaller level or mpp=",
              p.level(),
              slide.id(),
              levels.size() - 1));
    }
    final double downsample = whole(levels.get(p.level()).downsample());
    final OptionalDouble mpp =
        slide.pixelSize().isPresent()
            ? OptionalDouble.of(slide.pixelSize().get().mpp() * downsample)
            : OptionalDouble.empty();
    return new PatchGeometry(
        p.level(), p.size(), p.size(), p.size() * downsample, p.step() * downsample, mpp);
  }

  /** A downsample that is a whole number but for the cut-off last row and column of its level. */
  private static double whole(final double downsample) {
    final double near = Math.rint(downsample);
    return Math.abs(downsample - near) <= TOLERANCE * downsample ? near : downsample;
  }

  /** A pixel size like 0.2500001 is no reason for a broken step. */
  private static double almostWhole(final double px) {
    return Math.abs(px - Math.rint(px)) < ALMOST ? Math.rint(px) : px;
  }

  private static PatchGeometry atMpp(final Slide slide, final PatchParameters p) {
    final double mpp =
        slide
            .pixelSize()
            .map(PixelSize::mpp)
            .orElseThrow(
                () ->
                    new AttriMilException(
                        String.format(
                            Locale.ROOT,
                            "mpp=%s requires the pixel size of slide %s, which its file does not"
                                + " state: give pixelsize=, or a column mpp in slides.csv",
                            p.targetMpp(),
                            slide.id())));
    final double factor = p.targetMpp() / mpp;
    final double sizeLevel0 = Math.max(1, almostWhole(p.size() * factor));
    final double stepLevel0 = Math.max(1, almostWhole(p.step() * factor));
    int level = 0;
    for (int i = 1; i < slide.levels().size(); i++) {
      if (slide.levels().get(i).downsample() <= factor * (1 + TOLERANCE)) {
        level = i;
      }
    }
    final double downsample = slide.levels().get(level).downsample();
    final int patchSize = (int) Math.max(1, Math.round(sizeLevel0 / downsample));
    return new PatchGeometry(
        level, patchSize, p.size(), sizeLevel0, stepLevel0, OptionalDouble.of(p.targetMpp()));
  }
}
