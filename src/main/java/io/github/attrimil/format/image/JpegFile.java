package io.github.attrimil.format.image;

import io.github.attrimil.core.AttriMilException;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Encodes small pictures as JPEG (ISO/IEC 10918-1), for pages that must not grow large. */
public final class JpegFile {

  private JpegFile() {}

  /**
   * @param image an image; what is transparent becomes white
   * @param quality 0 (smallest) to 1
   * @return the bytes of a JPEG file with it
   * @throws AttriMilException when this Java has no JPEG encoder
   */
  public static byte[] bytes(final BufferedImage image, final float quality) {
    final BufferedImage rgb =
        new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
    final Graphics2D g = rgb.createGraphics();
    g.drawImage(image, 0, 0, Color.WHITE, null);
    g.dispose();
    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    final ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (ImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
      final ImageWriteParam param = writer.getDefaultWriteParam();
      param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      param.setCompressionQuality(quality);
      writer.setOutput(stream);
      writer.write(null, new IIOImage(rgb, null, null), param);
    } catch (final IOException e) {
      throw new AttriMilException("Cannot encode a JPEG image: " + e.getMessage(), e);
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }
}
