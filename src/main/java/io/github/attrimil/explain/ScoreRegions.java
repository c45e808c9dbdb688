package io.github.attrimil.explain;

import io.github.attrimil.format.regions.GeoJson;
import io.github.attrimil.format.table.CsvTable;
import io.github.attrimil.geometry.PixelOutlines;
import io.github.attrimil.geometry.Polygon;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The places where a class's map lies above a threshold: cells of the map that share a side are one
 * region. In files the map is that of the model's own values, never smoothed or stretched; in Fiji
 * it is the one that is shown.
 */
public final class ScoreRegions {

  /**
   * One region.
   *
   * @param rings its outline in level-0 pixels, then its holes; valid as OGC's simple features
   * @param areaLevel0 in square level-0 pixels
   * @param patches how many patches have their center in it
   * @param mean of the map over the region
   * @param max of the map over the region
   * @param contribution what these patches add to the logit, NaN where nothing adds up to it
   */
  public record Region(
      List<Polygon> rings,
      double areaLevel0,
      int patches,
      double mean,
      double max,
      double contribution) {

    /** Of the outline, in level-0 pixels. */
    Polygon.Bounds bounds() {
      return rings.get(0).bounds();
    }
  }

  private ScoreRegions() {}

  /**
   * Finds the regions of a class.
   *
   * @param scores the patches
   * @param c class
   * @param map that class's map
   * @param threshold cells with a value above it belong to regions
   * @return the regions, the largest first
   */
  public static List<Region> of(
      final PatchScores scores, final int c, final ScoreMap map, final double threshold) {
    final ScoreGrid grid = map.grid();
    final float[] pixels = map.pixels();
    final byte[] above = new byte[pixels.length];
    for (int at = 0; at < above.length; at++) {
      above[at] = (byte) (pixels[at] > threshold ? 1 : 0);
    }
    final int[] labels = label(above, grid.width());
    final int regions = Arrays.stream(labels).max().orElse(0);
    final int[] patches = new int[regions + 1];
    final double[] parts = new double[regions + 1];
    final boolean adds = scores.additive().isPresent();
    final double[] contributions = adds ? scores.contributions(c) : new double[0];
    final double half = scores.patchSizeLevel0() / 2;
    for (int i = 0; i < scores.patches(); i++) {
      final int x = cell(scores.xLevel0()[i] + half - grid.x0Level0(), grid);
      final int y = cell(scores.yLevel0()[i] + half - grid.y0Level0(), grid);
      final int label = labels[y * grid.width() + x];
      patches[label]++;
      parts[label] += adds ? contributions[i] : Double.NaN;
    }
    final double[] sum = new double[regions + 1];
    final double[] max = new double[regions + 1];
    final int[] cells = new int[regions + 1];
    Arrays.fill(max, Double.NEGATIVE_INFINITY);
    for (int at = 0; at < labels.length; at++) {
      if (labels[at] > 0) {
        sum[labels[at]] += pixels[at];
        max[labels[at]] = Math.max(max[labels[at]], pixels[at]);
        cells[labels[at]]++;
      }
    }
    final List<Region> all = new ArrayList<>();
    for (final io.github.attrimil.geometry.Region outline :
        PixelOutlines.of(above, grid.width(), grid.height())) {
      final int label = labels[insideOf(outline.outer(), grid.width())];
      all.add(
          new Region(
              outline.rings().stream().map(r -> level0(r, grid)).toList(),
              cells[label] * grid.cellLevel0() * grid.cellLevel0(),
              patches[label],
              sum[label] / cells[label],
              max[label],
              parts[label]));
    }
    return all;
  }

  private static int cell(final double level0, final ScoreGrid grid) {
    return (int) Math.floor(level0 / grid.cellLevel0());
  }

