package io.github.attrimil.tissue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.slide.Level;
import io.github.attrimil.slide.ReadAhead;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlideScanTest {

  /** How many tiles all blocks touch, together: each once where blocks lie along the tiles. */
  @ParameterizedTest
  @CsvSource({
    "2220, 2967, 240, 240, 1, 130",
    "10000, 9000, 256, 256, 1, 1440",
    "9001, 7001, 1024, 1024, 1, 63",
    "9000, 8000, 9000, 8, 1, 1000",
    // A picture in one piece is read in parts.
    "9000, 8000, 9000, 8000, 1, 35",
    // Squares of seven pixels do not fit tiles.
    "20000, 20000, 256, 256, 7, 8700"
  })
  void blocksCoverALevelOnceAndLieAlongTiles(
      final int width,
      final int height,
      final int tileWidth,
      final int tileHeight,
      final int factor,
      final int mostTiles) {
    final List<ReadAhead.Block> blocks =
        SlideScan.blocks(new Level(width, height, 1, 1), tileWidth, tileHeight, factor);
    long pixels = 0;
    int tiles = 0;
    for (final ReadAhead.Block b : blocks) {
      assertEquals(0, b.x() % factor);
      assertEquals(0, b.y() % factor);
      assertTrue((long) b.width() * b.height() <= 8L << 20, b + " is too large");
      pixels += (long) b.width() * b.height();
      tiles +=
          ((b.x() + b.width() - 1) / tileWidth - b.x() / tileWidth + 1)
              * ((b.y() + b.height() - 1) / tileHeight - b.y() / tileHeight + 1);
    }
    assertEquals((long) width * height, pixels);
    assertTrue(tiles <= mostTiles, tiles + " tiles");
  }
}
