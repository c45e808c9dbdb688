package io.github.attrimil.explain.map;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.FileFailure;
import io.github.attrimil.core.FileNames;
import io.github.attrimil.core.Job;
import io.github.attrimil.explain.Drawing;
import io.github.attrimil.explain.MapValues;
import io.github.attrimil.explain.Overview;
import io.github.attrimil.explain.PatchImages;
import io.github.attrimil.explain.PatchScores;
import io.github.attrimil.explain.PatchTable;
import io.github.attrimil.explain.ScoreColors;
import io.github.attrimil.explain.ScoreGrid;
import io.github.attrimil.explain.ScoreMap;
import io.github.attrimil.explain.ScoreRegions;
import io.github.attrimil.explain.picture.Fonts;
import io.github.attrimil.explain.picture.OverlayPicture;
import io.github.attrimil.explain.picture.OverlayPyramid;
import io.github.attrimil.explain.picture.ScoreImage;
import io.github.attrimil.explain.picture.ScoreTiff;
import io.github.attrimil.format.image.PngFile;
import io.github.attrimil.format.regions.GeoJson;
import io.github.attrimil.geometry.Region;
import io.github.attrimil.mil.PatchMeaning;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Writes what a map is kept as, in one folder per slide:
 *
 * <pre>
 * scores.csv             one row per patch, see {@link PatchTable}
 * identity.csv           a row a class: contributions + bias = logit, where scores add up to it
 * patches.geojson        the patches as QuPath detections with their values as measurements
 * regions.csv            where a class's score is above a threshold: area, mean, maximum, patches
 * regions.geojson        the same as QuPath annotations
 * score_CLASS.tif        signed scores, 32-bit float, see {@link ScoreImage}; patchlogit_CLASS.tif,
 * contextlogit_CLASS.tif or share_CLASS.tif where the model gives those
 * overlay_CLASS.png      the map over the slide, with its legend
 * overlay_CLASS.ome.tif  the map's colors as a pyramid that lies on the slide
 * gallery_CLASS.png      the patches that support the class most, and those that oppose it most;
 * of attention those with most
 * top/CLASS_01.png       the first of these one by one at their own size
 * bottom/CLASS_01.png    the second
 * </pre>
 *
 * <p>Where one attention serves all classes, there is one of each, with "attention" for CLASS.
 *
 * <p>A map that is drawn otherwise is written as well, under names that show it: {@code
 * percentile_CLASS.tif}, {@code overlay_CLASS_percentile_smooth2.png}.
 */
public final class MapFiles {

  /** Files of maps; those of older runs are deleted when they were not written again. */
  private static final String MAPS =
      Arrays.stream(PatchMeaning.values())
              .map(meaning -> meaning.words().name() + "_*.tif,")
              .distinct()
              .collect(Collectors.joining("", "{", ""))
          + "percentile_*.tif,overlay_*.png,overlay_*.ome.tif,gallery_*.png}";

  private static final String IDENTITY = "identity.csv";

  /** Side of a patch's picture where the features do not state it. */
  static final int PATCH_PX = 256;

  private static final String NUMBERED = "*_[0-9][0-9]*.png";

  /**
   * What to write.
   *
   * @param top how many patches to show for and against each class, 0 for none
   * @param drawing how maps are drawn, in addition to the model's own values
   * @param threshold above which a map's cells belong to regions
   * @param more further columns of the table by name, N values each
   */
  public record Options(int top, Drawing drawing, double threshold, Map<String, double[]> more) {

    /** Checks the threshold. */
    public Options {
      if (!Double.isFinite(threshold)) {
        throw new AttriMilException("threshold=" + threshold + " is not a number");
      }
    }

    /** No further columns. */
    public Options(final int top, final Drawing drawing, final double threshold) {
      this(top, drawing, threshold, Map.of());
    }

    /**
     * @param top how many patches to show for and against each class
     * @return the model's own values, regions above 0
     */
    public static Options of(final int top) {
      return new Options(top, Drawing.plain(), 0);
    }

    /**
     * @param columns further columns of the table by name, N values each
     * @return the same with these columns
     */
    Options with(final Map<String, double[]> columns) {
      return new Options(top, drawing, threshold, columns);
    }
  }

  private final Path folder;
  private final PatchScores scores;
  private final Overview overview;
  private final Optional<PatchImages> images;
  private final Options options;
  private final Job job;
  private final List<String> names;
  private final Set<Path> written = new HashSet<>();

  private MapFiles(
      final Path folder,
      final PatchScores scores,
      final Overview overview,
      final Optional<PatchImages> images,
      final Options options,
      final Job job) {
    this.folder = folder;
    this.scores = scores;
    this.overview = overview;
    this.images = images;
    this.options = options;
    this.job = job;
    this.names = FileNames.safe(scores.mapNames());
  }

  /**
   * Writes all files, replacing older ones.
   *
   * @param folder the slide's folder, made when it is missing
   * @param scores the patches
   * @param overview the slide
   * @param images reads patches; without, no patches are shown
   * @param options what to write
   * @param job warned of patches that cannot be read; asked whether to stop
   * @throws AttriMilException when a file cannot be written
   */
  public static void write(
      final Path folder,
      final PatchScores scores,
      final Overview overview,
      final Optional<PatchImages> images,
      final Options options,
      final Job job) {
    new MapFiles(folder, scores, overview, images, options, job).write();
  }

