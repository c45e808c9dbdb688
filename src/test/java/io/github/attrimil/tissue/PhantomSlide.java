package io.github.attrimil.tissue;

import io.github.attrimil.format.image.RgbImage;
import io.github.attrimil.slide.Level;
import io.github.attrimil.slide.PaintedReader;
import io.github.attrimil.slide.PixelSize;
import io.github.attrimil.slide.Slide;
import io.github.attrimil.slide.SlideReader;
import io.github.attrimil.tissue.patches.PatchParameters;
import io.github.attrimil.tissue.patches.PatchPlan;
import io.github.attrimil.tissue.patches.PatchPlanner;
import io.github.attrimil.tissue.patches.PatchSettings;
import java.util.List;
import java.util.Optional;

/** A slide whose tissue is known by a formula: pink where it is, white elsewhere. */
public record PhantomSlide(List<Level> levels, Optional<PixelSize> pixelSize, Shape shape)
    implements Slide {

  /** Whether there is tissue at a point of level 0. */
  public interface Shape {
    boolean tissue(double xLevel0, double yLevel0);
  }

  /** A slide in one level or, for downsamples given, several. */
  public static PhantomSlide of(
      final int width, final int height, final Shape shape, final int... downsamples) {
    final List<Level> levels =
        java.util.stream.IntStream.concat(
                java.util.stream.IntStream.of(1), java.util.stream.IntStream.of(downsamples))
            .mapToObj(
                d ->
                    new Level(
                        width / d,
                        height / d,
                        width / (double) (width / d),
                        height / (double) (height / d)))
            .toList();
    return new PhantomSlide(levels, Optional.empty(), shape);
  }

  public PhantomSlide withMpp(final double mpp) {
    return new PhantomSlide(
        levels, Optional.of(new PixelSize(mpp, mpp, PixelSize.Origin.METADATA)), shape);
  }

  public static Shape disc(final double x, final double y, final double radius) {
    return (px, py) -> Math.hypot(px - x, py - y) <= radius;
  }

  public static Shape ring(final double x, final double y, final double inner, final double outer) {
    return (px, py) -> {
      final double r = Math.hypot(px - x, py - y);
      return r >= inner && r <= outer;
    };
  }

  @Override
  public String id() {
    return "phantom";
  }

  @Override
  public String source() {
    return "phantom";
  }

  @Override
  public SlideReader open() {
    return new PaintedReader(256) {
      @Override
      public RgbImage read(
          final int level, final int x, final int y, final int width, final int height) {
        final Level l = levels.get(level);
        final RgbImage image = RgbImage.white(width, height);
        for (int i = 0; i < width * height; i++) {
          if (shape.tissue(
              (x + i % width + 0.5) * l.downsampleX(), (y + i / width + 0.5) * l.downsampleY())) {
            image.rgb()[3 * i] = (byte) 200;
            image.rgb()[3 * i + 1] = (byte) 120;
            image.rgb()[3 * i + 2] = (byte) 180;
          }
        }
        return image;
      }
    };
  }

  public PatchPlan plan(final PatchParameters patches, final TissueParameters tissue) {
    try (SlideReader reader = open()) {
      return PatchPlanner.plan(
          this,
          reader,
          new PatchSettings(patches, tissue),
          SlideRegions.none(),
          io.github.attrimil.core.Job.silent());
    }
  }
}
