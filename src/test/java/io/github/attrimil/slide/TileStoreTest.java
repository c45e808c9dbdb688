package io.github.attrimil.slide;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.core.Job;
import io.github.attrimil.format.image.RgbImage;
import io.github.attrimil.slide.bioformats.BioFormatsSlide;
import io.github.attrimil.slide.bioformats.PyramidWriter;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import loci.common.RandomAccessInputStream;
import loci.formats.tiff.IFD;
import loci.formats.tiff.TiffParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TileStoreTest {

  private static final int SIDE = 1024;

  @TempDir Path folder;

  private static RgbImage noise(final int x0, final int y0, final int w, final int h) {
    final byte[] rgb = new byte[3 * w * h];
    for (int i = 0; i < w * h; i++) {
      final int v = (x0 + i % w) * 7919 + (y0 + i / w) * 104729;
      rgb[3 * i] = (byte) (v >> 3);
      rgb[3 * i + 1] = (byte) (v >> 5);
      rgb[3 * i + 2] = (byte) (v >> 7);
    }
    return new RgbImage(w, h, rgb);
  }

  private Path write() {
    final Path file = folder.resolve("whole.ome.tif");
    PyramidWriter.write(
        file,
        SIDE,
        SIDE,
        0.5,
        PyramidWriter.Compression.DEFLATE,
        TileStoreTest::noise,
        Job.silent());
    return file;
  }

  /** Overwrites the middle of tiles of the first plane, as a failing disk might. */
  static void corrupt(final Path file, final int... tiles) throws IOException {
    final long[] offsets;
    final long[] counts;
    try (RandomAccessInputStream in = new RandomAccessInputStream(file.toString())) {
      final IFD ifd = new TiffParser(in).getFirstIFD();
      offsets = ifd.getIFDLongArray(IFD.TILE_OFFSETS);
      counts = ifd.getIFDLongArray(IFD.TILE_BYTE_COUNTS);
    } catch (final loci.formats.FormatException e) {
      throw new IOException(e);
    }
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      for (final int tile : tiles) {
        out.seek(offsets[tile]);
        final byte[] damage = new byte[(int) counts[tile] / 2];
        Arrays.fill(damage, (byte) 0xfe);
        out.write(damage);
      }
    }
  }

  @Test
  void damagedTilesAreWhiteAndCountedAndTheRestIsTheSame() throws IOException {
    final Path whole = write();
    // In a folder of its own and under the same name: an OME-TIFF names the file its pixels are in.
    final Path damaged =
        Files.copy(
            whole, Files.createDirectory(folder.resolve("damaged")).resolve("whole.ome.tif"));
    corrupt(damaged, 1, 6, 11);
    final Slide slide = new BioFormatsSlide(damaged);
    final TileStore tiles = new TileStore(slide);
    try (SlideReader healthy = new BioFormatsSlide(whole).open();
        SlideReader tolerant = tiles.open()) {
      assertEquals(256, tolerant.tileWidth(0));
      for (int tile = 0; tile < 16; tile++) {
        final int x = tile % 4 * 256;
        final int y = tile / 4 * 256;
        final byte[] expected =
            tile == 1 || tile == 6 || tile == 11
                ? RgbImage.white(256, 256).rgb()
                : healthy.read(0, x, y, 256, 256).rgb();
        assertArrayEquals(expected, tolerant.read(0, x, y, 256, 256).rgb(), "tile " + tile);
      }
      // Also as one large region, which is first tried whole.
      final RgbImage all = tolerant.read(0, 0, 0, SIDE, SIDE);
      assertArrayEquals(healthy.read(0, 0, 700, 256, 100).rgb(), part(all, 0, 700, 256, 100).rgb());
    }
    assertEquals(3, tiles.faults());
  }

  private static RgbImage part(
      final RgbImage image, final int x, final int y, final int w, final int h) {
    final byte[] rgb = new byte[3 * w * h];
    for (int row = 0; row < h; row++) {
      System.arraycopy(image.rgb(), 3 * ((y + row) * image.width() + x), rgb, 3 * row * w, 3 * w);
    }
    return new RgbImage(w, h, rgb);
  }

  /** A slide that counts what is decoded. */
  private static final class Counting implements Slide {
    private final AtomicInteger reads = new AtomicInteger();

    @Override
    public String id() {
      return "counting";
    }

    @Override
    public String source() {
      return "memory";
    }

    @Override
    public List<Level> levels() {
      return List.of(new Level(SIDE, SIDE, 1, 1));
    }

    @Override
    public Optional<PixelSize> pixelSize() {
      return Optional.empty();
    }

    @Override
    public SlideReader open() {
      return new PaintedReader(240) {
        @Override
        public RgbImage read(
            final int level, final int x, final int y, final int width, final int height) {
          reads.incrementAndGet();
          return noise(x, y, width, height);
        }
      };
    }
  }

  @Test
  void eachTileIsDecodedOnce() {
    final Counting slide = new Counting();
    final TileStore tiles = new TileStore(slide);
    try (SlideReader reader = tiles.open()) {
      final List<int[]> patches = new ArrayList<>();
      for (int x = 50; x + 256 <= SIDE; x += 128) {
        for (int y = 65; y + 256 <= SIDE; y += 128) {
          patches.add(new int[] {x, y});
        }
      }
      for (final int[] p : patches) {
        assertArrayEquals(
            noise(p[0], p[1], 256, 256).rgb(), reader.read(0, p[0], p[1], 256, 256).rgb());
      }
    }
    assertTrue(slide.reads.get() <= 25, "tiles decoded: " + slide.reads.get());
  }

  @Test
  void memoryIsBounded() {
    final Counting slide = new Counting();
    final TileStore tiles = new TileStore(slide, 3L * 240 * 240);
    try (SlideReader reader = tiles.open()) {
      assertArrayEquals(noise(100, 100, 500, 500).rgb(), reader.read(0, 100, 100, 500, 500).rgb());
      final RgbImage edge = reader.read(0, -20, 900, 300, 300);
      assertEquals((byte) 255, edge.rgb()[3 * 19]);
      assertEquals(noise(0, 900, 1, 1).rgb()[0], edge.rgb()[3 * 20]);
    }
    assertTrue(slide.reads.get() >= 9);
  }
}
