package io.github.attrimil.slide.bioformats;

import io.github.attrimil.format.image.RgbImage;
import loci.formats.FormatTools;
import loci.formats.IFormatReader;

/**
 * How Bio-Formats lays out the bytes of a rectangle: planar or interleaved, 8 or 16 bit. Samples of
 * 16 bits of which a file states that fewer are used, such as a camera's 10 or 12, are scaled by
 * these.
 */
final class PlanarPixels {

  private final int width;
  private final int height;
  private final int bytes;

  private final boolean littleEndian;

  /** Bits of a sample below the eight that are kept. */
  private final int shift;

  private final int pixelStride;
  private final int channelStride;

  /**
   * @param reader at the series and resolution the rectangle was read from
   * @param width of the rectangle
   * @param height of the rectangle
   */
  PlanarPixels(final IFormatReader reader, final int width, final int height) {
    this.width = width;
    this.height = height;
    this.bytes = FormatTools.getBytesPerPixel(reader.getPixelType());
    this.littleEndian = reader.isLittleEndian();
    this.shift = Math.max(0, Math.min(reader.getBitsPerPixel(), 8 * bytes) - 8);
    final int channels = Math.max(reader.getRGBChannelCount(), 1);
    this.pixelStride = reader.isInterleaved() ? channels * bytes : bytes;
    this.channelStride = reader.isInterleaved() ? bytes : width * height * bytes;
  }

  /** Copies one channel of the rectangle into an image at (left, top). */
  void copy(
      final byte[] plane,
      final int from,
      final RgbImage out,
      final int left,
      final int top,
      final int to) {
    final byte[] rgb = out.rgb();
    for (int row = 0; row < height; row++) {
      int in = from * channelStride + row * width * pixelStride;
      int i = ((row + top) * out.width() + left) * 3 + to;
      for (int col = 0; col < width; col++, in += pixelStride, i += 3) {
        rgb[i] = bytes == 1 ? plane[in] : scaled(plane, in);
      }
    }
  }

  private byte scaled(final byte[] plane, final int at) {
    final int low = plane[littleEndian ? at : at + 1] & 0xff;
    final int high = plane[littleEndian ? at + 1 : at] & 0xff;
    return (byte) Math.min(0xff, (high << 8 | low) >> shift);
  }
}
