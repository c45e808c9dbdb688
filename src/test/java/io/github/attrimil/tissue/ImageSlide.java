package io.github.attrimil.tissue;

import io.github.attrimil.core.Job;
import io.github.attrimil.demo.TissuePainter;
import io.github.attrimil.demo.TissueSpec;
import io.github.attrimil.format.image.RgbImage;
import io.github.attrimil.slide.Level;
import io.github.attrimil.slide.PaintedReader;
import io.github.attrimil.slide.PixelSize;
import io.github.attrimil.slide.Slide;
import io.github.attrimil.slide.SlideReader;
import io.github.attrimil.tissue.patches.PatchPlan;
import io.github.attrimil.tissue.patches.PatchPlanner;
import io.github.attrimil.tissue.patches.PatchSettings;
import java.util.List;
import java.util.Optional;

/** A slide of one level held in memory. */
public record ImageSlide(RgbImage image) implements Slide {

  /** Changes a color by where it is. */
  interface Change {
    int apply(int value, int x, int y, int channel);
  }

  public static TissuePainter painter(final int side, final long seed) {
    return new TissuePainter(new TissueSpec(side, side, seed, seed, 0.2, 1));
  }

  static ImageSlide painted(final TissuePainter painter) {
    return new ImageSlide(painter.paint(0, 0, painter.spec().width(), painter.spec().height()));
  }

  static ImageSlide of(final int side, final Change change) {
    return new ImageSlide(RgbImage.white(side, side)).with(change);
  }

  ImageSlide with(final Change change) {
    final byte[] rgb = image.rgb().clone();
    for (int i = 0; i < rgb.length; i++) {
      final int x = i / 3 % image.width();
      final int y = i / 3 / image.width();
      rgb[i] = (byte) Math.max(0, Math.min(255, change.apply(rgb[i] & 0xff, x, y, i % 3)));
    }
    return new ImageSlide(new RgbImage(image.width(), image.height(), rgb));
  }

  @Override
  public String id() {
    return "painted";
  }

  @Override
  public String source() {
    return "painted";
  }

  @Override
  public List<Level> levels() {
    return List.of(new Level(image.width(), image.height(), 1, 1));
  }

  @Override
  public Optional<PixelSize> pixelSize() {
    final double mpp = TissuePainter.MPP;
    return Optional.of(new PixelSize(mpp, mpp, PixelSize.Origin.METADATA));
  }

  @Override
  public SlideReader open() {
    return new PaintedReader(256) {
      @Override
      public RgbImage read(
          final int level, final int x, final int y, final int width, final int height) {
        final RgbImage out = RgbImage.white(width, height);
        for (int row = Math.max(0, -y); row < Math.min(height, image.height() - y); row++) {
          final int from = Math.max(0, -x);
          final int to = Math.min(width, image.width() - x);
          if (from < to) {
            System.arraycopy(
                image.rgb(),
                3 * ((y + row) * image.width() + x + from),
                out.rgb(),
                3 * (row * width + from),
                3 * (to - from));
          }
        }
        return out;
      }
    };
  }

  public PatchPlan plan(final PatchSettings settings) {
    return plan(settings, SlideRegions.none());
  }

  public PatchPlan plan(final PatchSettings settings, final SlideRegions regions) {
    try (SlideReader reader = open()) {
      return PatchPlanner.plan(this, reader, settings, regions, Job.silent());
    }
  }
}
