package io.github.attrimil.format.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class JpegFileTest {

  @Test
  void colorsStayAndTransparentBecomesWhite() throws IOException {
    final BufferedImage image = new BufferedImage(32, 16, BufferedImage.TYPE_INT_ARGB);
    for (int i = 0; i < 16 * 16; i++) {
      image.setRGB(i % 16, i / 16, 0xffc03020);
    }
    final byte[] jpeg = JpegFile.bytes(image, 0.9f);
    final BufferedImage read = ImageIO.read(new ByteArrayInputStream(jpeg));
    assertEquals(32, read.getWidth());
    assertEquals(0xc0, read.getRGB(4, 8) >> 16 & 0xff, 6);
    assertEquals(0x20, read.getRGB(4, 8) & 0xff, 6);
    assertEquals(255, read.getRGB(28, 8) & 0xff, 6);
    assertTrue(JpegFile.bytes(image, 0.1f).length < jpeg.length);
  }
}
