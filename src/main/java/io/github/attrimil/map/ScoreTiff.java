package io.github.attrimil.map;

import ij.ImagePlus;
import ij.io.FileSaver;
import io.github.attrimil.file.AtomicFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.math3.fraction.Fraction;

/**
 * Score maps as 32-bit float TIFF files with ImageJ's calibration.
 *
 * <p>ImageJ writes pixels per unit in millionths, so a pixel of 127.744 micrometres comes back as
 * 127.747, and over a slide of 50 mm places are off by micrometres. Here the two numbers are
 * replaced by the nearest fractions TIFF can hold (TIFF 6.0, tags 282 and 283, type 5).
 */
final class ScoreTiff {

  private static final int X_RESOLUTION = 282;
  private static final int Y_RESOLUTION = 283;

  private ScoreTiff() {}

  static void write(final Path target, final ImagePlus image) {
    final ByteBuffer tiff = ByteBuffer.wrap(new FileSaver(image).serialize());
    tiff.order(tiff.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    final int directory = tiff.getInt(4);
    final int entries = tiff.getShort(directory) & 0xffff;
    for (int k = 0; k < entries; k++) {
      final int entry = directory + 2 + 12 * k;
      final int tag = tiff.getShort(entry) & 0xffff;
      if (tag == X_RESOLUTION) {
        putRational(tiff, tiff.getInt(entry + 8), 1 / image.getCalibration().pixelWidth);
      } else if (tag == Y_RESOLUTION) {
        putRational(tiff, tiff.getInt(entry + 8), 1 / image.getCalibration().pixelHeight);
      }
    }
    AtomicFile.write(target, part -> Files.write(part, tiff.array()));
  }

  private static void putRational(final ByteBuffer tiff, final int at, final double value) {
    // Both halves must stay below 2^31: ImageJ reads them as signed.
    final int largest = (int) Math.min(1e9, 1e9 / value);
    final Fraction fraction = new Fraction(value, largest);
    tiff.putInt(at, fraction.getNumerator());
    tiff.putInt(at + 4, fraction.getDenominator());
  }
}
