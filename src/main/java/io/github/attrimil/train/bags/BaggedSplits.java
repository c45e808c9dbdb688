package io.github.attrimil.train.bags;

import io.github.attrimil.cohort.Bagging;
import io.github.attrimil.cohort.Cohort;
import io.github.attrimil.cohort.Split;
import io.github.attrimil.core.AttriMilException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Splits of slides as splits of bags.
 *
 * @param units the bags of the training and validation parts by their ids
 * @param splits a split of bag ids a fold, without test parts
 */
public record BaggedSplits(Map<String, Bagging.Unit> units, List<Split> splits) {

  /**
   * @param cohort whose patients are known
   * @param bagging what a bag is
   * @param splits of slides, a fold each
   * @return splits of bags
   * @throws AttriMilException when a patient's slides are in two parts of a split, or in one fold
   *     others than in another
   */
  public static BaggedSplits of(
      final Cohort cohort, final Bagging bagging, final List<Split> splits) {
    final Map<String, Bagging.Unit> units = new TreeMap<>();
    final List<Split> bagged = new ArrayList<>();
    for (int k = 0; k < splits.size(); k++) {
      final Split split = splits.get(k);
      final Map<String, String> partOf = new HashMap<>();
      final List<String> train = new ArrayList<>();
      final List<String> val = new ArrayList<>();
      final Map<String, List<String>> parts =
          Map.of("train", split.train(), "val", split.val(), "test", split.test());
      for (final String part : List.of("train", "val", "test")) {
        for (final Bagging.Unit unit : bagging.units(cohort, parts.get(part))) {
          final String other = partOf.put(unit.id(), part);
          if (other != null) {
            throw new AttriMilException(
                String.format(
                    Locale.ROOT,
                    "splits_%d.csv has slides of the patient \"%s\" in %s and in %s; with"
                        + " bag=patient they are one bag: move them into one part, or use"
                        + " bag=slide",
                    k,
                    unit.id(),
                    other,
                    part));
          }
          if (part.equals("test")) {
            continue;
          }
          requireSame(units.putIfAbsent(unit.id(), unit), unit);
          (part.equals("train") ? train : val).add(unit.id());
        }
      }
      bagged.add(new Split(train, val, List.of()));
    }
    return new BaggedSplits(units, bagged);
  }

  private static void requireSame(final Bagging.Unit known, final Bagging.Unit unit) {
    if (known != null && !known.equals(unit)) {
      throw new AttriMilException(
          String.format(
              Locale.ROOT,
              "The patient \"%s\" has the slides %s in one fold and %s in another; list all of"
                  + " them in every split, or use bag=slide",
              unit.id(),
              known.slides(),
              unit.slides()));
    }
  }
}
