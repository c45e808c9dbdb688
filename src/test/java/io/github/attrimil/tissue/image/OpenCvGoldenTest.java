package io.github.attrimil.tissue.image;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.attrimil.geometry.Polygon;
import io.github.attrimil.geometry.PolygonIndex;
import io.github.attrimil.tissue.patches.Golden;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each step against OpenCV 5.0.0 on pseudo-random images, exactly. */
class OpenCvGoldenTest {

  private static final int WIDTH = 97;
  private static final int HEIGHT = 61;

  private static List<String> expected(final String what) {
    return Golden.lines("clam/opencv.txt").stream()
        .filter(l -> l.startsWith(what + " "))
        .map(l -> l.substring(what.length() + 1))
        .toList();
  }

  static List<String> medians() {
    return expected("median");
  }

  static List<String> closings() {
    return expected("closing");
  }

  static List<String> contours() {
    return expected("contours");
  }

  static List<String> insides() {
    return expected("inside");
  }

  @Test
  void saturationOfNoise() {
    final byte[] out = new byte[WIDTH * HEIGHT];
    Saturation.convert(Golden.noise(3 * out.length, 1), 0, out, 0, out.length);
    assertEquals(expected("saturation").get(0), Golden.crc(out));
  }

  @Test
  void saturationOfAllPairsOfMaximumAndMinimum() {
    final byte[] rgb = new byte[3 << 16];
    for (int i = 0; i < 1 << 16; i++) {
      rgb[3 * i] = (byte) (i >> 8);
      rgb[3 * i + 1] = (byte) Math.min(i >> 8, i & 255);
      rgb[3 * i + 2] = rgb[3 * i + 1];
    }
    final byte[] out = new byte[1 << 16];
    Saturation.convert(rgb, 0, out, 0, out.length);
    assertEquals(expected("saturation_table").get(0), Golden.crc(out));
  }

  @ParameterizedTest
  @MethodSource("medians")
  void medianAndOtsu(final String line) {
    final String[] e = line.split(" ");
    final int size = Integer.parseInt(e[0]);
    final byte[] plane = Golden.noise(WIDTH * HEIGHT, 2);
    final byte[] blurred = Median.blur(plane, WIDTH, HEIGHT, size);
    assertEquals(e[1], Golden.crc(blurred));
    assertEquals(Integer.parseInt(e[2]), Otsu.threshold(blurred));
  }

  @ParameterizedTest
  @MethodSource("medians")
  void countingGivesTheThresholdedMedian(final String line) {
    final String[] e = line.split(" ");
    final int size = Integer.parseInt(e[0]);
    final byte[] plane = Golden.noise(WIDTH * HEIGHT, 2);
    final byte[] blurred = Median.blur(plane, WIDTH, HEIGHT, size);
    for (final int t : new int[] {0, 8, 100, 127, 128, 200, 254}) {
      final byte[] wanted = new byte[blurred.length];
      for (int i = 0; i < wanted.length; i++) {
        wanted[i] = (byte) ((blurred[i] & 0xff) > t ? 1 : 0);
      }
      assertEquals(
          Golden.crc(wanted), Golden.crc(Median.above(plane, WIDTH, HEIGHT, size, t)), "t=" + t);
    }
  }

  @ParameterizedTest
  @MethodSource("closings")
  void closing(final String line) {
    final String[] e = line.split(" ");
    final byte[] binary = above(Golden.noise(WIDTH * HEIGHT, 3), 230);
    Closing.apply(binary, WIDTH, HEIGHT, Integer.parseInt(e[0]));
    assertEquals(e[1], Golden.crc(binary));
  }

  @ParameterizedTest
  @MethodSource("contours")
  void pointsOrderAndAreasOfContours(final String line) {
    final String[] e = line.split(" ");
    final List<Polygon> borders = borders(Integer.parseInt(e[0]));
    assertEquals(Integer.parseInt(e[1]), borders.size());
    final List<Polygon> marked = new ArrayList<>();
    for (final Polygon p : borders) {
      marked.add(new Polygon(new double[] {p.size()}, new double[] {-1}));
      marked.add(p);
    }
    assertEquals(e[2], Golden.crc(Golden.points(marked)));
    assertEquals(Double.parseDouble(e[3]), borders.stream().mapToDouble(Polygon::area).sum());
  }

  @ParameterizedTest
  @MethodSource("insides")
  void pointsInsideOnAndOutside(final String line) {
    final String[] e = line.split(" ");
    final Polygon largest =
        borders(Integer.parseInt(e[0])).stream()
            .max(Comparator.comparingDouble(Polygon::area))
            .orElseThrow();
    final PolygonIndex index = new PolygonIndex(largest);
    final int columns = 2 * WIDTH + 4;
    final int[] located = new int[columns * (2 * HEIGHT + 4)];
    Arrays.setAll(located, i -> index.locate(i % columns / 2.0 - 1, i / columns / 2.0 - 1));
    assertEquals(e[1], Golden.crc(located));
  }

  /** Outer borders, last found first, each followed by its holes, last found first. */
  private static List<Polygon> borders(final int threshold) {
    final byte[] plane = Golden.noise(WIDTH * HEIGHT, 2);
    final List<BorderFollowing.Component> found =
        new ArrayList<>(
            BorderFollowing.components(
                Median.above(plane, WIDTH, HEIGHT, 3, threshold), WIDTH, HEIGHT));
    Collections.reverse(found);
    final List<Polygon> borders = new ArrayList<>();
    for (final BorderFollowing.Component c : found) {
      borders.add(c.outer());
      final List<Polygon> holes = new ArrayList<>(c.holes());
      Collections.reverse(holes);
      borders.addAll(holes);
    }
    return borders;
  }

  private static byte[] above(final byte[] values, final int t) {
    final byte[] out = new byte[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (byte) ((values[i] & 0xff) > t ? 1 : 0);
    }
    return out;
  }
}
