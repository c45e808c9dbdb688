package io.github.attrimil.slide.bioformats;

import io.github.attrimil.format.image.RgbImage;
import loci.formats.FormatTools;
import loci.formats.IFormatReader;

/** How Bio-Formats lays out the bytes of a rectangle: planar or interleaved, 8 or 16 bit. */
final class PlanarPixels {

  private final int width;
  private final int height;
  private final int bytes;

  /** Of a 16-bit sample, the byte that counts most. */
  private final int high;

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
    this.high = bytes == 1 || !reader.isLittleEndian() ? 0 : bytes - 1;
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
      int in = from * channelStride + row * width * pixelStride + high;
      int i = ((row + top) * out.width() + left) * 3 + to;
      for (int col = 0; col < width; col++, in += pixelStride, i += 3) {
        rgb[i] = plane[in];
      }
    }
  }
}
