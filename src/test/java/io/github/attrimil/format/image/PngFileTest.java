package io.github.attrimil.format.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.core.AttriMilException;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PngFileTest {

  @TempDir Path folder;

  private static byte[] ramp(final int n) {
    final byte[] b = new byte[n];
    for (int i = 0; i < n; i++) {
      b[i] = (byte) (i * 7);
    }
    return b;
  }

  @Test
  void grayReturnsUnchanged() {
    final Path file = folder.resolve("masks/slide 1.png");
    PngFile.write(file, PngFile.gray(16, 9, ramp(144)));
    final BufferedImage read = PngFile.read(file);
    assertEquals(16, read.getWidth());
    assertEquals(9, read.getHeight());
    assertArrayEquals(ramp(144), ((DataBufferByte) read.getData().getDataBuffer()).getData());
  }

  @Test
  void colorsReturnInOrder() {
    final Path file = folder.resolve("a.png");
    PngFile.write(file, PngFile.rgb(2, 1, new byte[] {(byte) 255, 0, 10, 1, 2, 3}));
    final BufferedImage read = PngFile.read(file);
    assertEquals(0xffff000a, read.getRGB(0, 0));
    assertEquals(0xff010203, read.getRGB(1, 0));
  }

  /** ImageIO decodes by itself what is encoded here: noise, flat rows and repeated ones. */
  @ParameterizedTest
  @ValueSource(
      ints = {
        BufferedImage.TYPE_INT_RGB,
        BufferedImage.TYPE_INT_ARGB,
        BufferedImage.TYPE_3BYTE_BGR,
        BufferedImage.TYPE_4BYTE_ABGR,
        BufferedImage.TYPE_USHORT_565_RGB
      })
  void everyTypeReturnsItsPixels(final int type) throws IOException {
    final Random random = new Random(type);
    final BufferedImage image = new BufferedImage(37, 60, type);
    for (int y = 0; y < 60; y++) {
      for (int x = 0; x < 37; x++) {
        image.setRGB(x, y, y < 20 ? random.nextInt() : y < 40 ? 0xffc08040 : image.getRGB(x, 3));
      }
    }
    final BufferedImage read = ImageIO.read(new ByteArrayInputStream(PngFile.bytes(image)));
    assertEquals(image.getColorModel().hasAlpha(), read.getColorModel().hasAlpha());
    for (int y = 0; y < 60; y++) {
      for (int x = 0; x < 37; x++) {
        assertEquals(image.getRGB(x, y), read.getRGB(x, y), x + ", " + y);
      }
    }
  }

  @Test
  void refusesWhatIsNoPictureNamingTheFile() throws IOException {
    final Path text = Files.writeString(folder.resolve("t.png"), "not a picture");
    assertTrue(
        assertThrows(AttriMilException.class, () -> PngFile.read(text))
            .getMessage()
            .contains("t.png is not a PNG"));
    assertThrows(AttriMilException.class, () -> PngFile.read(folder.resolve("none.png")));
    assertThrows(AttriMilException.class, () -> PngFile.gray(2, 2, new byte[3]));
  }

  @Test
  void refusesAHeaderThatClaimsTooMuch() throws IOException {
    final byte[] png = PngFile.bytes(PngFile.gray(1, 1, new byte[1]));
    png[16] = 0x00; // Width: bytes 16 to 19; height: 20 to 23.
    png[18] = (byte) 0xff;
    png[22] = (byte) 0xff;
    final Path file = Files.write(folder.resolve("big.png"), png);
    final String message =
        assertThrows(AttriMilException.class, () -> PngFile.read(file)).getMessage();
    assertTrue(message.contains("65281 x 65281"), message);
  }

  /** A gigabyte would be reserved before the first pixel is missed. */
  @Test
  void refusesMorePixelsThanItsBytesCanHold() throws IOException {
    final byte[] png = PngFile.bytes(PngFile.rgb(3, 2, new byte[18]));
    java.nio.ByteBuffer.wrap(png).putInt(16, 16_000).putInt(20, 16_000);
    final Path file = Files.write(folder.resolve("claims.png"), png);
    final String why = assertThrows(AttriMilException.class, () -> PngFile.read(file)).getMessage();
    assertTrue(why.contains("16000 x 16000") && why.contains("bytes can hold"), why);
  }

  @Test
  void damageGivesOurErrorOrAnImageNothingElse() throws IOException {
    final byte[] good = PngFile.bytes(PngFile.rgb(40, 30, ramp(3600)));
    final Random random = new Random(3);
    int refused = 0;
    for (int i = 0; i < 300; i++) {
      final byte[] bad =
          i % 2 == 0 ? java.util.Arrays.copyOf(good, random.nextInt(good.length)) : good.clone();
      for (int k = 0; k < 4 && bad.length > 40; k++) {
        bad[24 + random.nextInt(bad.length - 24)] = (byte) random.nextInt();
      }
      final Path file = Files.write(folder.resolve("bad.png"), bad);
      try {
        PngFile.read(file);
      } catch (final AttriMilException e) {
        refused++;
        assertTrue(e.getMessage().contains("bad.png"), e.getMessage());
      }
    }
    assertTrue(refused > 100, "refused " + refused);
  }
}
