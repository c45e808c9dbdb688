package io.github.attrimil.encoder.features;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.core.Job;
import io.github.attrimil.encoder.Encoder;
import io.github.attrimil.format.h5.PatchAttributes;
import io.github.attrimil.format.h5.PatchFile;
import io.github.attrimil.format.image.RgbImage;
import io.github.attrimil.geometry.PatchCoords;
import io.github.attrimil.slide.Level;
import io.github.attrimil.slide.PaintedReader;
import io.github.attrimil.slide.PixelSize;
import io.github.attrimil.slide.RegionReader;
import io.github.attrimil.slide.Slide;
import io.github.attrimil.slide.SlideReader;
import io.github.attrimil.tensor.DeviceChoice;
import io.github.attrimil.tissue.SlideRegions;
import io.github.attrimil.tissue.TissueParameters;
import io.github.attrimil.tissue.patches.PatchGeometry;
import io.github.attrimil.tissue.patches.PatchParameters;
import io.github.attrimil.tissue.patches.PatchPlan;
import io.github.attrimil.tissue.patches.PatchPlanner;
import io.github.attrimil.tissue.patches.PatchSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same tissue scanned at several pixel sizes, patched at 0.5 micrometers a pixel. */
class AnyScaleTest {

  private static final double TARGET_MPP = 0.5;
  private static final int SIZE = 224;
  private static final double WIDTH_MICRONS = 480;
  private static final double HEIGHT_MICRONS = 360;
  private static final int NUCLEI = 700;

  /** Soft round nuclei on stroma, by formula, so that every pixel size shows the same tissue. */
  private static final class Tissue implements Slide {

    private static final double[][] PLACES = places();
    private final String id;
    private final double mpp;
    private final List<Level> levels;

    Tissue(final String id, final double mpp, final double... downsamples) {
      this.id = id;
      this.mpp = mpp;
      final int w = (int) Math.round(WIDTH_MICRONS / mpp);
      final int h = (int) Math.round(HEIGHT_MICRONS / mpp);
      this.levels =
          java.util.stream.DoubleStream.concat(
                  java.util.stream.DoubleStream.of(1), java.util.Arrays.stream(downsamples))
              .mapToObj(d -> new Level((int) Math.round(w / d), (int) Math.round(h / d), d, d))
              .toList();
    }

    private static double[][] places() {
      final Random random = new Random(3);
      final double[][] places = new double[NUCLEI][];
      for (int i = 0; i < NUCLEI; i++) {
        places[i] =
            new double[] {
              random.nextDouble() * WIDTH_MICRONS,
              random.nextDouble() * HEIGHT_MICRONS,
              2.5 + 2 * random.nextDouble()
            };
      }
      return places;
    }

    /** A picture whose pixels are mpp micrometers, their first center half of it off the corner. */
    static RgbImage paint(
        final double leftMicrons,
        final double topMicrons,
        final double mpp,
        final int width,
        final int height) {
      final float[] dark = new float[width * height];
      for (final double[] n : PLACES) {
        final double x = (n[0] - leftMicrons) / mpp - 0.5;
        final double y = (n[1] - topMicrons) / mpp - 0.5;
        final double r = n[2] / mpp;
        final int reach = (int) Math.ceil(3 * r);
        for (int v = Math.max(0, (int) y - reach); v < Math.min(height, y + reach); v++) {
          for (int u = Math.max(0, (int) x - reach); u < Math.min(width, x + reach); u++) {
            final double d2 = ((u - x) * (u - x) + (v - y) * (v - y)) / (r * r);
            dark[v * width + u] += (float) Math.exp(-d2);
          }
        }
      }
      final byte[] rgb = new byte[3 * dark.length];
      for (int i = 0; i < dark.length; i++) {
        final double x = leftMicrons + (i % width + 0.5) * mpp;
        final double y = topMicrons + (i / width + 0.5) * mpp;
        final double stroma = 12 * Math.sin(x / 9) * Math.cos(y / 13);
        final double blue = Math.exp(-dark[i]);
        rgb[3 * i] = (byte) Math.round(70 + (155 + stroma) * blue);
        rgb[3 * i + 1] = (byte) Math.round(50 + (105 + stroma) * blue);
        rgb[3 * i + 2] = (byte) Math.round(130 + 70 * blue);
      }
      return new RgbImage(width, height, rgb);
    }

    @Override
    public String id() {
      return id;
    }

    @Override
    public String source() {
      return id;
    }

    @Override
    public List<Level> levels() {
      return levels;
    }

    @Override
    public Optional<PixelSize> pixelSize() {
      return Optional.of(new PixelSize(mpp, mpp, PixelSize.Origin.METADATA));
    }

    @Override
    public SlideReader open() {
      return new PaintedReader(256) {
        @Override
        public RgbImage read(
            final int level, final int x, final int y, final int width, final int height) {
          final double size = mpp * levels.get(level).downsampleX();
          return paint(x * size, y * size, size, width, height);
        }
      };
    }

    @Override
    public String toString() {
      return id;
    }
  }

  static List<Tissue> slides() {
    return List.of(
        new Tissue("0.25", 0.25),
        new Tissue("0.2495", 0.2495),
        new Tissue("0.5", 0.5),
        new Tissue("1.0", 1),
        new Tissue("0.25 and 2.0005 times", 0.25, 2.0005),
        new Tissue("0.1248 and 4.003 times", 0.1248, 4.003));
  }