  private void write() {
    if (!Fonts.available()) {
      job.warn("Pictures have no legend: this system has no fonts. Install fontconfig and a font.");
    }
    if (scores.additive().isPresent()) {
      PatchTable.writeIdentity(add(IDENTITY), scores);
    }
    job.checkCanceled();
    GeoJson.write(folder.resolve("patches.geojson"), detections(scores));
    final ScoreGrid grid = ScoreGrid.of(scores);
    final Optional<PatchPictures> pictures =
        images
            .filter(any -> options.top() > 0)
            .map(i -> new PatchPictures(scores, names, i, options.top(), this::add, job));
    final List<List<ScoreRegions.Region>> regions = new ArrayList<>();
    for (int c = 0; c < names.size(); c++) {
      job.checkCanceled();
      final ScoreMap plain = writeMap(c, grid, Drawing.plain());
      // Attention above 0 is no region: every patch has some.
      regions.add(
          scores.meaning().signed() || options.threshold() > 0
              ? ScoreRegions.of(scores, c, plain, options.threshold())
              : List.of());
      final Drawing drawing = options.drawing().on(scores);
      if (!drawing.equals(Drawing.plain())) {
        writeMap(c, grid, drawing);
      }
      if (pictures.isPresent()) {
        pictures.get().write(c);
      }
    }
    ScoreRegions.writeTable(folder.resolve("regions.csv"), scores, regions);
    ScoreRegions.writeGeoJson(folder.resolve("regions.geojson"), scores, regions);
    deleteOthers(folder, IDENTITY);
    deleteOthers(folder, MAPS);
    deleteOthers(folder.resolve("top"), NUMBERED);
    deleteOthers(folder.resolve("bottom"), NUMBERED);
    // Last: where it is, all is there.
    new PatchTable(scores).write(folder.resolve("scores.csv"), options.more());
  }

  private ScoreMap writeMap(final int c, final ScoreGrid grid, final Drawing drawing) {
    final MapValues values = drawing.values(scores, c);
    final ScoreMap map = drawing.map(scores, grid, values);
    final ScoreColors colors = values.colors();
    final String name = names.get(c) + drawing.suffix();
    final String overlay =
        "overlay_"
            + names.get(c)
            + (drawing.display() == Drawing.Display.SCORE ? "" : "_" + values.name())
            + drawing.suffix();
    ScoreTiff.write(
        add(values.name() + "_" + name + ".tif"), ScoreImage.of(scores, c, drawing, map, colors));
    PngFile.write(
        add(overlay + ".png"), OverlayPicture.draw(scores, c, drawing, map, colors, overview));
    job.checkCanceled();
    OverlayPyramid.write(
        add(overlay + ".ome.tif"),
        scores,
        map,
        colors,
        overview,
        description(c, values, drawing, colors),
        job);
    return map;
  }

  private String description(
      final int c, final MapValues values, final Drawing drawing, final ScoreColors colors) {
    final PatchMeaning.Words words = values.words();
    return String.join(
        "; ",
        (scores.oneForAll() ? "" : "class ") + scores.mapName(c),
        words.title() + (words.note().isEmpty() ? "" : " (" + words.note() + ")"),
        "smoothing " + drawing.smoothingText(scores),
        "full color at " + colors.range() + " (" + colors.rangeNote() + ")",
        "model " + scores.model().text(),
        "slide " + scores.slideId());
  }

  private Path add(final String name) {
    final Path file = folder.resolve(name);
    written.add(file);
    return file;
  }

  private static Iterator<GeoJson.Feature> detections(final PatchScores scores) {
    final List<Map<String, IntFunction<Number>>> measurements = new ArrayList<>();
    for (int c = 0; c < scores.mapNames().size(); c++) {
      measurements.add(measurements(scores, c));
    }
    return IntStream.range(0, scores.patches())
        .mapToObj(i -> detection(scores, measurements, i))
        .iterator();
  }

  private static Map<String, IntFunction<Number>> measurements(
      final PatchScores scores, final int c) {
    final String name = scores.oneForAll() ? "" : " " + scores.mapName(c);
    final Map<String, IntFunction<Number>> of = new LinkedHashMap<>();
    final float[] shown = scores.shown(c);
    of.put(scores.meaning().measurement() + name, i -> shown[i]);
    if (scores.additive().isPresent()) {
      final double[] parts = scores.contributions(c);
      of.put("contribution" + name, i -> (float) parts[i]);
    }
    final String attention = "attention" + (scores.oneAttention() ? "" : name);
    scores.values().attention(c).ifPresent(a -> of.put(attention, i -> a[i]));
    return of;
  }

  private static GeoJson.Feature detection(
      final PatchScores scores,
      final List<Map<String, IntFunction<Number>>> ofClasses,
      final int i) {
    final Map<String, Number> measurements = new LinkedHashMap<>();
    ofClasses.forEach(of -> of.forEach((name, value) -> measurements.put(name, value.apply(i))));
    final String key = scores.slideId() + "\n" + scores.model().name() + "\n" + i;
    return new GeoJson.Feature(
        UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8)),
        "detection",
        Region.square("", scores.xLevel0()[i], scores.yLevel0()[i], scores.patchSizeLevel0()),
        measurements);
  }

  // Else a run with fewer patches would leave those of an older one beside its own.
  private void deleteOthers(final Path in, final String pattern) {
    if (!Files.isDirectory(in)) {
      return;
    }
    try (DirectoryStream<Path> found = Files.newDirectoryStream(in, pattern)) {
      for (final Path file : found) {
        if (!written.contains(file)) {
          Files.delete(file);
        }
      }
    } catch (final IOException e) {
      throw FileFailure.of("remove", in, e);
    }
  }
}
