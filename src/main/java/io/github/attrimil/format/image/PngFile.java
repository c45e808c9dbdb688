package io.github.attrimil.format.image;

import io.github.attrimil.core.AtomicFile;
import io.github.attrimil.core.AttriMilException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriter;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** The one owner of the PNG format (ISO/IEC 15948): masks, stitches, overlays, plots. */
public final class PngFile {

  /** The largest image read, in pixels: 2^28, about 16,000 x 16,000. */
  public static final long MAX_PIXELS = 1L << 28;

  /** Of one bit each, 8 in a byte, of which a byte of deflate can hold 1032. */
  private static final long PIXELS_PER_BYTE = 8 * 1032;

  private PngFile() {}

  /**
   * @param width in pixels
   * @param height in pixels
   * @param values height x width gray values of 8 bits, row by row; copied
   * @return an 8-bit gray image
   * @throws AttriMilException when the sizes do not fit
   */
  public static BufferedImage gray(final int width, final int height, final byte[] values) {
    return image(width, height, 1, values, BufferedImage.TYPE_BYTE_GRAY);
  }

  /**
   * @param width in pixels
   * @param height in pixels
   * @param rgb height x width x 3 bytes: red, green, blue, row by row; copied
   * @return an 8-bit RGB image
   * @throws AttriMilException when the sizes do not fit
   */
  public static BufferedImage rgb(final int width, final int height, final byte[] rgb) {
    return image(width, height, 3, rgb, BufferedImage.TYPE_3BYTE_BGR);
  }

  private static BufferedImage image(
      final int width, final int height, final int bands, final byte[] values, final int type) {
    if (width < 1 || height < 1 || (long) width * height * bands != values.length) {
      throw new AttriMilException(
          String.format(
              Locale.ROOT,
              "An image of %d x %d pixels cannot hold %d bytes of %d a pixel",
              width,
              height,
              values.length,
              bands));
    }
    final BufferedImage image = new BufferedImage(width, height, type);
    final int[] row = new int[width * bands];
    for (int y = 0; y < height; y++) {
      for (int i = 0; i < row.length; i++) {
        row[i] = values[y * row.length + i] & 0xff;
      }
      image.getRaster().setPixels(0, y, width, 1, row);
    }
    return image;
  }

  /**
   * Writes an image whole or not at all.
   *
   * @param target the file to write
   * @param image the image
   * @throws AttriMilException when it cannot be written
   */
  public static void write(final Path target, final BufferedImage image) {
    AtomicFile.write(
        target,
        part -> {
          try (OutputStream out = Files.newOutputStream(part)) {
            encode(image, out);
          }
        });
  }

  /** Numbers of palettes, single bits and 16 bits a value must stay what they are. */
  private static void encode(final BufferedImage image, final OutputStream out) throws IOException {
    if (PngEncoder.encodes(image)) {
      PngEncoder.encode(image, out);
      return;
    }
    final ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
    try (ImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
      writer.setOutput(stream);
      writer.write(image);
    } finally {
      writer.dispose();
    }
  }

  /**
   * @param image an image
   * @return the bytes of a PNG file with it
   */
  public static byte[] bytes(final BufferedImage image) {
    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      encode(image, out);
    } catch (final IOException e) {
      throw new AttriMilException("Cannot encode a PNG image: " + e.getMessage(), e);
    }
    return out.toByteArray();
  }

  /**
   * @param file a PNG file of at most {@link #MAX_PIXELS} pixels
   * @return the image
   * @throws AttriMilException when it is missing, no PNG, damaged or too large
   */
  public static BufferedImage read(final Path file) {
    return read(file, MAX_PIXELS);
  }

  /**
   * @param file a PNG file
   * @param mostPixels more are refused
   * @return the image
   * @throws AttriMilException when it is missing, no PNG, damaged or too large
   */
  public static BufferedImage read(final Path file, final long mostPixels) {
    if (!Files.isRegularFile(file)) {
      throw new AttriMilException("Cannot read " + file + ": there is no such file");
    }

    final ImageReader reader = ImageIO.getImageReadersByFormatName("png").next();
    try (ImageInputStream in = new FileImageInputStream(file.toFile())) {
      if (!reader.getOriginatingProvider().canDecodeInput(in)) {
        throw new AttriMilException(file + " is not a PNG image: save it as PNG");
      }
      reader.setInput(in, true, true);
      final long width = reader.getWidth(0);
      final long height = reader.getHeight(0);
      if (width * height > mostPixels) {
        throw new AttriMilException(
            String.format(
                Locale.ROOT,
                "%s has %d x %d pixels, more than %d: make it smaller",
                file,
                width,
                height,
                mostPixels));
      }
      // Deflate shrinks by no more: a larger size is claimed, and would take memory for nothing.
      if (width * height / PIXELS_PER_BYTE > Files.size(file)) {
        throw new AttriMilException(
            file
                + " is damaged: it claims "
                + width
                + " x "
                + height
                + " pixels, more than its "
                + Files.size(file)
                + " bytes can hold");
      }
      return reader.read(0);
    } catch (final AttriMilException e) {
      throw e;
    } catch (final IOException | RuntimeException | OutOfMemoryError e) {
      // Damage surfaces as almost any of these.
      throw new AttriMilException(
          "Cannot read the PNG image " + file + ": " + AttriMilException.oneLine(e), e);
    } finally {
      reader.dispose();
    }
  }
}