  @ParameterizedTest
  @MethodSource("slides")
  void patchesShowWhatLiesWhereTheyShould(final Tissue slide) {
    final PatchPlan plan;
    try (SlideReader reader = slide.open()) {
      plan =
          PatchPlanner.plan(
              slide,
              reader,
              new PatchSettings(PatchParameters.at(TARGET_MPP, SIZE), TissueParameters.defaults()),
              SlideRegions.none(),
              Job.silent());
      final long[] coords = plan.coords().interleaved();
      final PatchGeometry g = plan.geometry();
      final RegionReader regions = new RegionReader(slide, g.level(), SIZE);
      final double sideMicrons = SIZE * TARGET_MPP;
      assertTrue(plan.coords().size() >= 12, plan.coords().size() + " patches");
      for (int i = 0; i < plan.coords().size(); i++) {
        for (int axis = 0; axis < 2; axis++) {
          // Whole steps of the target size from the first patch on, which starts the contour's box.
          final double microns = (coords[2 * i + axis] - coords[axis]) * slide.mpp;
          final double steps = Math.rint(microns / sideMicrons);
          assertEquals(steps * sideMicrons, microns, slide.mpp, "patch " + i);
        }
      }
      for (int i = 0; i < plan.coords().size(); i += 5) {
        final RgbImage patch =
            regions.read(reader, coords[2 * i], coords[2 * i + 1], g.patchSizeLevel0());
        final double[] shift =
            shift(
                patch,
                Tissue.paint(
                    coords[2 * i] * slide.mpp,
                    coords[2 * i + 1] * slide.mpp,
                    TARGET_MPP,
                    SIZE,
                    SIZE));
        final double px = Math.hypot(shift[0], shift[1]) * TARGET_MPP / slide.mpp;
        assertTrue(px < 0.5, "patch " + i + " shows tissue " + px + " level-0 pixels off");
      }
    }
  }

  /** By how many pixels one picture is shifted against another: least squares of the gradient. */
  private static double[] shift(final RgbImage image, final RgbImage expected) {
    double xx = 0;
    double xy = 0;
    double yy = 0;
    double xd = 0;
    double yd = 0;
    final int w = image.width();
    for (int y = 1; y < image.height() - 1; y++) {
      for (int x = 1; x < w - 1; x++) {
        final int i = 3 * (y * w + x);
        final double gx = (level(expected, i + 3) - level(expected, i - 3)) / 2;
        final double gy = (level(expected, i + 3 * w) - level(expected, i - 3 * w)) / 2;
        final double d = level(expected, i) - level(image, i);
        xx += gx * gx;
        xy += gx * gy;
        yy += gy * gy;
        xd += gx * d;
        yd += gy * d;
      }
    }
    final double det = xx * yy - xy * xy;
    return new double[] {(yy * xd - xy * yd) / det, (xx * yd - xy * xd) / det};
  }

  private static double level(final RgbImage image, final int i) {
    return image.rgb()[i] & 0xff;
  }

  @Test
  void theShiftIsMeasuredRight() {
    final RgbImage at = Tissue.paint(100, 80, TARGET_MPP, SIZE, SIZE);
    final double[] shift = shift(Tissue.paint(99.8, 80.1, TARGET_MPP, SIZE, SIZE), at);
    assertEquals(0.4, shift[0], 0.05);
    assertEquals(-0.2, shift[1], 0.05);
  }

  @Test
  void featuresOfTheSameTissueAreAlike() {
    final Path network =
        Path.of(System.getProperty("attrimil.shared"), "models", "efficientnet_lite0_imagenet.pt");
    Assumptions.assumeTrue(Files.exists(network), "needs the shared network");
    float[][] first = null;
    try (Encoder encoder = Encoders.open(network.toString(), DeviceChoice.CPU, Job.silent())) {
      for (final Tissue slide : slides()) {
        final float[][] rows = features(slide, encoder);
        first = first == null ? rows : first;
        for (int i = 0; i < rows.length; i++) {
          final double cosine = cosine(first[i], rows[i]);
          assertTrue(cosine >= 0.99, "slide " + slide + ", patch " + i + ": " + cosine);
        }
      }
    }
  }

  private static float[][] features(final Tissue slide, final Encoder encoder) {
    final PatchGeometry g = PatchGeometry.of(slide, PatchParameters.at(TARGET_MPP, SIZE));
    final long[] coords =
        IntStream.range(0, 4)
            .mapToLong(k -> Math.round((k % 2 == 0 ? 31.3 : 57.9) * (1 + k / 2) / slide.mpp))
            .toArray();
    final Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put(PatchAttributes.PATCH_SIZE, (long) g.patchSize());
    attributes.put(PatchAttributes.PATCH_LEVEL, (long) g.level());
    attributes.put(PatchAttributes.PATCH_SIZE_LEVEL0, g.patchSizeLevel0());
    attributes.put(PatchAttributes.STEP, g.stepLevel0());
    final PatchFile patches =
        PatchFile.of(PatchCoords.ofInterleaved(coords), new PatchAttributes(attributes));
    final FeatureExtractor.Result result =
        FeatureExtractor.encode(slide, patches.grid(), encoder, 1, Job.silent());
    final float[][] rows = new float[patches.size()][result.dimension()];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(result.features(), i * result.dimension(), rows[i], 0, result.dimension());
    }
    return rows;
  }

  private static double cosine(final float[] a, final float[] b) {
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int k = 0; k < a.length; k++) {
      ab += a[k] * b[k];
      aa += a[k] * a[k];
      bb += b[k] * b[k];
    }
    return ab / Math.sqrt(aa * bb);
  }
}
