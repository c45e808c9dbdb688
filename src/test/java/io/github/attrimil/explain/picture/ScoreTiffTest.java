package io.github.attrimil.explain.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import ij.process.FloatProcessor;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.explain.PatchMap;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Maps from elsewhere are read, or refused in one line and soon. */
@Timeout(60)
class ScoreTiffTest {

  private static final int WIDTH = 256;

  @TempDir private Path folder;
  private Path file;
  private byte[] good;

  @BeforeEach
  void write() throws IOException {
    file = folder.resolve("a.tif");
    final ImagePlus image =
        new ImagePlus("a", new FloatProcessor(3, 2, new float[] {1, 2, 3, 4, Float.NaN, 6}));
    image.getCalibration().pixelWidth = 127.744;
    image.getCalibration().pixelHeight = 127.744;
    image.getCalibration().setUnit("micron");
    ScoreTiff.write(file, image);
    good = Files.readAllBytes(file);
  }

  private ByteBuffer buffer() {
    return ByteBuffer.wrap(good.clone())
        .order(good[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
  }

  private static int entry(final ByteBuffer tiff, final int tag) {
    int at = tiff.getInt(4) + 2;
    while ((tiff.getShort(at) & 0xffff) != tag) {
      at += 12;
    }
    return at;
  }

  private void assertRefused(final Consumer<ByteBuffer> damage) throws IOException {
    final ByteBuffer tiff = buffer();
    damage.accept(tiff);
    Files.write(file, tiff.array());
    final AttriMilException e =
        assertThrows(AttriMilException.class, () -> ScoreTiff.read(file, 0.25, 1));
    assertTrue(
        e.getMessage().startsWith(file + " is not a map, or it is damaged ("), e.getMessage());
    assertEquals(1, e.getMessage().lines().count());
  }

  @Test
  void anIntactMapIsRead() {
    final PatchMap map = ScoreTiff.read(file, 0.25, 0);
    assertEquals(5, map.score().length);
    assertEquals(127.744 / 0.25, map.sizeLevel0(), 1e-3);
  }

  @Test
  void directoriesInACircleAreRefused() throws IOException {
    assertRefused(
        tiff -> {
          final int directory = tiff.getInt(4);
          tiff.putInt(directory + 2 + 12 * tiff.getShort(directory), directory);
        });
  }

  @Test
  void picturesAndTablesThatCannotBeAreRefused() throws IOException {
    assertRefused(tiff -> tiff.putInt(entry(tiff, WIDTH) + 8, Integer.MAX_VALUE));
    assertRefused(tiff -> tiff.putInt(entry(tiff, WIDTH) + 8, 0));
    // Places of strips: more than there are bytes, and behind the end.
    assertRefused(tiff -> tiff.putInt(entry(tiff, 273) + 4, 100_000_000));
    assertRefused(tiff -> tiff.putInt(entry(tiff, 282) + 8, -9));
    assertRefused(tiff -> tiff.putShort(tiff.getInt(4), (short) -1));
  }

  @Test
  void whatIsNoTiffIsRefused() throws IOException {
    Files.write(file, new byte[3]);
    assertThrows(AttriMilException.class, () -> ScoreTiff.read(file, 0.25, 1));
    assertRefused(tiff -> tiff.putInt(0, 0x504b0304)); // a zip archive
  }

  @Test
  void randomDamageIsReadOrRefused() throws IOException {
    final Random random = new Random(1);
    int refused = 0;
    for (int k = 0; k < 500; k++) {
      final byte[] bytes = good.clone();
      for (int n = random.nextInt(4); n >= 0; n--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      Files.write(file, bytes);
      try {
        ScoreTiff.read(file, 0.25, 1);
      } catch (final AttriMilException e) {
        refused++;
      }
    }
    assertTrue(refused > 30 && refused < 470, refused + " refused");
  }
}
