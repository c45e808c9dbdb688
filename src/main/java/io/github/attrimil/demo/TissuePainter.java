package io.github.attrimil.demo;

import io.github.attrimil.format.image.RgbImage;
import io.github.attrimil.slide.bioformats.PyramidWriter;

/**
 * Paints a synthetic slide that looks like a section stained with hematoxylin and eosin, any
 * rectangle at a time, and provides the lesions. All follows from the seed; a rectangle has the
 * same pixels whatever it is part of. Safe for use from several threads.
 *
 * <p>Normal tissue has glands with rings of columnar nuclei (about 8 x 5 micrometers), collagen,
 * vessels, fat and scattered lymphocytes. Lesions are sheets of crowded, large (10 to 14
 * micrometers), irregular dark nuclei without glands. Lymphoid aggregates (nuclei of 6 to 7
 * micrometers) are as dark and as crowded and no lesion.
 */
public final class TissuePainter implements PyramidWriter.Source {

  /** Micrometers per pixel. */
  public static final double MPP = 0.5;

  private final TissueSpec spec;
  private final SlidePlan plan;
  private final ValueNoise noise;
  private final Stain stain;

  /**
   * @param spec what to paint
   */
  public TissuePainter(final TissueSpec spec) {
    this.spec = spec;
    plan = new SlidePlan(spec);
    noise = new ValueNoise(Hash.mix(spec.seed() + 4));
    stain = new Stain(spec);
  }

  /**
   * @return what it paints
   */
  public TissueSpec spec() {
    return spec;
  }

  @Override
  public RgbImage paint(final int xLevel0, final int yLevel0, final int width, final int height) {
    // A pixel more on each side, for the lens' blur.
    final int[] area = {xLevel0 - 1, yLevel0 - 1, width + 2, height + 2};
    final Histology histology = new Histology(plan, noise, spec.seed(), area);
    final Dyes dyes = new Dyes(area, noise);
    new Ground(dyes, new FieldRows(histology, area), noise, spec.seed()).fill();
    new Nuclei(dyes, histology, noise, spec.seed()).stamp();
    final byte[] rgb = new byte[3 * width * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        final int i = (y + 1) * dyes.width + x + 1;
        stain.paint(
            xLevel0 + x,
            yLevel0 + y,
            blurred(dyes.hematoxylin, i, dyes.width),
            blurred(dyes.eosin, i, dyes.width),
            dyes.gray[i],
            rgb,
            3 * (y * width + x));
      }
    }
    return new RgbImage(width, height, rgb);
  }

  /** The mean of 3 x 3 pixels weighted 1 2 1 both ways, as a lens' point spread. */
  private static float blurred(final float[] dye, final int i, final int width) {
    final float corners =
        dye[i - width - 1] + dye[i - width + 1] + dye[i + width - 1] + dye[i + width + 1];
    final float sides = dye[i - width] + dye[i + width] + dye[i - 1] + dye[i + 1];
    return 0.0625f * corners + 0.125f * sides + 0.25f * dye[i];
  }

  /**
   * @param xLevel0 a column of level 0
   * @param yLevel0 a row of level 0
   * @return whether tissue is there; holes inside a section count as tissue
   */
  public boolean tissue(final int xLevel0, final int yLevel0) {
    return plan.at(xLevel0, yLevel0).tissue() > 0;
  }

  /**
   * @param xLevel0 a column of level 0
   * @param yLevel0 a row of level 0
   * @return whether lesion is there
   */
  public boolean lesion(final int xLevel0, final int yLevel0) {
    final SlidePlan.Place place = plan.at(xLevel0, yLevel0);
    return place.lesion() > 0 && place.tissue() > 0;
  }

  /**
   * The lesion mask, reduced.
   *
   * @param downsample level-0 pixels per pixel of the mask
   * @return the mask, [row][column], sizes rounded up; each value is that at the block's middle
   */
  public boolean[][] lesionMask(final int downsample) {
    final int columns = (spec.width() + downsample - 1) / downsample;
    final int rows = (spec.height() + downsample - 1) / downsample;
    final boolean[][] mask = new boolean[rows][columns];
    for (int y = 0; y < rows; y++) {
      for (int x = 0; x < columns; x++) {
        mask[y][x] =
            lesion(
                Math.min(spec.width() - 1, x * downsample + downsample / 2),
                Math.min(spec.height() - 1, y * downsample + downsample / 2));
      }
    }
    return mask;
  }
}
