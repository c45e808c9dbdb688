package io.github.attrimil.map;

import io.github.attrimil.file.FileNames;
import io.github.attrimil.file.GeoJson;
import io.github.attrimil.file.PngFile;
import io.github.attrimil.job.AttriMilException;
import io.github.attrimil.job.Job;
import io.github.attrimil.slide.RgbImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * Writes what a map is kept as, in one folder per slide:
 *
 * <pre>
 * scores.csv           a row a patch, see {@link PatchTable}
 * patches.geojson      the patches as QuPath detections with their values as measurements
 * score_CLASS.tif      signed scores, 32-bit float, see {@link ScoreImage}
 * overlay_CLASS.png    the map over the slide, with its legend
 * gallery_CLASS.png    the patches that support the class most, with their scores
 * top/CLASS_01.png     the same one by one at their own size
 * </pre>
 */
public final class MapFiles {

  private MapFiles() {}

  /**
   * Writes all files, replacing older ones.
   *
   * @param folder the slide's folder, made when it is missing
   * @param scores the patches
   * @param overview the slide
   * @param images reads patches; not asked when top is 0
   * @param top how many patches to show for each class, 0 for none
   * @param job told about patches that cannot be read; asked whether to stop
   * @throws AttriMilException when a file cannot be written
   */
  public static void write(
      final Path folder,
      final PatchScores scores,
      final Overview overview,
      final PatchImages images,
      final int top,
      final Job job) {
    PatchTable.write(folder.resolve("scores.csv"), scores);
    job.checkCanceled();
    GeoJson.write(folder.resolve("patches.geojson"), detections(scores));
    final ScoreGrid grid = ScoreGrid.of(scores);
    final List<String> names = FileNames.safe(scores.classNames());
    if (!Fonts.available()) {
      job.warn("Pictures have no legend: this system has no fonts. Install fontconfig and a font.");
    }
    deleteOld(folder, "gallery_*.png");
    deleteOld(folder.resolve("top"), "*_[0-9][0-9]*.png");
    for (int c = 0; c < scores.classes(); c++) {
      job.checkCanceled();
      final String name = names.get(c);
      final ScoreMap map = ScoreMap.of(scores, grid, scores.score()[c]);
      final ScoreColors colors = ScoreColors.of(scores.score()[c]);
      ScoreTiff.write(
          folder.resolve("score_" + name + ".tif"), ScoreImage.of(scores, c, map, colors));
      PngFile.write(
          folder.resolve("overlay_" + name + ".png"),
          OverlayPicture.draw(scores, c, map, colors, overview));
      if (top > 0) {
        writeTop(folder, name, scores, c, images, top, job);
      }
    }
  }

  private static Iterator<GeoJson.Feature> detections(final PatchScores scores) {
    final double[][] parts = new double[scores.classes()][];
    for (int c = 0; c < parts.length; c++) {
      parts[c] = scores.contributions(c);
    }
    return IntStream.range(0, scores.patches())
        .mapToObj(i -> detection(scores, parts, i))
        .iterator();
  }

  private static GeoJson.Feature detection(
      final PatchScores scores, final double[][] parts, final int i) {
    final Map<String, Number> measurements = new LinkedHashMap<>();
    for (int c = 0; c < scores.classes(); c++) {
      final String name = scores.classNames().get(c);
      measurements.put("score " + name, scores.score()[c][i]);
      measurements.put("contribution " + name, (float) parts[c][i]);
      measurements.put("attention " + name, scores.attention()[c][i]);
    }
    final String key = scores.slideId() + "\n" + scores.modelName() + "\n" + i;
    return new GeoJson.Feature(
        UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8)),
        "detection",
        GeoJson.Region.square(
            "", scores.xLevel0()[i], scores.yLevel0()[i], scores.patchSizeLevel0()),
        measurements);
  }

  private static void writeTop(
      final Path folder,
      final String name,
      final PatchScores scores,
      final int c,
      final PatchImages images,
      final int top,
      final Job job) {
    final List<RgbImage> shown = new ArrayList<>();
    final List<String> captions = new ArrayList<>();
    int rank = 0;
    for (final int i : TopPatches.of(scores, c, top)) {
      rank++;
      job.checkCanceled();
      try {
        final RgbImage image = images.patch(i);
        PngFile.write(
            folder.resolve("top").resolve(String.format(Locale.ROOT, "%s_%02d.png", name, rank)),
            PngFile.rgb(image.width(), image.height(), image.rgb()));
        shown.add(image);
        captions.add(
            String.format(Locale.ROOT, "%d. score %+.3g, patch %d", rank, scores.score()[c][i], i));
      } catch (final AttriMilException e) {
        job.warn(
            "Patch " + i + " of slide '" + scores.slideId() + "' is not shown: " + e.getMessage());
      }
    }
    if (!shown.isEmpty()) {
      PngFile.write(folder.resolve("gallery_" + name + ".png"), Gallery.draw(shown, captions));
    }
  }

  // Else a run with fewer patches would leave those of an older one beside its own.
  private static void deleteOld(final Path folder, final String names) {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (DirectoryStream<Path> old = Files.newDirectoryStream(folder, names)) {
      for (final Path file : old) {
        Files.delete(file);
      }
    } catch (final IOException e) {
      throw new AttriMilException("Cannot delete old files in " + folder + ": " + e, e);
    }
  }
}
