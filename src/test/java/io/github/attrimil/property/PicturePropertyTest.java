package io.github.attrimil.property;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ij.ImagePlus;
import ij.gui.PolygonRoi;
import ij.gui.Roi;
import ij.io.RoiEncoder;
import ij.process.FloatProcessor;
import io.github.attrimil.explain.PatchMap;
import io.github.attrimil.explain.picture.ScoreTiff;
import io.github.attrimil.format.events.EventFile;
import io.github.attrimil.format.events.Events;
import io.github.attrimil.format.image.PngFile;
import io.github.attrimil.format.regions.GeoJson;
import io.github.attrimil.format.regions.RegionFile;
import io.github.attrimil.geometry.Polygon;
import io.github.attrimil.geometry.Region;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Images, outlines and event files come back as they were written. */
class PicturePropertyTest {

  @Property(seed = "1")
  void colorsOfPngComeBack(
      @ForAll @IntRange(min = 1, max = 40) final int width,
      @ForAll @IntRange(min = 1, max = 40) final int height,
      @ForAll final Random random) {
    final byte[] rgb = new byte[3 * width * height];
    random.nextBytes(rgb);
    try (Scratch scratch = new Scratch()) {
      PngFile.write(scratch.file("a.png"), PngFile.rgb(width, height, rgb));
      final BufferedImage back = PngFile.read(scratch.file("a.png"));
      final int[] pixels = back.getRaster().getPixels(0, 0, width, height, (int[]) null);
      for (int i = 0; i < rgb.length; i++) {
        assertEquals(rgb[i] & 0xff, pixels[i]);
      }
    }
  }

  @Property(seed = "1")
  void scoresOfMapsComeBackWithTheirPlaces(
      @ForAll @IntRange(min = 1, max = 30) final int width,
      @ForAll @IntRange(min = 1, max = 30) final int height,
      @ForAll @IntRange(min = 1, max = 4096) final int cell,
      @ForAll final Random random) {
    final float[] scores = new float[width * height];
    int known = 1;
    for (int i = 1; i < scores.length; i++) {
      scores[i] = random.nextInt(3) == 0 ? Float.NaN : (float) random.nextGaussian();
      known += Float.isNaN(scores[i]) ? 0 : 1;
    }
    final ImagePlus image = new ImagePlus("a", new FloatProcessor(width, height, scores));
    image.getCalibration().setUnit("micron");
    image.getCalibration().pixelWidth = cell * 0.25;
    image.getCalibration().pixelHeight = cell * 0.25;
    try (Scratch scratch = new Scratch()) {
      ScoreTiff.write(scratch.file("a.tif"), image);
      final PatchMap back = ScoreTiff.read(scratch.file("a.tif"), 0.25, 0);
      assertEquals(known, back.score().length);
      int at = 0;
      for (int i = 0; i < scores.length; i++) {
        if (!Float.isNaN(scores[i])) {
          assertEquals(scores[i], back.score()[at]);
          assertEquals(i % width * (double) cell, back.xLevel0()[at], 1e-6 * cell * width);
          assertEquals(i / width * (double) cell, back.yLevel0()[at++], 1e-6 * cell * height);
        }
      }
    }
  }

  // -- Regions --

  @Provide
  Arbitrary<Polygon> polygons() {
    return Arbitraries.integers()
        .between(3, 8)
        .flatMap(
            n -> {
              final Arbitrary<double[]> line =
                  Arbitraries.doubles()
                      .between(-1e6, 1e6)
                      .ofScale(6)
                      .array(double[].class)
                      .ofSize(n);
              return Combinators.combine(line, line).as(Polygon::new);
            });
  }

