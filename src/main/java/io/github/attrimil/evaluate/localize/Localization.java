package io.github.attrimil.evaluate.localize;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.evaluate.Interval;
import io.github.attrimil.format.table.CsvTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How well maps find annotated lesions.
 *
 * @param slides one row per slide
 * @param figures of all slides, by name, with 95 % intervals over slides; undefined ones are left
 *     out
 * @param slideCount how many slides
 */
public record Localization(List<Row> slides, Map<String, Interval> figures, int slideCount) {

  /** Patches of all slides together: area under the ROC curve. */
  public static final String PATCH_AUC = "patch_auc";

  /** The same over slides with lesions only. */
  public static final String PATCH_AUC_LESION = "patch_auc_lesion_slides";

  /** Patches of all slides together: average precision. */
  public static final String PATCH_AP = "patch_ap";

  /** The same over slides with lesions only. */
  public static final String PATCH_AP_LESION = "patch_ap_lesion_slides";

  /** Patches of all slides together: Dice. */
  public static final String DICE = "dice";

  /** The mean over slides with lesions of each slide's. */
  public static final String MEAN_AUC = "mean_patch_auc";

  /** The mean over slides with lesions of each slide's average precision. */
  public static final String MEAN_AP = "mean_patch_ap";

  /** The mean over slides with lesions of each slide's Dice. */
  public static final String MEAN_DICE = "mean_dice";

  /** Camelyon16's score. */
  public static final String FROC = "froc";

  /** The same with the lowest threshold kept. */
  public static final String FROC_ALL = "froc_all_points";

  /**
   * A slide's patches against its annotation.
   *
   * @param count how many, 0 where there are candidates only
   * @param lesion how many of them are lesion
   * @param auc area under the ROC curve
   * @param averagePrecision average precision
   * @param threshold a patch is called lesion from here on, NaN where there are no patches
   * @param dice at the threshold
   */
  public record Patches(
      int count,
      int lesion,
      OptionalDouble auc,
      OptionalDouble averagePrecision,
      double threshold,
      OptionalDouble dice) {}

  /**
   * A slide's candidates against its lesions.
   *
   * @param count how many lesions count
   * @param found how many of these hold a candidate above 0
   * @param isolated how many groups of isolated cells there are, which do not count
   * @param falsePositives candidates outside all lesions
   */
  public record Found(int count, int found, int isolated, int falsePositives) {}

  /**
   * One slide.
   *
   * @param slideId the slide
   * @param fold whose network drew, -1 where there is none
   * @param patches its patches
   * @param lesions its lesions
   */
  public record Row(String slideId, int fold, Patches patches, Found lesions) {}

  private static final String[] COLUMNS = {
    "slide_id",
    "fold",
    "patches",
    "lesion_patches",
    "patch_auc",
    "patch_ap",
    "threshold",
    "dice",
    "lesions",
    "found",
    "isolated",
    "false_positives"
  };

  /**
   * @param name a figure's name
   * @return the figure, where it is defined
   */
  public Optional<Interval> figure(final String name) {
    return Optional.ofNullable(figures.get(name));
  }

  /**
   * Writes localization.csv, one row per slide, and localization_summary.csv, one row per metric.
   *
   * @param folder results/NAME
   */
  void write(final Path folder) {
    final CsvTable summary = CsvTable.of("metric", "value", "low", "high", "slides");
    figures.forEach((name, f) -> summary.add(name, f.estimate(), f.low(), f.high(), slideCount));
    summary.write(folder.resolve("localization_summary.csv"));
    final CsvTable table = CsvTable.of(COLUMNS);
    for (final Row r : slides) {
      table.add(
          r.slideId(),
          r.fold() < 0 ? null : r.fold(),
          r.patches().count(),
          r.patches().lesion(),
          cell(r.patches().auc()),
          cell(r.patches().averagePrecision()),
          Double.isNaN(r.patches().threshold()) ? null : r.patches().threshold(),
          cell(r.patches().dice()),
          r.lesions().count(),
          r.lesions().found(),
          r.lesions().isolated(),
          r.lesions().falsePositives());
    }
    table.write(folder.resolve("localization.csv"));
  }

  /**
   * Reads what was written.
   *
   * @param folder results/NAME
   * @return the same
   */
  static Localization read(final Path folder) {
    final CsvTable summary =
        CsvTable.read(folder.resolve("localization_summary.csv"))
            .require("metric", "value", "low", "high");
    final Map<String, Interval> figures = new LinkedHashMap<>();
    for (int i = 0; i < summary.rows(); i++) {
      figures.put(
          summary.get(i, "metric"),
          new Interval(
              summary.number(i, "value"), summary.number(i, "low"), summary.number(i, "high")));
    }
    final CsvTable table = CsvTable.read(folder.resolve("localization.csv")).require(COLUMNS);
    final List<Row> rows = new ArrayList<>();
    for (int i = 0; i < table.rows(); i++) {
      rows.add(
          new Row(
              table.get(i, "slide_id"),
              table.find(i, "fold").isPresent() ? whole(table, i, "fold") : -1,
              new Patches(
                  whole(table, i, "patches"),
                  whole(table, i, "lesion_patches"),
                  number(table, i, "patch_auc"),
                  number(table, i, "patch_ap"),
                  number(table, i, "threshold").orElse(Double.NaN),
                  number(table, i, "dice")),
              new Found(
                  whole(table, i, "lesions"),
                  whole(table, i, "found"),
                  whole(table, i, "isolated"),
                  whole(table, i, "false_positives"))));
    }
    if (rows.isEmpty()) {
      throw new AttriMilException(folder.resolve("localization.csv") + " has no rows");
    }
    return new Localization(rows, figures, rows.size());
  }

  private static int whole(final CsvTable table, final int row, final String column) {
    return table.whole(row, column);
  }

  private static OptionalDouble number(final CsvTable table, final int row, final String column) {
    return table.find(row, column).isPresent()
        ? OptionalDouble.of(table.number(row, column))
        : OptionalDouble.empty();
  }

  private static Object cell(final OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }
}
