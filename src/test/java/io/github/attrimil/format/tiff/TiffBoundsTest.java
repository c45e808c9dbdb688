package io.github.attrimil.format.tiff;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.core.AttriMilException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What strips and tiles may state, in both orders of bytes, in TIFF and BigTIFF. */
class TiffBoundsTest {

  private static final byte[] FEW = new byte[300];

  /** As many bytes as an array can have. */
  private static final int LARGEST = Integer.MAX_VALUE - 8;

  @TempDir private Path folder;

  private void check(final StatedTiff tiff, final long memory) throws IOException {
    for (final ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
      for (final boolean big : new boolean[] {false, true}) {
        final Path path = tiff.write(folder.resolve("a.tif"), order, big);
        try (TiffFile file = TiffFile.open(path).orElseThrow()) {
          assertEquals(big, file.isBig());
          TiffBounds.check(file, file.directory(file.first()), memory);
        }
      }
    }
  }

  private void assertRefused(final StatedTiff tiff, final String why) {
    final IOException e = assertThrows(IOException.class, () -> check(tiff, Long.MAX_VALUE));
    assertTrue(e.getMessage().contains(why), e.getMessage());
  }

  private static byte[] deflated(final int zeros) throws IOException {
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(bytes)) {
      out.write(new byte[zeros]);
    }
    return bytes.toByteArray();
  }

  @Test
  void storedBytesAreInTheFile() {
    for (final int compression :
        new int[] {StatedTiff.UNCOMPRESSED, StatedTiff.LZW, StatedTiff.DEFLATE, StatedTiff.JPEG}) {
      assertRefused(
          StatedTiff.strip(compression, 16, 16, FEW).with(279, LARGEST), "a strip states 2,147 MB");
      assertRefused(
          StatedTiff.tile(compression, 16, FEW).with(325, 0xffff_fff7L), "a tile states 4,295 MB");
    }
  }

  @Test
  void storedBytesSufficeForThePixels() {
    final String why = "and the file has only 300 bytes for them";
    for (final int compression : new int[] {StatedTiff.LZW, StatedTiff.DEFLATE}) {
      assertRefused(StatedTiff.strip(compression, 23_000, 23_000, FEW), why);
      assertRefused(StatedTiff.tile(compression, 23_000, FEW), why);
      assertRefused(StatedTiff.tile(compression, 16, FEW).with(322, LARGEST), why);
      assertRefused(StatedTiff.tile(compression, 1000, FEW).with(277, 65_535), why);
    }
    assertRefused(StatedTiff.tile(StatedTiff.UNCOMPRESSED, 100, FEW), why);
  }

  @Test
  void pixelsOfATileFitIntoMemory() {
    final AttriMilException e =
        assertThrows(
            AttriMilException.class,
            () -> check(StatedTiff.tile(StatedTiff.JPEG, 23_000, FEW), 700_000_000));
    assertTrue(
        e.getMessage()
            .endsWith(
                "a.tif cannot be read: the pixels of a single tile take 1,058 MB, and Java may use"
                    + " 700 MB; give Java more memory (-Xmx), or save the file with tiles of 512 x"
                    + " 512 pixels"),
        e.getMessage());
  }

  @Test
  void whatCanBeIsAccepted() throws IOException {
    // A tile without bytes is a blank one, and the last strip of a file may be all of it.
    final byte[] blank = deflated(4096 * 4096);
    assertTrue(blank.length < 17_000);
    for (final StatedTiff tiff :
        List.of(
            StatedTiff.tile(StatedTiff.DEFLATE, 4096, blank),
            StatedTiff.tile(StatedTiff.DEFLATE, 4096, FEW).with(325, 0),
            StatedTiff.strip(StatedTiff.UNCOMPRESSED, 15, 20, FEW).with(278, 0xffff_ffffL),
            StatedTiff.strip(StatedTiff.JPEG, 100_000, 90_000, FEW).with(65420, 1),
            StatedTiff.tile(StatedTiff.JPEG, 512, FEW))) {
      assertDoesNotThrow(() -> check(tiff, 1 << 28));
    }
  }

  @Test
  void valuesAreReadWhereverTheyLie() throws IOException {
    // Two shorts within an entry; the test of slides reads longer tables.
    final Path path = StatedTiff.strip(StatedTiff.LZW, 3, 4, FEW).write(folder.resolve("a.tif"));
    try (TiffFile file = TiffFile.open(path).orElseThrow()) {
      final TiffDirectory directory = file.directory(file.first());
      assertEquals(3, directory.number(256, -1));
      assertEquals(-1, directory.number(322, -1));
      final List<Long> values = new java.util.ArrayList<>();
      file.values(new TiffEntry(1, 3, 2, 0x0007_0005, 5, true), values::add);
      assertEquals(List.of(5L, 7L), values);
      values.clear();
      // Those of the header: marks, version, place of the directory.
      file.values(new TiffEntry(1, 3, 4, 0, 0, false), values::add);
      assertEquals(List.of(0x4949L, 42L, file.first(), 0L), values);
    }
  }
}
