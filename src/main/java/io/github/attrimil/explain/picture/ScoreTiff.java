package io.github.attrimil.explain.picture;

import ij.ImagePlus;
import ij.io.FileInfo;
import ij.io.FileOpener;
import ij.io.FileSaver;
import ij.io.TiffDecoder;
import ij.measure.Calibration;
import io.github.attrimil.core.AtomicFile;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.explain.PatchMap;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.commons.math3.fraction.Fraction;

/**
 * Score maps as 32-bit float TIFF files with ImageJ's calibration.
 *
 * <p>ImageJ writes pixels per unit in millionths, so a pixel of 127.744 micrometers comes back as
 * 127.747, and over a slide of 50 mm places are off by micrometers. Here the two numbers are
 * replaced by the nearest fractions TIFF can hold (TIFF 6.0, tags 282 and 283, type 5).
 */
public final class ScoreTiff {

  private static final int X_RESOLUTION = 282;
  private static final int Y_RESOLUTION = 283;

  private static final Set<Integer> GRAY =
      Set.of(
          FileInfo.GRAY8,
          FileInfo.COLOR8,
          FileInfo.GRAY16_SIGNED,
          FileInfo.GRAY16_UNSIGNED,
          FileInfo.GRAY32_INT,
          FileInfo.GRAY32_UNSIGNED,
          FileInfo.GRAY32_FLOAT,
          FileInfo.GRAY64_FLOAT);

  private ScoreTiff() {}

  public static void write(final Path target, final ImagePlus image) {
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

  /**
   * Reads a map: of this package's files each pixel's place from their properties or calibration,
   * of others from a downsample.
   *
   * @param file a TIFF with one channel
   * @param mpp micrometers per level-0 pixel, NaN where it is not known
   * @param downsample level-0 pixels per pixel of files that do not state it, 0 when all do
   * @return a square for each pixel that has a value
   * @throws AttriMilException when it is no such file, damaged, or does not state its scale
   */
  public static PatchMap read(final Path file, final double mpp, final double downsample) {
    final ImagePlus image = open(file);
    final Calibration c = image.getCalibration();
    final boolean microns = c.getUnit().matches("(?i)microns?|µm|um");
    final double cell;
    if (number(image, "CellLevel0") > 0) {
      cell = number(image, "CellLevel0");
    } else if (microns && mpp > 0) {
      cell = c.pixelWidth / mpp;
    } else if (c.getUnit().startsWith("level-0")) {
      cell = c.pixelWidth;
    } else {
      cell = downsample;
    }
    if (!(cell > 0 && cell < 1e6)) {
      throw new AttriMilException(
          file
              + " does not state its scale; give downsample=, its level-0 pixels per pixel, or"
              + " pixelsize= if it is calibrated in micrometers");
    }
    final int width = image.getWidth();
    final int pixels = width * image.getHeight();
    final int known =
        (int) IntStream.range(0, pixels).filter(at -> !Float.isNaN(value(image, at))).count();
    if (known == 0) {
      throw new AttriMilException(file + " holds no score: none of its pixels has a value");
    }
    final double[] x = new double[known];
    final double[] y = new double[known];
    final double[] score = new double[known];
    int n = 0;
    for (int at = 0; at < pixels; at++) {
      final float value = value(image, at);
      if (!Float.isNaN(value)) {
        x[n] = (at % width - c.xOrigin) * cell;
        y[n] = (at / width - c.yOrigin) * cell;
        score[n++] = value;
      }
    }
    return new PatchMap(x, y, cell, score);
  }

  private static float value(final ImagePlus image, final int at) {
    return image.getProcessor().getf(at);
  }

  /** Not by ImageJ's opener, which takes files for what they look like and shows windows. */
  private static ImagePlus open(final Path file) {
    TiffCheck.require(file);
    final Path absolute = file.toAbsolutePath();
    try {
      final FileInfo[] infos =
          new TiffDecoder(absolute.getParent() + File.separator, absolute.getFileName().toString())
              .getTiffInfo();
      if (infos == null || infos.length != 1 || !isGray(infos[0])) {
        throw TiffCheck.damaged(file, "it has no single gray picture", null);
      }
      final FileInfo info = infos[0];
      final long pixels = (long) info.width * info.height * info.getBytesPerPixel();
      if (info.compression <= FileInfo.COMPRESSION_NONE
          && info.getOffset() + pixels > Files.size(file)) {
        throw TiffCheck.damaged(file, "its pixels end early", null);
      }
      // Regions and plots within a file would be decoded unguarded.
      info.roi = null;
      info.overlay = null;
      info.plot = null;
      final ImagePlus image = new FileOpener(info).openImage();
      if (image == null) {
        throw TiffCheck.damaged(file, "its pixels cannot be read", null);
      }
      return image;
    } catch (final IOException | RuntimeException e) {
      throw e instanceof AttriMilException own
          ? own
          : TiffCheck.damaged(file, AttriMilException.oneLine(e), e);
    }
  }

  private static boolean isGray(final FileInfo info) {
    return info.nImages == 1
        && info.samplesPerPixel == 1
        && info.getOffset() > 0
        && GRAY.contains(info.fileType);
  }

  private static double number(final ImagePlus image, final String property) {
    try {
      return Double.parseDouble(String.valueOf(image.getStringProperty(property)));
    } catch (final NumberFormatException e) {
      return Double.NaN;
    }
  }

  private static void putRational(final ByteBuffer tiff, final int at, final double value) {
    // Both halves must stay below 2^31: ImageJ reads them as signed.
    final int largest = (int) Math.min(1e9, 1e9 / value);
    final Fraction fraction = new Fraction(value, largest);
    tiff.putInt(at, fraction.getNumerator());
    tiff.putInt(at + 4, fraction.getDenominator());
  }
}
