package io.github.attrimil.format.regions;

import ij.gui.Roi;
import ij.gui.ShapeRoi;
import ij.io.RoiDecoder;
import ij.process.FloatPolygon;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.geometry.Polygon;
import io.github.attrimil.geometry.Region;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.PathIterator;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One region of interest, decoded by ImageJ behind a guard. ImageJ's decoder takes the sizes in a
 * damaged file for true and asks for that much memory, opens images inside of one, and fits splines
 * of any length; so only what shapes an area is handed to it: type, box and points, whose number is
 * checked against the size of the file. Names, properties, colors, strokes, texts and splines are
 * cleared before. Places in the header are those of {@link RoiDecoder}.
 */
final class GuardedRoi {

  private static final int SIZE = RoiDecoder.X1;
  private static final int HEADER2_OFFSET = 60;

  private static final int POLYGON = 0;
  private static final int RECTANGLE = 1;
  private static final int OVAL = 2;
  private static final int FREEHAND = 7;
  private static final int TRACED = 8;

  /** None, ellipse, rotated rectangle; others draw texts, arrows and pictures. */
  private static final List<Integer> PLAIN =
      List.of(0, RoiDecoder.ELLIPSE, RoiDecoder.ROTATED_RECT);

  /** Bytes of a point: two whole numbers, and perhaps two floating-point numbers. */
  private static final int POINT = 4;

  private static final int SUB_PIXEL_POINT = 12;
  private static final int FIRST_SUB_PIXEL_VERSION = 222;

  /** How far a line may be from the curve it replaces, in pixels. */
  private static final double FLATNESS = 0.25;

  private static final int MAX_POINTS = 5_000_000;

  private final ByteBuffer b;

  private GuardedRoi(final byte[] bytes) {
    b = ByteBuffer.wrap(bytes.clone());
  }

  /**
   * @param bytes a .roi file
   * @param name the region's class
   * @return its area, or nothing for lines, points, texts and pictures
   * @throws AttriMilException when it has more than 5 million points
   * @throws IOException when it is damaged, or none of ImageJ's
   */
  static Optional<Region> read(final byte[] bytes, final String name) throws IOException {
    try {
      final GuardedRoi guarded = new GuardedRoi(bytes);
      if (!guarded.isArea()) {
        return Optional.empty();
      }
      guarded.checkSizes();
      guarded.clear();
      final Roi roi = new RoiDecoder(guarded.b.array(), name).getRoi();
      final List<Polygon> rings = roi == null ? List.of() : rings(roi);
      return rings.isEmpty() ? Optional.empty() : Optional.of(new Region(name, rings));
    } catch (final AttriMilException e) {
      throw e;
    } catch (final RuntimeException e) {
      throw new IOException(AttriMilException.oneLine(e), e);
    }
  }

  private boolean isArea() throws IOException {
    if (b.limit() < RoiDecoder.COORDINATES || b.get(0) != 'I' || b.get(1) != 'o') {
      throw new IOException("it does not begin as a ROI file does");
    }
    return PLAIN.contains((int) b.getShort(RoiDecoder.SUBTYPE))
        && switch (b.get(RoiDecoder.TYPE)) {
          case POLYGON, RECTANGLE, OVAL, FREEHAND, TRACED -> true;
          default -> false;
        };
  }

  /** Every number that the decoder makes an array of. */
  private void checkSizes() throws IOException {
    final int type = b.get(RoiDecoder.TYPE);
    final int path = b.getInt(RoiDecoder.SHAPE_ROI_SIZE);
    if (path > 0) {
      checkFits(path, Float.BYTES);
    } else if (type == RECTANGLE || type == OVAL) {
      checkBox();
    } else {
      final int few = Short.toUnsignedInt(b.getShort(RoiDecoder.N_COORDINATES));
      checkFits(few == 0 ? b.getInt(SIZE) : few, isSubPixel() ? SUB_PIXEL_POINT : POINT);
    }
  }

  private void checkFits(final int count, final int bytesEach) throws IOException {
    if (count < 0 || RoiDecoder.COORDINATES + (long) count * bytesEach > b.limit()) {
      throw new IOException(
          "it states " + Integer.toUnsignedString(count) + " points in " + b.limit() + " bytes");
    }
  }

