package io.github.attrimil.format.image;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.regex.Pattern;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes JPEG pictures of 8-bit RGB with Java's own decoder, for one thread. Why not by {@code
 * ImageIO.read}: that one only warns of damage within a picture, which here is an error, and
 * returns pixels of a layout that must be sorted byte by byte.
 */
public final class JpegDecoder implements AutoCloseable {

  /**
   * Warnings of the decoder about pictures that it had to fill in part. It also warns of harmless
   * oddities such as bytes after the end.
   */
  private static final Pattern DAMAGE =
      Pattern.compile("premature end|bad Huffman|restart marker|RST|Inconsistent progression", 2);

  private static final ColorModel COLORS =
      new ComponentColorModel(
          ColorSpace.getInstance(ColorSpace.CS_sRGB),
          false,
          false,
          Transparency.OPAQUE,
          DataBuffer.TYPE_BYTE);

  private final ImageReader reader;
  private String damage;

  public JpegDecoder() throws IOException {
    final Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName("jpeg");
    if (!readers.hasNext()) {
      throw new IOException("this Java has no JPEG decoder");
    }
    reader = readers.next();
    reader.addIIOReadWarningListener(
        (IIOReadWarningListener)
            (source, warning) ->
                damage = warning != null && DAMAGE.matcher(warning).find() ? warning : damage);
  }

  /**
   * @param jpeg a whole picture
   * @param fullWidth its width
   * @param fullHeight its height
   * @param width pixels to read, from the left
   * @param height pixels to read, from the top
   * @return width x height pixels
   * @throws IOException when it is damaged or of another size or kind
   */
  public RgbImage decode(
      final byte[] jpeg,
      final int fullWidth,
      final int fullHeight,
      final int width,
      final int height)
      throws IOException {
    damage = null;
    // Rows of this layout, red first, are copied whole; the decoder's own choice, blue first, is
    // sorted twice byte by byte.
    final WritableRaster raster =
        Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, fullWidth, fullHeight, 3, null);
    final ImageReadParam param = reader.getDefaultReadParam();
    param.setDestination(new BufferedImage(COLORS, raster, false, null));
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(jpeg))) {
      reader.setInput(in, true, true);
      if (reader.getWidth(0) != fullWidth || reader.getHeight(0) != fullHeight) {
        throw new IIOException(
            "a tile of " + reader.getWidth(0) + " x " + reader.getHeight(0) + " pixels");
      }
      reader.read(0, param);
    } catch (final RuntimeException e) {
      // Damaged headers make the decoder fail in many ways.
      throw new IIOException("no JPEG picture (" + e + ")", e);
    } finally {
      reader.setInput(null);
    }
    if (damage != null) {
      throw new IIOException(damage);
    }
    final RgbImage tile =
        new RgbImage(fullWidth, fullHeight, ((DataBufferByte) raster.getDataBuffer()).getData());
    if (width == fullWidth && height == fullHeight) {
      return tile;
    }
    final RgbImage part = RgbImage.white(width, height);
    tile.copyTo(part, 0, 0);
    return part;
  }

  @Override
  public void close() {
    reader.dispose();
  }
}
