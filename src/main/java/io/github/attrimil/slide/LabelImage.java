package io.github.attrimil.slide;

import io.github.attrimil.job.AttriMilException;
import java.nio.file.Files;
import java.nio.file.Path;
import loci.common.DataTools;
import loci.formats.FormatTools;
import loci.formats.IFormatReader;
import loci.formats.ImageReader;

/**
 * An image whose values are labels, 0 for nothing: PNG or TIFF, grey with 8, 16 or 32 bits, or RGB,
 * where each colour is a label and black is nothing.
 *
 * @param width in pixels
 * @param height in pixels
 * @param labels height x width, row by row; not copied
 * @param fileWidth width of the file's finest level, from which the file may hold smaller ones
 */
public record LabelImage(int width, int height, int[] labels, int fileWidth) {

  private static final int ROWS = 256;

  /**
   * Reads an image; of a pyramid the level that is nearest to a wanted downsample.
   *
   * @param file a PNG or TIFF file
   * @param slideWidth of the slide it belongs to, in level-0 pixels, 0 where it is not known: then
   *     the file's finest level counts as level 0
   * @param downsample level-0 pixels per pixel wanted, of a file with several levels
   * @param mostPixels more are refused
   * @return the labels
   * @throws AttriMilException when the file cannot be read or is too large
   */
  public static LabelImage read(
      final Path file, final double slideWidth, final double downsample, final int mostPixels) {
    if (!Files.isReadable(file)) {
      throw new AttriMilException("Cannot read " + file + ": there is no such file");
    }
    try (ImageReader reader = new ImageReader()) {
      reader.setFlattenedResolutions(false);
      reader.setGroupFiles(false);
      reader.setId(file.toString());
      reader.setSeries(0);
      reader.setResolution(0);
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
            "%s has %d x %d pixels, more than %d: save it smaller, for example with 32 level-0"
                    .formatted(file, width, height, mostPixels)
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
          "'" + file + "' cannot be read as an image of labels: " + AttriMilException.oneLine(e),
          e);
    }
  }

  private static void read(
      final IFormatReader reader, final int y, final int rows, final int[] labels)
      throws Exception {
    final int width = reader.getSizeX();
    final int bytes = FormatTools.getBytesPerPixel(reader.getPixelType());
    final boolean floating = FormatTools.isFloatingPoint(reader.getPixelType());
    final int channels = Math.min(3, Math.max(1, reader.getRGBChannelCount()));
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
        label = channels == 1 ? (int) value : label << 8 | (int) (value & 0xff);
      }
      labels[y * width + i] = label;
    }
  }
}