  @Provide
  Arbitrary<List<Region>> regions() {
    return Combinators.combine(Texts.any(), polygons().list().ofMinSize(1).ofMaxSize(2))
        .as(Region::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(3);
  }

  @Property(seed = "1")
  void geoJsonComesBack(@ForAll("regions") final List<Region> regions) {
    try (Scratch scratch = new Scratch()) {
      final Path file = scratch.file("a.geojson");
      GeoJson.write(
          file,
          regions.stream()
              .map(r -> new GeoJson.Feature(new UUID(1, 2), "annotation", r, Map.of(r.name(), 0.5)))
              .iterator());
      assertSame(regions, RegionFile.read(file));
    }
  }

  private static void assertSame(final List<Region> expected, final List<Region> regions) {
    assertEquals(expected.size(), regions.size());
    for (int i = 0; i < regions.size(); i++) {
      assertEquals(expected.get(i).name(), regions.get(i).name());
      assertEquals(expected.get(i).rings().size(), regions.get(i).rings().size());
      for (int k = 0; k < regions.get(i).rings().size(); k++) {
        final Polygon before = expected.get(i).rings().get(k);
        final Polygon after = regions.get(i).rings().get(k);
        assertArrayEquals(before.x(), after.x());
        assertArrayEquals(before.y(), after.y());
      }
    }
  }

  @Provide
  Arbitrary<List<int[]>> corners() {
    return Arbitraries.integers()
        .between(0, 7000)
        .array(int[].class)
        .ofSize(8)
        .map(PicturePropertyTest::apart)
        .list()
        .ofMinSize(1)
        .ofMaxSize(4);
  }

  /** Corners apart from each other: two that are one may be read as one. */
  private static int[] apart(final int[] xy) {
    final int[] apart = xy.clone();
    for (int k = 0; k < apart.length; k++) {
      apart[k] += k / 2 * 8000;
    }
    return apart;
  }

  /** ImageJ's own encoder writes them, as its ROI Manager does. */
  @Property(seed = "1")
  void zipsOfRegionsAreRead(@ForAll("corners") final List<int[]> corners) throws IOException {
    try (Scratch scratch = new Scratch()) {
      final Path file = scratch.file("a.zip");
      try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
        for (int i = 0; i < corners.size(); i++) {
          zip.putNextEntry(new ZipEntry(i + ".roi"));
          zip.write(RoiEncoder.saveAsByteArray(roi(corners.get(i), i)));
        }
      }
      final List<Region> regions = RegionFile.read(file);
      assertEquals(corners.size(), regions.size());
      for (int i = 0; i < regions.size(); i++) {
        final Polygon ring = regions.get(i).rings().get(0);
        for (int k = 0; k < 4; k++) {
          assertEquals(corners.get(i)[2 * k], ring.x()[k], 0.01);
          assertEquals(corners.get(i)[2 * k + 1], ring.y()[k], 0.01);
        }
      }
    }
  }

  private static Roi roi(final int[] xy, final int number) {
    final float[] x = new float[4];
    final float[] y = new float[4];
    for (int k = 0; k < 4; k++) {
      x[k] = xy[2 * k];
      y[k] = xy[2 * k + 1];
    }
    final Roi roi = new PolygonRoi(x, y, Roi.POLYGON);
    roi.setName("r" + number);
    return roi;
  }

  // -- Events --

  @Provide
  Arbitrary<Map<String, Double>> scalars() {
    return Arbitraries.maps(Texts.any(), Arbitraries.doubles()).ofMaxSize(4);
  }

  /** Also where the file is continued after some of its steps, and after a cut. */
  @Property(seed = "1")
  void eventsComeBack(
      @ForAll @Size(min = 1, max = 4)
          final List<@net.jqwik.api.From("scalars") Map<String, Double>> steps,
      @ForAll @IntRange(max = 5) final int kept,
      @ForAll @IntRange(min = 1, max = 40) final int cut)
      throws IOException {
    try (Scratch scratch = new Scratch()) {
      final EventFile file = EventFile.open(scratch.folder(), 0);
      steps.forEach(file::add);
      assertEquals(floats(steps), read(scratch.folder()));
      assertEquals(Math.min(kept, steps.size()), EventFile.open(scratch.folder(), kept).steps());
      final int left = Math.min(kept, steps.size());
      assertEquals(floats(steps.subList(0, left)), read(scratch.folder()));
      final Path path = scratch.file(EventFile.NAME);
      Files.write(
          path,
          "cut off here, or anything else"
              .repeat(2)
              .substring(cut)
              .getBytes(StandardCharsets.UTF_8),
          java.nio.file.StandardOpenOption.APPEND);
      EventFile.open(scratch.folder(), 9).add(Map.of("last", 1.0));
      final List<Map<String, Float>> all = new ArrayList<>(floats(steps.subList(0, left)));
      all.add(Map.of("last", 1f));
      assertEquals(all, read(scratch.folder()));
    }
  }

  private static List<Map<String, Float>> read(final Path folder) {
    return Events.read(folder).stream().map(Events.Step::scalars).toList();
  }

  private static List<Map<String, Float>> floats(final List<Map<String, Double>> steps) {
    final List<Map<String, Float>> all = new ArrayList<>();
    for (final Map<String, Double> step : steps) {
      final Map<String, Float> floats = new LinkedHashMap<>();
      step.forEach((tag, value) -> floats.put(tag, value.floatValue()));
      all.add(floats);
    }
    return all;
  }
}
