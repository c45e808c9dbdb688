package io.github.attrimil.slide.bioformats;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.format.image.PngFile;
import io.github.attrimil.slide.tiff.TiffChain;
import java.awt.image.Raster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import loci.common.DataTools;
import loci.formats.FormatTools;
import loci.formats.IFormatReader;
import loci.formats.ImageReader;

/**
 * An image whose values are labels, 0 for nothing: PNG or TIFF, gray of any depth or with a
 * palette, whose numbers are the labels, or RGB, where each color is a label and black is nothing.
 * Transparency is ignored.
 *
 * @param width in pixels
 * @param height in pixels
 * @param labels height x width, row by row; not copied
 * @param fileWidth width of the file's finest level, from which the file may hold smaller ones
 */
public record LabelImage(int width, int height, int[] labels, int fileWidth) {

  private static final int ROWS = 256;

  /**
   * Reads an image; of a pyramid, the level nearest to a requested downsample.
   *
   * @param file a PNG or TIFF file
   * @param slideWidth of the slide it belongs to, in level-0 pixels, 0 where it is not known: then
   *     the file's finest level counts as level 0
   * @param downsample requested level-0 pixels per pixel, for a file with several levels
   * @param mostPixels more are refused
   * @return the labels
   * @throws AttriMilException when the file cannot be read or is too large
   */
  public static LabelImage read(
      final Path file, final double slideWidth, final double downsample, final int mostPixels) {
    if (!Files.isReadable(file)) {
      throw new AttriMilException("Cannot read " + file + ": there is no such file");
    }
    if (file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".png")) {
      return png(file, mostPixels);
    }
    TiffChain.check(file);
    try (XmlGuard guard = XmlGuard.begin();
        ImageReader reader = new ImageReader()) {
      reader.setFlattenedResolutions(false);
      reader.setGroupFiles(false);
      reader.setId(file.toString());
      reader.setSeries(0);
      reader.setResolution(0);
      if ("WhiteIsZero".equals(reader.getMetadataValue("PhotometricInterpretation"))) {
        // Programs disagree whether its 0 or its black is nothing.
        throw new AttriMilException(
            file + " states that 0 is white; save it with 8 bits and 0 as background");
      }
      final int fileWidth = reader.getSizeX();
      final double first = slideWidth > 0 ? slideWidth / fileWidth : 1;
      int best = 0;
      double least = Double.POSITIVE_INFINITY;
      for (int r = 0; r < reader.getResolutionCount(); r++) {
        reader.setResolution(r);
        final double off = Math.abs(Math.log(first * fileWidth / reader.getSizeX() / downsample));
        if (off < least) {
          least = off;
          best = r;
        }
      }
      reader.setResolution(best);
      final int width = reader.getSizeX();
      final int height = reader.getSizeY();
      if ((long) width * height > mostPixels) {
        throw new AttriMilException(
            String.format(
                    Locale.ROOT,
                    "%s has %d x %d pixels, more than %d: save it smaller, for example with 32"
                        + " level-0",
                    file,
                    width,
                    height,
                    mostPixels)
                + " pixels a pixel");
      }
      final int[] labels = new int[width * height];
      for (int y = 0; y < height; y += ROWS) {
        read(reader, y, Math.min(ROWS, height - y), labels);
      }
      return new LabelImage(width, height, labels, fileWidth);
    } catch (final AttriMilException e) {
      throw e;
    } catch (final Exception | LinkageError | StackOverflowError e) {
      throw new AttriMilException(
          "'" + file + "' cannot be read as a label image: " + AttriMilException.oneLine(e), e);
    }
  }

  // Bio-Formats reads no PNG of less than 8 bits per pixel, as masks often are.
  private static LabelImage png(final Path file, final int mostPixels) {
    final Raster raster;
    try {
      raster = PngFile.read(file, mostPixels).getRaster();
    } catch (final AttriMilException e) {
      throw new AttriMilException(
          "'" + file + "' cannot be read as a label image: " + e.getMessage(), e);
    }
    final int width = raster.getWidth();
    final int height = raster.getHeight();
    final int channels = channels(raster.getNumBands());
    final int[] labels = new int[width * height];
    final int[] row = new int[width];
    for (int y = 0; y < height; y++) {
      for (int c = 0; c < channels; c++) {
        raster.getSamples(0, y, width, 1, c, row);
        for (int x = 0; x < width; x++) {
          final int at = y * width + x;
          labels[at] = with(labels[at], row[x], channels);
        }
      }
    }
    return new LabelImage(width, height, labels, width);
  }

  /** Number of channels that hold the label: one for gray with alpha, three for color. */
  private static int channels(final int all) {
    return all < 3 ? 1 : 3;
  }

  private static int with(final int label, final long value, final int channels) {
    return channels == 1 ? (int) value : label << 8 | (int) (value & 0xff);
  }

  private static void read(
      final IFormatReader reader, final int y, final int rows, final int[] labels)
      throws Exception {
    final int width = reader.getSizeX();
    final int bytes = FormatTools.getBytesPerPixel(reader.getPixelType());
    final boolean floating = FormatTools.isFloatingPoint(reader.getPixelType());
    final int channels = channels(reader.getRGBChannelCount());
    final byte[] plane = reader.openBytes(0, 0, y, width, rows);
    final int all = Math.max(1, reader.getRGBChannelCount());
    final boolean interleaved = reader.isInterleaved();
    for (int i = 0; i < width * rows; i++) {
      int label = 0;
      for (int c = 0; c < channels; c++) {
        final int at = bytes * (interleaved ? i * all + c : c * width * rows + i);
        final long bits =
            DataTools.bytesToLong(plane, at, bytes, reader.isLittleEndian())
                & (bytes == 8 ? -1L : (1L << 8 * bytes) - 1);
        final long value =
            !floating
                ? bits
                : Math.round(
                    bytes == 4
                        ? (double) Float.intBitsToFloat((int) bits)
                        : Double.longBitsToDouble(bits));
        label = with(label, value, channels);
      }
      labels[y * width + i] = label;
    }
  }
}