  private void checkBox() throws IOException {
    final double width = b.getShort(RoiDecoder.RIGHT) - b.getShort(RoiDecoder.LEFT);
    final double height = b.getShort(RoiDecoder.BOTTOM) - b.getShort(RoiDecoder.TOP);
    // Beyond 32767 the short numbers wrap; the floating-point ones do not.
    final double w = isSubPixel() ? b.getFloat(RoiDecoder.WIDTHD) : width;
    final double h = isSubPixel() ? b.getFloat(RoiDecoder.HEIGHTD) : height;
    if (!(w >= 0 && h >= 0)) {
      throw new IOException("its size is " + w + " x " + h);
    }
  }

  private boolean isSubPixel() {
    return (b.getShort(RoiDecoder.OPTIONS) & RoiDecoder.SUB_PIXEL_RESOLUTION) != 0
        && b.getShort(RoiDecoder.VERSION_OFFSET) >= FIRST_SUB_PIXEL_VERSION;
  }

  /** Clears all that does not shape an area. */
  private void clear() {
    b.putInt(HEADER2_OFFSET, 0);
    b.putShort(
        RoiDecoder.OPTIONS,
        (short) (b.getShort(RoiDecoder.OPTIONS) & RoiDecoder.SUB_PIXEL_RESOLUTION));
    b.putShort(RoiDecoder.STROKE_WIDTH, (short) 0);
    b.putInt(RoiDecoder.STROKE_COLOR, 0);
    b.putInt(RoiDecoder.FILL_COLOR, 0);
    b.putInt(RoiDecoder.POSITION, 0);
    if (b.getShort(RoiDecoder.SUBTYPE) == 0) {
      b.putShort(RoiDecoder.ROUNDED_RECT_ARC_SIZE, (short) 0);
    }
  }

  private static List<Polygon> rings(final Roi roi) throws IOException {
    final Rectangle2D.Double box = roi.getFloatBounds();
    if (roi instanceof ShapeRoi shape) {
      return rings(
          shape.getShape(),
          AffineTransform.getTranslateInstance(shape.getXBase(), shape.getYBase()));
    }
    if (roi.getType() == Roi.RECTANGLE) {
      return rings(box, new AffineTransform());
    }
    if (roi.getType() == Roi.OVAL) {
      return rings(
          new Ellipse2D.Double(box.x, box.y, box.width, box.height), new AffineTransform());
    }
    final FloatPolygon p = roi.getFloatPolygon();
    final List<Polygon> ring = new ArrayList<>();
    final double[] x = new double[p.npoints];
    final double[] y = new double[p.npoints];
    Arrays.setAll(x, i -> p.xpoints[i]);
    Arrays.setAll(y, i -> p.ypoints[i]);
    add(x, y, x.length, ring);
    return ring;
  }

  /** The closed lines of a shape; curves become lines. */
  private static List<Polygon> rings(final Shape shape, final AffineTransform at)
      throws IOException {
    final List<Polygon> rings = new ArrayList<>();
    double[] x = new double[64];
    double[] y = new double[64];
    int n = 0;
    int all = 0;
    final double[] point = new double[6];
    for (PathIterator path = shape.getPathIterator(at, FLATNESS); !path.isDone(); path.next()) {
      final int kind = path.currentSegment(point);
      if (kind == PathIterator.SEG_MOVETO) {
        add(x, y, n, rings);
        n = 0;
      }
      if (kind != PathIterator.SEG_CLOSE) {
        if (++all > MAX_POINTS) {
          throw new AttriMilException(
              "A region of interest has more than " + MAX_POINTS + " points; split it");
        }
        if (n == x.length) {
          x = Arrays.copyOf(x, 2 * n);
          y = Arrays.copyOf(y, 2 * n);
        }
        x[n] = point[0];
        y[n++] = point[1];
      }
    }
    add(x, y, n, rings);
    return rings;
  }

  private static void add(final double[] x, final double[] y, final int n, final List<Polygon> to)
      throws IOException {
    for (int i = 0; i < n; i++) {
      if (!Double.isFinite(x[i]) || !Double.isFinite(y[i])) {
        throw new IOException("it has the point " + x[i] + ", " + y[i]);
      }
    }
    final boolean closed = n > 1 && x[0] == x[n - 1] && y[0] == y[n - 1];
    final int open = closed ? n - 1 : n;
    if (open >= 3) {
      to.add(new Polygon(Arrays.copyOf(x, open), Arrays.copyOf(y, open)));
    }
  }
}
