package io.github.attrimil.format.regions;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.format.table.CsvTable;
import io.github.attrimil.geometry.Polygon;
import io.github.attrimil.geometry.Region;
import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * ImageJ's regions of interest, one (.roi) or several (.zip, as the ROI Manager saves them), drawn
 * on the slide at full resolution. Areas become polygons; lines, points and texts are passed over.
 * ImageJ keeps whole coordinates in 16 bits: beyond 32767 draw in QuPath.
 *
 * <p>Not through ImageJ's own decoder, which takes the sizes in a damaged file for true and asks
 * for that much memory. Places in the header are those of {@code ij.io.RoiDecoder}.
 */
final class RoiFile {

  private static final int VERSION = 4;
  private static final int TYPE = 6;
  private static final int TOP = 8;
  private static final int N_COORDINATES = 16;
  private static final int SIZE = 18;
  private static final int SHAPE_SIZE = 36;
  private static final int SUBTYPE = 48;
  private static final int OPTIONS = 50;
  private static final int HEADER = 64;

  private static final int POLYGON = 0;
  private static final int RECTANGLE = 1;
  private static final int OVAL = 2;
  private static final int FREEHAND = 7;
  private static final int TRACED = 8;

  /** None, ellipse, rotated rectangle; others draw texts, arrows and pictures. */
  private static final List<Integer> PLAIN = List.of(0, 3, 5);

  private static final int SUB_PIXEL = 128;
  private static final int FIRST_SUB_PIXEL_VERSION = 223;

  private static final int OVAL_POINTS = 360;
  private static final int MAX_ROI_BYTES = 64 << 20;
  private static final long MAX_BYTES = 256L << 20;
  private static final int MAX_ENTRIES = 100_000;

  private RoiFile() {}

  /**
   * @param file a .roi file, or a .zip of them
   * @return the areas, by the names of their files
   * @throws AttriMilException when it cannot be read or is too large
   */
  static List<Region> read(final Path file) {
    final List<Region> regions = new ArrayList<>();
    try (InputStream in = Files.newInputStream(file)) {
      if (file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".roi")) {
        add(file, file.getFileName().toString(), in.readNBytes(MAX_ROI_BYTES), regions);
      } else {
        unzip(file, new ZipInputStream(in), regions);
      }
      return regions;
    } catch (final IOException | IllegalArgumentException e) {
      throw new AttriMilException("Cannot read '" + file + "': " + AttriMilException.oneLine(e), e);
    }
  }

  private static void unzip(final Path file, final ZipInputStream zip, final List<Region> regions)
      throws IOException {
    long bytes = 0;
    int entries = 0;
    for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
      if (++entries > MAX_ENTRIES) {
        throw new AttriMilException(file + " holds more than " + MAX_ENTRIES + " files; split it");
      }
      if (entry.getName().toLowerCase(Locale.ROOT).endsWith(".roi")) {
        final byte[] roi = zip.readNBytes(MAX_ROI_BYTES);
        bytes += roi.length;
        if (bytes > MAX_BYTES) {
          throw new AttriMilException(file + " holds more than 256 MiB of regions; split it");
        }
        add(file, entry.getName(), roi, regions);
      }
    }
    if (entries == 0) {
      throw new AttriMilException("'" + file + "' is no zip file with regions of interest");
    }
  }

  private static void add(
      final Path file, final String name, final byte[] bytes, final List<Region> regions) {
    try {
      final List<double[][]> rings = rings(ByteBuffer.wrap(bytes));
      rings.removeIf(r -> r.length < 3);
      if (!rings.isEmpty()) {
        regions.add(
            new Region(
                name.replaceFirst("(?i)\\.roi$", ""), rings.stream().map(Polygon::of).toList()));
      }
    } catch (final BufferUnderflowException | IndexOutOfBoundsException e) {
      throw new AttriMilException(
          "'"
              + file
              + "': "
              + CsvTable.quote(name)
              + " is no region of interest of ImageJ, or damaged",
          e);
    }
  }

  private static List<double[][]> rings(final ByteBuffer b) {
    if (b.get(0) != 'I' || b.get(1) != 'o' || b.limit() < HEADER) {
      throw new BufferUnderflowException();
    }
    final boolean subPixel =
        (b.getShort(OPTIONS) & SUB_PIXEL) != 0 && b.getShort(VERSION) >= FIRST_SUB_PIXEL_VERSION;
    final List<double[][]> rings = new ArrayList<>();
    if (!PLAIN.contains((int) b.getShort(SUBTYPE))) {
      return rings;
    }
    if (b.getInt(SHAPE_SIZE) > 0) {
      return RoiPath.rings(b.position(HEADER), b.getInt(SHAPE_SIZE));
    }
    switch (b.get(TYPE)) {
      case POLYGON, FREEHAND, TRACED -> rings.add(polygon(b, subPixel));
      case RECTANGLE -> {
        final double[] box = box(b, subPixel);
        final double right = box[0] + box[2];
        final double bottom = box[1] + box[3];
        rings.add(
            new double[][] {{box[0], box[1]}, {right, box[1]}, {right, bottom}, {box[0], bottom}});
      }
      case OVAL -> rings.add(oval(box(b, subPixel)));
      default -> {
        // No area: nothing to take from it.
      }
    }
    return rings;
  }

  /** Left, top, width, height. */
  private static double[] box(final ByteBuffer b, final boolean subPixel) {
    if (subPixel) {
      return new double[] {
        b.getFloat(SIZE), b.getFloat(SIZE + 4), b.getFloat(SIZE + 8), b.getFloat(SIZE + 12)
      };
    }
    final int top = b.getShort(TOP);
    final int left = b.getShort(TOP + 2);
    return new double[] {left, top, b.getShort(TOP + 6) - left, b.getShort(TOP + 4) - top};
  }

  private static double[][] oval(final double[] box) {
    final double[][] ring = new double[OVAL_POINTS][];
    for (int i = 0; i < OVAL_POINTS; i++) {
      final double angle = 2 * Math.PI * i / OVAL_POINTS;
      ring[i] =
          new double[] {
            box[0] + box[2] / 2 * (1 + Math.cos(angle)), box[1] + box[3] / 2 * (1 + Math.sin(angle))
          };
    }
    return ring;
  }

  private static double[][] polygon(final ByteBuffer b, final boolean subPixel) {
    final int few = Short.toUnsignedInt(b.getShort(N_COORDINATES));
    final int n = few == 0 ? b.getInt(SIZE) : few;
    final long end = HEADER + (subPixel ? 12L : 4L) * n;
    if (n < 0 || end > b.limit()) {
      throw new BufferUnderflowException();
    }
    final double[][] ring = new double[n][];
    for (int i = 0; i < n; i++) {
      if (subPixel) {
        final int at = HEADER + 4 * n + 4 * i;
        ring[i] = new double[] {b.getFloat(at), b.getFloat(at + 4 * n)};
      } else {
        final int at = HEADER + 2 * i;
        ring[i] =
            new double[] {
              b.getShort(TOP + 2) + b.getShort(at), b.getShort(TOP) + b.getShort(at + 2 * n)
            };
      }
    }
    return ring;
  }
}