  /** 1, 2, ... for the 4-connected components, 0 elsewhere. */
  private static int[] label(final byte[] mask, final int width) {
    final int[] labels = new int[mask.length];
    final ArrayDeque<Integer> open = new ArrayDeque<>();
    int last = 0;
    for (int start = 0; start < mask.length; start++) {
      if (mask[start] == 0 || labels[start] != 0) {
        continue;
      }
      labels[start] = ++last;
      open.push(start);
      while (!open.isEmpty()) {
        final int at = open.pop();
        final int x = at % width;
        final int[] beside = {
          x > 0 ? at - 1 : at, x < width - 1 ? at + 1 : at, at - width, at + width
        };
        for (final int next : beside) {
          if (next >= 0 && next < mask.length && mask[next] != 0 && labels[next] == 0) {
            labels[next] = last;
            open.push(next);
          }
        }
      }
    }
    return labels;
  }

  /** The cell right below the leftmost of an outline's uppermost corners. */
  private static int insideOf(final Polygon ring, final int width) {
    int first = 0;
    for (int i = 1; i < ring.size(); i++) {
      if (ring.y()[i] < ring.y()[first]
          || ring.y()[i] == ring.y()[first] && ring.x()[i] < ring.x()[first]) {
        first = i;
      }
    }
    return (int) ring.y()[first] * width + (int) ring.x()[first];
  }

  private static Polygon level0(final Polygon ring, final ScoreGrid grid) {
    return new Polygon(
        Arrays.stream(ring.x()).map(v -> grid.x0Level0() + v * grid.cellLevel0()).toArray(),
        Arrays.stream(ring.y()).map(v -> grid.y0Level0() + v * grid.cellLevel0()).toArray());
  }

  private static Double squareMillimeters(final PatchScores scores, final Region region) {
    return scores.calibrated() ? region.areaLevel0() * scores.mppX() * scores.mppY() * 1e-6 : null;
  }

  /**
   * Writes regions as CSV, one row each: {@code region,class,patches,area_mm2,mean,max,
   * contribution,xLevel0,yLevel0,widthLevel0,heightLevel0}. The area is empty where the pixel size
   * is not known.
   *
   * @param target the file to write
   * @param scores the patches
   * @param regions the regions of each class
   */
  public static void writeTable(
      final Path target, final PatchScores scores, final List<List<Region>> regions) {
    final CsvTable table =
        CsvTable.of(
            "region",
            "class",
            "patches",
            "area_mm2",
            "mean",
            "max",
            "contribution",
            "xLevel0",
            "yLevel0",
            "widthLevel0",
            "heightLevel0");
    for (int c = 0; c < regions.size(); c++) {
      int number = 0;
      for (final Region r : regions.get(c)) {
        final Polygon.Bounds b = r.bounds();
        table.add(
            ++number,
            scores.mapName(c),
            r.patches(),
            squareMillimeters(scores, r),
            r.mean(),
            r.max(),
            Double.isNaN(r.contribution()) ? null : r.contribution(),
            b.left(),
            b.top(),
            b.width(),
            b.height());
      }
    }
    table.write(target);
  }

  /**
   * Writes regions as annotations for QuPath, classified by their class.
   *
   * @param target the file to write
   * @param scores the patches
   * @param regions the regions of each class
   */
  public static void writeGeoJson(
      final Path target, final PatchScores scores, final List<List<Region>> regions) {
    final List<GeoJson.Feature> features = new ArrayList<>();
    final String value = scores.meaning().measurement();
    for (int c = 0; c < regions.size(); c++) {
      int number = 0;
      for (final Region r : regions.get(c)) {
        final Map<String, Number> measured = new LinkedHashMap<>();
        measured.put("region", ++number);
        measured.put("patches", r.patches());
        final Double area = squareMillimeters(scores, r);
        if (area != null) {
          measured.put("area mm2", area);
        }
        measured.put("mean " + value, r.mean());
        measured.put("max " + value, r.max());
        if (!Double.isNaN(r.contribution())) {
          measured.put("contribution", r.contribution());
        }
        final String name = scores.mapName(c);
        final String key = scores.slideId() + "\n" + scores.model().name() + "\n" + name + number;
        features.add(
            new GeoJson.Feature(
                UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8)),
                "annotation",
                new io.github.attrimil.geometry.Region(name, r.rings()),
                measured));
      }
    }
    GeoJson.write(target, features.iterator());
  }
}
