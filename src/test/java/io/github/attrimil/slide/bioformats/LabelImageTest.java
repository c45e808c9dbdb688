package io.github.attrimil.slide.bioformats;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.format.image.PngFile;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelImageTest {

  private static final int WIDTH = 19; // no whole number of bytes at one bit a pixel
  private static final int HEIGHT = 7;

  @TempDir Path folder;

  private static boolean marked(final int x, final int y) {
    return x > 3 && x < 15 && y > 1 && (x + y) % 5 != 0;
  }

  private LabelImage read(final BufferedImage image) {
    final Path file = folder.resolve("mask.png");
    PngFile.write(file, image);
    return LabelImage.read(file, 0, 32, 1 << 20);
  }

  private static void assertMarked(final LabelImage read, final int label) {
    assertEquals(WIDTH, read.width());
    assertEquals(HEIGHT, read.height());
    final int[] expected = new int[WIDTH * HEIGHT];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = marked(i % WIDTH, i / WIDTH) ? label : 0;
    }
    assertArrayEquals(expected, read.labels());
  }

  /** Sets the samples of marked pixels; alpha is full everywhere. */
  private static BufferedImage image(final BufferedImage blank, final int... samples) {
    final WritableRaster raster = blank.getRaster();
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        for (int b = 0; b < raster.getNumBands(); b++) {
          final boolean alpha = blank.getColorModel().hasAlpha() && b == raster.getNumBands() - 1;
          raster.setSample(x, y, b, alpha ? 255 : marked(x, y) ? samples[b] : 0);
        }
      }
    }
    return blank;
  }

  private static BufferedImage blank(final int type) {
    return new BufferedImage(WIDTH, HEIGHT, type);
  }

  @Test
  void masksOfOneBit() {
    assertMarked(read(image(blank(BufferedImage.TYPE_BYTE_BINARY), 1)), 1);
  }

  @Test
  void grayOfEightAndSixteenBits() {
    assertMarked(read(image(blank(BufferedImage.TYPE_BYTE_GRAY), 255)), 255);
    assertMarked(read(image(blank(BufferedImage.TYPE_USHORT_GRAY), 256)), 256);
  }

  @Test
  void numbersOfPalettesWhateverTheirColors() {
    final byte[] white = {-1, 0, 10, 20};
    final IndexColorModel palette = new IndexColorModel(2, 4, white, white, white);
    assertMarked(
        read(image(new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_BINARY, palette), 2)),
        2);
  }

  @Test
  void colorsWithAndWithoutAlpha() {
    assertMarked(read(image(blank(BufferedImage.TYPE_3BYTE_BGR), 0, 0, 9)), 9);
    assertMarked(read(image(blank(BufferedImage.TYPE_4BYTE_ABGR), 0, 1, 0)), 256);
  }

  @Test
  void grayWithAlphaIsNotAllLesion() {
    final ComponentColorModel model =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_GRAY), true, false, 3, DataBuffer.TYPE_BYTE);
    final WritableRaster raster =
        Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, WIDTH, HEIGHT, 2, null);
    assertMarked(read(image(new BufferedImage(model, raster, false, null), 255)), 255);
  }

  /** A TIFF of one strip of bytes, 4 x 2 pixels, the second of them not 0. */
  private Path tiff(final int photometric) throws Exception {
    final int[][] tags = {
      {256, 4},
      {257, 2},
      {258, 8},
      {259, 1},
      {262, photometric},
      {273, 8},
      {277, 1},
      {278, 2},
      {279, 8}
    };
    final ByteBuffer b = ByteBuffer.allocate(16 + 2 + 12 * tags.length + 4);
    b.order(ByteOrder.LITTLE_ENDIAN)
        .put((byte) 'I')
        .put((byte) 'I')
        .putShort((short) 42)
        .putInt(16);
    b.put(9, (byte) 7).position(16);
    b.putShort((short) tags.length);
    for (final int[] tag : tags) {
      b.putShort((short) tag[0]).putShort((short) 3).putInt(1).putInt(tag[1]);
    }
    return Files.write(folder.resolve("p" + photometric + ".tif"), b.array());
  }

  @Test
  void whereZeroIsWhiteNobodyKnowsWhatIsNothing() throws Exception {
    assertArrayEquals(
        new int[] {0, 7, 0, 0, 0, 0, 0, 0}, LabelImage.read(tiff(1), 0, 32, 100).labels());
    final Path white = tiff(0);
    final String told =
        assertThrows(AttriMilException.class, () -> LabelImage.read(white, 0, 32, 100))
            .getMessage();
    assertTrue(told.contains("0 is white") && told.contains("p0.tif"), told);
  }

  @Test
  void tooLargeOnesAreRefused() {
    final Path file = folder.resolve("large.png");
    PngFile.write(file, blank(BufferedImage.TYPE_BYTE_BINARY));
    final String told =
        assertThrows(
                AttriMilException.class, () -> LabelImage.read(file, 0, 32, WIDTH * HEIGHT - 1))
            .getMessage();
    assertTrue(told.contains("large.png") && told.contains("19 x 7"), told);
  }
}
