package io.github.attrimil.explain.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.core.Job;
import io.github.attrimil.explain.Overview;
import io.github.attrimil.format.image.RgbImage;
import io.github.attrimil.slide.Level;
import io.github.attrimil.slide.MemorySlide;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class OverviewsTest {

  private static final int SIDE = 60_000;
  private static final int TILE = 64;

  /** One level of 3.6 gigapixels, black on its left half; counts the pixels that are read. */
  private record Flat(AtomicLong read) implements MemorySlide {

    @Override
    public List<Level> levels() {
      return List.of(new Level(SIDE, SIDE, 1, 1));
    }

    @Override
    public RgbImage read(final int level, final int x, final int y, final int w, final int h) {
      read.addAndGet((long) w * h);
      final byte[] rgb = new byte[3 * w * h];
      Arrays.fill(rgb, (byte) (x < SIDE / 2 ? 0 : 255));
      return new RgbImage(w, h, rgb);
    }

    @Override
    public int tileWidth(final int level) {
      return TILE;
    }

    @Override
    public int tileHeight(final int level) {
      return TILE;
    }
  }

  /** Reading it all took a quarter of an hour for each slide. */
  @Test
  void aSlideWithoutASmallLevelIsNotReadWhole() {
    final Flat slide = new Flat(new AtomicLong());
    final Overview overview = Overviews.slide(slide, 900, Job.silent());
    final RgbImage image = overview.image();
    assertTrue(slide.read.get() < 1e8, slide.read + " pixels");
    assertTrue(image.width() > 800 && image.width() <= 900, image.width() + " pixels");
    final int row = 3 * image.width() * (image.height() / 2);
    assertEquals(0, image.rgb()[row + 3 * (image.width() / 3)] & 0xff);
    assertEquals(255, image.rgb()[row + 3 * (2 * image.width() / 3)] & 0xff);
    assertEquals(SIDE, overview.place().widthLevel0());
    assertEquals(SIDE, overview.downsampleX() * image.width(), 2 * overview.downsampleX());
  }
}
