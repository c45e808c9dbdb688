package io.github.attrimil.slide.tiff;

import io.github.attrimil.format.image.RgbImage;
import java.util.Optional;
import loci.formats.FormatException;
import loci.formats.tiff.IFD;
import loci.formats.tiff.PhotoInterp;

/**
 * How a TIFF file stores the colours of a pixel, uncompressed.
 *
 * @param bytes of a sample, 1 or 2
 * @param high of 16-bit samples, the byte that counts most
 * @param planes 3 where each colour is stored on its own, else 1
 */
record TiffSamples(int bytes, int high, int planes) {

  private static final int COLOURS = 3;

  /**
   * @param ifd a directory
   * @return how it stores RGB of 8 or 16 bits, or nothing when it is something else
   */
  static Optional<TiffSamples> of(final IFD ifd) throws FormatException {
    return of(ifd, COLOURS, PhotoInterp.RGB, ifd.getPlanarConfiguration() == 2 ? COLOURS : 1);
  }

  /**
   * @param ifd a directory
   * @return how it stores one colour of three, of 8 or 16 bits, or nothing when it is something
   *     else
   */
  static Optional<TiffSamples> ofColour(final IFD ifd) throws FormatException {
    return of(ifd, 1, PhotoInterp.BLACK_IS_ZERO, COLOURS);
  }

  private static Optional<TiffSamples> of(
      final IFD ifd, final int samples, final PhotoInterp colours, final int planes)
      throws FormatException {
    final int[] bits = ifd.getBitsPerSample();
    boolean known =
        ifd.getSamplesPerPixel() == samples
            && ifd.getPhotometricInterpretation() == colours
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
    return planes == 1 ? COLOURS * bytes : bytes;
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
    int to = COLOURS * row * out.width() + plane;
    if (planes == 1 && bytes == 1) {
      System.arraycopy(raw, from, rgb, to, COLOURS * out.width());
      return;
    }
    final int samples = out.width() * (planes == 1 ? COLOURS : 1);
    for (int i = 0, at = from + high; i < samples; i++, at += bytes, to += stride) {
      rgb[to] = raw[at];
    }
  }
}
