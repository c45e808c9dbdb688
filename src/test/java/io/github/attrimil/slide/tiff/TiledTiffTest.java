package io.github.attrimil.slide.tiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.attrimil.format.image.JpegDecoder;
import io.github.attrimil.slide.Level;
import io.github.attrimil.slide.LevelTiles;
import io.github.attrimil.slide.SlideReader;
import io.github.attrimil.slide.bioformats.BioFormatsSlide;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TiledTiffTest {

  private static final int SIDE = 16;

  @TempDir Path folder;

  private static byte[] noise(final int seed) {
    final byte[] tile = new byte[3 * SIDE * SIDE];
    new Random(seed).nextBytes(tile);
    return tile;
  }

  /** 3 x 2 tiles, of which the last repeats the first, and a coarser level of one tile. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void bioFormatsReadsBothFormsAndTilesThatShareTheirBytes(final boolean big) throws IOException {
    final Path file = folder.resolve("a.tif");
    final List<Level> levels = List.of(new Level(48, 32, 1, 1), new Level(16, 16, 3, 2));
    final TiledTiff.Form form =
        new TiledTiff.Form(SIDE, 1, 2, big, "a text", new double[] {20_000, 40_000});
    try (TiledTiff tiff = new TiledTiff(file, levels, form)) {
      final TiledTiff.Place first = tiff.add(0, noise(0));
      // Levels may take turns.
      tiff.add(1, noise(9));
      for (int i = 1; i < 5; i++) {
        tiff.add(0, noise(i));
      }
      tiff.add(0, first);
      tiff.finish();
    }
    final BioFormatsSlide slide = new BioFormatsSlide(file);
    assertEquals(0.5, slide.pixelSize().orElseThrow().mppX(), 1e-9);
    assertEquals(0.25, slide.pixelSize().orElseThrow().mppY(), 1e-9);
    try (SlideReader reader = slide.open()) {
      for (int i = 0; i < 6; i++) {
        assertArrayEquals(
            noise(i % 5),
            reader.read(0, i % 3 * SIDE, i / 3 * SIDE, SIDE, SIDE).rgb(),
            "tile " + i);
      }
    }
    // Bio-Formats looks for coarser levels where OME-XML names them.
    final LevelTiles coarser = TiffDirectories.read(file).tiles(16, 16).orElseThrow();
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r");
        JpegDecoder decoder = new JpegDecoder()) {
      assertArrayEquals(noise(9), coarser.tile(in, decoder, 0, 0).rgb());
    }
  }
}
