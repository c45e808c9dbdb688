package io.github.attrimil.evaluate.localize;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.FileFailure;
import io.github.attrimil.core.FileNames;
import io.github.attrimil.explain.PatchMap;
import io.github.attrimil.explain.picture.ScoreTiff;
import io.github.attrimil.format.table.CandidateFile;
import io.github.attrimil.format.table.CsvTable;
import io.github.attrimil.geometry.Neighbors;
import io.github.attrimil.geometry.PatchCoords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A folder of maps made anywhere: {@code SLIDE/scores.csv} as this package writes it, or {@code
 * SLIDE.csv} like that; {@code SLIDE.csv} with a candidate a line, probability,x,y, as the Camelyon
 * challenges take them; or {@code SLIDE.tif}, a 32-bit map with this package's calibration, or one
 * that covers the slide from its first pixel on. Values are taken as they are, higher where a
 * lesion is likelier, shares of attention too.
 */
public final class MapFolder implements MapSource {

  private static final List<String> ENDINGS = List.of(".csv", ".tif", ".tiff");

  private final Path folder;
  private final String label;
  private final double downsample;

  /**
   * @param folder the folder
   * @param label the class whose lesions are sought: its number in tables, 1 when empty
   * @param downsample level-0 pixels per pixel of images that do not state it, 0 when all do
   */
  public MapFolder(final Path folder, final String label, final double downsample) {
    if (!Files.isDirectory(folder)) {
      throw new AttriMilException(
          "maps="
              + folder
              + " is not a folder; give one with SLIDE/scores.csv, SLIDE.csv or SLIDE.tif");
    }
    this.folder = folder.toAbsolutePath().normalize();
    this.label = label;
    this.downsample = downsample;
  }

  @Override
  public String name() {
    return FileNames.safe(folder.getFileName().toString());
  }

  @Override
  public List<String> slides() {
    try (Stream<Path> entries = Files.list(folder)) {
      final List<String> slides =
          entries
              .map(
                  e ->
                      Files.exists(e.resolve("scores.csv"))
                          ? e.getFileName().toString()
                          : ofFile(e.getFileName().toString()))
              .filter(s -> !s.isEmpty() && !s.startsWith("."))
              .distinct()
              .sorted()
              .toList();
      if (slides.isEmpty()) {
        throw new AttriMilException(
            "maps=" + folder + " holds neither SLIDE/scores.csv nor SLIDE.csv nor SLIDE.tif");
      }
      return slides;
    } catch (final IOException e) {
      throw FileFailure.of("list", folder, e);
    }
  }

  private static String ofFile(final String name) {
    return ENDINGS.stream()
        .filter(e -> name.toLowerCase(Locale.ROOT).endsWith(e))
        .map(e -> name.substring(0, name.length() - e.length()))
        .findFirst()
        .orElse("");
  }

  @Override
  public Scored read(final String slide, final double mpp) {
    final Path own = folder.resolve(slide).resolve("scores.csv");
    final Path csv = Files.exists(own) ? own : folder.resolve(slide + ".csv");
    if (!Files.exists(csv)) {
      final Path tiff =
          ENDINGS.stream()
              .map(e -> folder.resolve(slide + e))
              .filter(Files::exists)
              .findFirst()
              .orElseThrow(() -> new AttriMilException(folder + " has no map of " + slide));
      final PatchMap map = ScoreTiff.read(tiff, mpp, downsample);
      return new Scored(Optional.of(map), Candidate.of(map));
    }
    if (CandidateFile.is(csv)) {
      return new Scored(
          Optional.empty(),
          CandidateFile.read(csv).stream().map(c -> new Candidate(c[0], c[1], c[2])).toList());
    }
    final PatchMap map = table(csv);
    return new Scored(Optional.of(map), Candidate.of(map));
  }

  private PatchMap table(final Path csv) {
    final CsvTable table = CsvTable.read(csv).require("xLevel0", "yLevel0");
    final String wanted = label.isBlank() ? "1" : label;
    final String column =
        Stream.of("score_" + wanted, "patchLogit_" + wanted, "share_" + wanted, "score", "share")
            .filter(table::has)
            .findFirst()
            .orElseThrow(
                () ->
                    new AttriMilException(
                        csv
                            + " has no column score_"
                            + wanted
                            + "; give label= with the number of the class"));
    final int n = table.rows();
    final double[] x = new double[n];
    final double[] y = new double[n];
    final double[] score = new double[n];
    final long[] xs = new long[n];
    final long[] ys = new long[n];
    for (int i = 0; i < n; i++) {
      x[i] = table.number(i, "xLevel0");
      y[i] = table.number(i, "yLevel0");
      score[i] = table.number(i, column);
      xs[i] = Math.round(x[i]);
      ys[i] = Math.round(y[i]);
    }
    final double size =
        n > 0 && table.has("sizeLevel0")
            ? table.number(0, "sizeLevel0")
            : Neighbors.inferStep(new PatchCoords(xs, ys))
                .orElseThrow(
                    () ->
                        new AttriMilException(
                            csv
                                + " does not state the size of patches: add a column sizeLevel0"
                                + " with it in level-0 pixels"));
    return new PatchMap(x, y, size, score);
  }
}
