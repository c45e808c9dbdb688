package io.github.attrimil.slide.tiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.github.attrimil.format.image.RgbImage;
import io.github.attrimil.slide.SlideReader;
import io.github.attrimil.slide.TileStore;
import io.github.attrimil.slide.bioformats.BioFormatsSlide;
import io.github.attrimil.slide.tiff.TiffPhantom.Layout;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import loci.common.RandomAccessInputStream;
import loci.formats.tiff.IFD;
import loci.formats.tiff.TiffCompression;
import loci.formats.tiff.TiffParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tiles and strips of TIFF files that are read without Bio-Formats' reader. */
class TiffTilesTest {

  @TempDir Path folder;

  static Stream<TiffPhantom> kinds() {
    return Stream.of(
            TiffCompression.UNCOMPRESSED,
            TiffCompression.DEFLATE,
            TiffCompression.LZW,
            TiffCompression.OLYMPUS_JPEG2000)
        .flatMap(
            compression ->
                Arrays.stream(Layout.values())
                    .flatMap(
                        layout ->
                            Stream.of(
                                new TiffPhantom(compression, 1, layout, 32),
                                new TiffPhantom(compression, 2, layout, 32),
                                new TiffPhantom(compression, 1, layout, 0))));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void pixelsAreWhatWasWritten(final TiffPhantom kind) throws Exception {
    final Path file = folder.resolve("a.tif");
    kind.write(file);
    final BioFormatsSlide slide = new BioFormatsSlide(file);
    assertTrue(slide.ownTiles(0).isPresent());
    try (SlideReader reader = slide.open()) {
      assertArrayEquals(
          TiffPhantom.pixels(0, 0, TiffPhantom.WIDTH, TiffPhantom.HEIGHT).rgb(),
          reader.read(0, 0, 0, TiffPhantom.WIDTH, TiffPhantom.HEIGHT).rgb());
      assertArrayEquals(
          TiffPhantom.pixels(27, 13, 80, 50).rgb(), reader.read(0, 27, 13, 80, 50).rgb());
    }
  }

  /** One tile of noise, one cut short, one said to be behind the end of the file. */
  @ParameterizedTest
  @MethodSource("kinds")
  void threeDamagedTilesAreWhiteAndCountedAndTheRestIsTheSame(final TiffPhantom kind)
      throws Exception {
    final boolean plain = kind.compression() == TiffCompression.UNCOMPRESSED;
    assumeFalse(plain && kind.tile() == 0, "one piece: nothing tells what of it is wrong");
    final Path file = folder.resolve("a.tif");
    kind.write(file);
    final int[] damaged = {1, kind.columns() * kind.rows() - 2, 3};
    damage(file, damaged, plain);
    final BioFormatsSlide slide = new BioFormatsSlide(file);
    final TileStore tiles = new TileStore(slide);
    try (SlideReader reader = tiles.open()) {
      for (int i = 0; i < kind.columns() * kind.rows(); i++) {
        final int index = i;
        final int x = i % kind.columns() * kind.tileWidth();
        final int y = i / kind.columns() * kind.tileHeight();
        final int w = Math.min(kind.tileWidth(), TiffPhantom.WIDTH - x);
        final int h = Math.min(kind.tileHeight(), TiffPhantom.HEIGHT - y);
        final RgbImage expected =
            Arrays.stream(damaged).anyMatch(d -> d == index)
                ? RgbImage.white(w, h)
                : TiffPhantom.pixels(x, y, w, h);
        assertArrayEquals(expected.rgb(), reader.read(0, x, y, w, h).rgb(), "tile " + i);
      }
    }
    assertEquals(3, tiles.faults());
  }

  private static void damage(final Path file, final int[] tiles, final boolean plain)
      throws Exception {
    try (RandomAccessInputStream in = new RandomAccessInputStream(file.toString());
        RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      final TiffParser parser = new TiffParser(in);
      parser.setDoCaching(false);
      final IFD ifd = parser.getFirstIFD();
      parser.fillInIFD(ifd);
      final boolean tiled = ifd.containsKey(IFD.TILE_OFFSETS);
      final int offsets = tiled ? IFD.TILE_OFFSETS : IFD.STRIP_OFFSETS;
      final int counts = tiled ? IFD.TILE_BYTE_COUNTS : IFD.STRIP_BYTE_COUNTS;
      final long[] start = ifd.getIFDLongArray(offsets);
      final long[] length = ifd.getIFDLongArray(counts);
      if (plain) {
        put(parser, out, offsets, tiles[0], Files.size(file) - 3);
      } else {
        final byte[] noise = new byte[(int) (length[tiles[0]] - length[tiles[0]] / 3)];
        new Random(4).nextBytes(noise);
        out.seek(start[tiles[0]] + length[tiles[0]] / 3);
        out.write(noise);
      }
      put(parser, out, counts, tiles[1], length[tiles[1]] / 2);
      put(parser, out, offsets, tiles[2], Files.size(file) + 77);
    }
  }

  private static void put(
      final TiffParser parser,
      final RandomAccessFile out,
      final int tag,
      final int index,
      final long value)
      throws Exception {
    final long at = parser.getFirstIFDEntry(tag).getValueOffset() + 4L * index;
    out.seek(at);
    out.writeInt(Integer.reverseBytes((int) value));
  }

  /** As a scanner leaves out glass. */
  @Test
  void aTileWithoutBytesIsWhite() throws Exception {
    final Path file = folder.resolve("a.tif");
    new TiffPhantom(TiffCompression.DEFLATE, 1, Layout.PIXELS, 32).write(file);
    try (RandomAccessInputStream in = new RandomAccessInputStream(file.toString());
        RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      final TiffParser parser = new TiffParser(in);
      put(parser, out, IFD.TILE_OFFSETS, 6, 0);
      put(parser, out, IFD.TILE_BYTE_COUNTS, 6, 0);
    }
    final TileStore tiles = new TileStore(new BioFormatsSlide(file));
    try (SlideReader reader = tiles.open()) {
      assertArrayEquals(RgbImage.white(32, 32).rgb(), reader.read(0, 32, 32, 32, 32).rgb());
      assertArrayEquals(
          TiffPhantom.pixels(64, 32, 32, 32).rgb(), reader.read(0, 64, 32, 32, 32).rgb());
    }
    assertEquals(0, tiles.faults());
  }
}
