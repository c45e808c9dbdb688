package io.github.attrimil.tissue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.core.Job;
import io.github.attrimil.format.image.RgbImage;
import io.github.attrimil.slide.Level;
import io.github.attrimil.slide.MemorySlide;
import io.github.attrimil.slide.SlideReader;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TileSampleTest {

  private static final int BLACK_FROM = 640;

  /** White left of a line, black right of it; counts the pixels that are read. */
  private record Halves(int width, int height, int tileWidth, int tileHeight, AtomicLong read)
      implements MemorySlide {

    @Override
    public List<Level> levels() {
      return List.of(new Level(width, height, 1, 1));
    }

    @Override
    public Optional<SlideReader> another() {
      return Optional.of(this);
    }

    @Override
    public RgbImage read(final int level, final int x, final int y, final int w, final int h) {
      read.addAndGet((long) w * h);
      final RgbImage image = RgbImage.white(w, h);
      for (int i = 0; i < w * h; i++) {
        if (x + i % w >= BLACK_FROM) {
          image.rgb()[3 * i] = 0;
        }
      }
      return image;
    }

    @Override
    public int tileWidth(final int level) {
      return tileWidth;
    }

    @Override
    public int tileHeight(final int level) {
      return tileHeight;
    }
  }

  private static Halves slide(
      final int width, final int height, final int tileWidth, final int tileHeight) {
    return new Halves(width, height, tileWidth, tileHeight, new AtomicLong());
  }

  private static Optional<TileSample.Spacing> spacing(final Halves slide) {
    return TileSample.spacing(slide, 0, slide.levels().get(0));
  }

  @Test
  void onlyWhatIsTooLargeIsSampled() {
    assertEquals(Optional.empty(), spacing(slide(50_000, 50_000, 256, 256)));
    assertEquals(
        Optional.of(new TileSample.Spacing(1792, 1792, 256, 256)),
        spacing(slide(150_000, 150_000, 256, 256)));
    // One of nine strips: squares of 256 pixels at least.
    assertEquals(
        Optional.of(new TileSample.Spacing(256, 144, 256, 16)),
        spacing(slide(150_000, 150_000, 150_000, 16)));
    assertEquals(Optional.empty(), spacing(slide(150_000, 150_000, 150_000, 150_000)));
  }

  private static void theLineIsWhereItWas(
      final Halves slide, final TileSample.Spacing spacing, final long mostRead) {
    final TileSample sample = TileSample.read(slide, slide, 0, spacing, Job.silent());
    final RgbImage row = sample.row(20, slide.width() / 8, 8);
    for (int x = 0; x < row.width(); x++) {
      final int off = 8 * x + 4 - BLACK_FROM;
      // A square the line goes through has a mean between, and colors are mixed half way to the
      // next.
      if (Math.abs(off) > 1.5 * spacing.x()) {
        assertEquals(off > 0 ? 0 : 255, row.rgb()[3 * x] & 0xff, "x " + 8 * x);
      }
    }
    assertTrue(slide.read.get() <= mostRead, slide.read + " pixels");
  }

  @Test
  void tiles() {
    theLineIsWhereItWas(
        slide(1200, 1000, 32, 32), new TileSample.Spacing(96, 96, 32, 32), 13L * 11 * 32 * 32);
  }

  @Test
  void strips() {
    theLineIsWhereItWas(
        slide(1200, 1000, 1200, 16), new TileSample.Spacing(48, 48, 48, 16), 21L * 1200 * 16);
  }
}
