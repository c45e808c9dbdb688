package io.github.attrimil.bench;

import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import ij.gui.ImageRoi;
import ij.gui.Overlay;
import io.github.attrimil.explain.Drawing;
import io.github.attrimil.explain.ModelLabel;
import io.github.attrimil.explain.Overview;
import io.github.attrimil.explain.PatchScores;
import io.github.attrimil.explain.map.MapStage;
import io.github.attrimil.fiji.FijiMap;
import io.github.attrimil.format.image.RgbImage;
import io.github.attrimil.geometry.PatchCoords;
import io.github.attrimil.geometry.PatchGrid;
import io.github.attrimil.mil.PatchValues;
import io.github.attrimil.slide.PixelSize;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The map of a slide of 200,000 patches, from scores to overlay, score image and table, cold as a
 * user meets it; then changes of the view. Not part of the usual tests: {@code mvn test
 * -Dtest=MapBench}, or the same with {@code -DargLine=-Xmx1g}.
 */
class MapBench {

  private static final int COLUMNS = 500;
  private static final int ROWS = 400;
  private static final int SIDE = 256;
  private static final int PICTURE = 1600;
  private static final int REPAINTS = 20;

  private static final double MOST_SECONDS = 3;
  private static final double MOST_GIB = 1;
  private static final double MOST_REPAINT_MS = 100;

  @Test
  void twoHundredThousandPatches() {
    final PatchScores scores = scores();
    final double down = COLUMNS * SIDE / (double) PICTURE;
    final byte[] rgb = new byte[3 * PICTURE * PICTURE];
    new Random(2).nextBytes(rgb);
    final Overview overview = new Overview(new RgbImage(PICTURE, PICTURE, rgb), 3, down, down);

    resetPeak();
    final long start = System.nanoTime();
    final long cpu = cpu();
    final FijiMap map = FijiMap.of(new MapStage.Result(scores, overview), "tumor", Drawing.plain());
    final double seconds = (System.nanoTime() - start) / 1e9;
    final double busy = (cpu() - cpu) / 1e9;
    final double gib = peakGib();
    System.out.printf(
        Locale.ROOT,
        "%d patches: map, table and overlay in %.2f s (%.2f s of its thread's CPU), heap at most"
            + " %.2f GiB%n",
        scores.patches(),
        seconds,
        busy,
        gib);

    final double[] opacity = repaint(map, k -> map.model().view().withOpacity(k % 10 / 10.0));
    final double[] threshold = repaint(map, k -> map.model().view().withThreshold(k / 20.0));
    final long at = System.nanoTime();
    int hits = 0;
    for (int k = 0; k < 100_000; k++) {
      hits += map.model().patchAt(k % PICTURE, k / 100) >= 0 ? 1 : 0;
    }
    final double micros = (System.nanoTime() - at) / 1e3 / 100_000;
    System.out.printf(
        Locale.ROOT,
        "opacity repainted in %.1f ms (%.1f ms of CPU), threshold in %.1f ms (%.1f); patch under"
            + " the cursor in %.2f us%n",
        opacity[0],
        opacity[1],
        threshold[0],
        threshold[1],
        micros);
    assertTrue(hits > 0);
    assertTrue(seconds < MOST_SECONDS, "seconds " + seconds);
    assertTrue(gib < MOST_GIB, "GiB " + gib);
    assertTrue(opacity[0] < MOST_REPAINT_MS, "ms " + opacity[0]);
  }

  /** Nanoseconds of this thread, which other programs on the machine do not lengthen much. */
  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static PatchScores scores() {
    final int n = COLUMNS * ROWS;
    final Random random = new Random(1);
    final long[] x = new long[n];
    final long[] y = new long[n];
    final float[] s = new float[2 * n];
    final float[] a = new float[2 * n];
    final double[] numerator = new double[2];
    final double[] denominator = new double[2];
    for (int i = 0; i < n; i++) {
      x[i] = (long) i % COLUMNS * SIDE;
      y[i] = (long) (i / COLUMNS) * SIDE;
      for (int c = 0; c < 2; c++) {
        s[2 * i + c] = (float) random.nextGaussian();
        a[2 * i + c] = (float) random.nextGaussian();
        numerator[c] += s[2 * i + c];
        denominator[c] += Math.exp(a[2 * i + c]);
      }
    }
    final double[] logit = {numerator[0] / denominator[0], numerator[1] / denominator[1]};
    return new PatchScores(
        "slide",
        new ModelLabel("model", "0", List.of("normal", "tumor")),
        PatchGrid.of(new PatchCoords(x, y), SIDE, SIDE, PatchGrid.unplaced(n).neighbors()),
        Optional.of(new PixelSize(0.5, 0.5, PixelSize.Origin.METADATA)),
        new PatchValues.Additive(s, a, new float[2]),
        logit);
  }

  private interface Step {
    io.github.attrimil.explain.MapView view(int k);
  }

  /**
   * The slowest of some changes, each painted at the picture's full size: milliseconds, and those
   * of this thread's CPU.
   */
  private static double[] repaint(final FijiMap map, final Step step) {
    final ImagePlus image = map.overlay();
    final BufferedImage screen = new BufferedImage(PICTURE, PICTURE, BufferedImage.TYPE_INT_RGB);
    double slowest = 0;
    double busiest = 0;
    for (int k = -REPAINTS; k < REPAINTS; k++) {
      final long start = System.nanoTime();
      final long cpu = cpu();
      map.model().show(step.view(Math.abs(k)));
      final Overlay overlay = io.github.attrimil.fiji.FijiOverlay.overlay(map.model());
      final Graphics2D g = screen.createGraphics();
      g.drawImage(image.getBufferedImage(), 0, 0, null);
      for (int r = 0; r < overlay.size(); r++) {
        if (overlay.get(r) instanceof ImageRoi) {
          overlay.get(r).draw(g);
        }
      }
      g.dispose();
      if (k >= 0) {
        slowest = Math.max(slowest, (System.nanoTime() - start) / 1e6);
        busiest = Math.max(busiest, (cpu() - cpu) / 1e6);
      }
    }
    return new double[] {slowest, busiest};
  }

  private static void resetPeak() {
    System.gc();
    ManagementFactory.getMemoryPoolMXBeans().forEach(MemoryPoolMXBean::resetPeakUsage);
  }

  /** Pools peak at different times, so that this is no less than what was in use. */
  private static double peakGib() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .mapToLong(pool -> pool.getPeakUsage().getUsed())
            .sum()
        / (double) (1L << 30);
  }
}
