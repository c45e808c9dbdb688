package io.github.attrimil.slide.tiff;

import io.github.attrimil.format.image.RgbImage;
import java.util.Optional;
import loci.formats.FormatException;
import loci.formats.tiff.IFD;
import loci.formats.tiff.PhotoInterp;

/**
 * How a TIFF file stores the colors of a pixel, uncompressed.
 *
 * @param bytes of a sample, 1 or 2
 * @param high of 16-bit samples, the byte that counts most
 * @param planes 3 where each color is stored on its own, else 1
 */
record TiffSamples(int bytes, int high, int planes) {

  private static final int COLORS = 3;

  /**
   * @param ifd a directory
   * @return how it stores RGB of 8 or 16 bits, or nothing when it is something else
   */
  static Optional<TiffSamples> of(final IFD ifd) throws FormatException {
    return of(ifd, COLORS, PhotoInterp.RGB, ifd.getPlanarConfiguration() == 2 ? COLORS : 1);
  }

  /**
   * @param ifd a directory
   * @return how it stores one color of three, of 8 or 16 bits, or nothing when it is something else
   */
  static Optional<TiffSamples> ofColor(final IFD ifd) throws FormatException {
    return of(ifd, 1, PhotoInterp.BLACK_IS_ZERO, COLORS);
  }

  private static Optional<TiffSamples> of(
      final IFD ifd, final int samples, final PhotoInterp colors, final int planes)
      throws FormatException {
    final int[] bits = ifd.getBitsPerSample();
    boolean known =
        ifd.getSamplesPerPixel() == samples
            && ifd.getPhotometricInterpretation() == colors
            && ifd.getIFDIntValue(IFD.FILL_ORDER, 1) == 1
            && ifd.getIFDIntValue(IFD.SAMPLE_FORMAT, 1) == 1;
    for (final int b : bits) {
      known &= b == bits[0] && (b == 8 || b == 16);
    }
    final int bytes = bits[0] / 8;
    return known
        ? Optional.of(new TiffSamples(bytes, ifd.isLittleEndian() ? bytes - 1 : 0, planes))
        : Optional.empty();
  }

  /**
   * @return how many bytes a pixel has in one plane
   */
  int pixelBytes() {
    return planes == 1 ? COLORS * bytes : bytes;
  }

  /**
   * Copies what a plane holds of a row of pixels.
   *
   * @param raw as stored
   * @param from the first byte of the row
   * @param plane which, from 0
   * @param out takes it
   * @param row of out
   */
  void copyRow(
      final byte[] raw, final int from, final int plane, final RgbImage out, final int row) {
    final byte[] rgb = out.rgb();
    final int stride = planes;
    int to = COLORS * row * out.width() + plane;
    if (planes == 1 && bytes == 1) {
      System.arraycopy(raw, from, rgb, to, COLORS * out.width());
      return;
    }
    final int samples = out.width() * (planes == 1 ? COLORS : 1);
    for (int i = 0, at = from + high; i < samples; i++, at += bytes, to += stride) {
      rgb[to] = raw[at];
    }
  }
}
