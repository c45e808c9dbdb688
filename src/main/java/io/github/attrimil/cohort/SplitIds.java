package io.github.attrimil.cohort;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.FileNames;
import io.github.attrimil.format.table.CsvTable;
import java.text.Normalizer;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Finds the slide that an id in a split file means: the id itself, else the one slide whose id is
 * the same number, as where pandas made 107.0 of 107 or 7 of 007, the same file name without its
 * ending, or the same with its accents written in another way.
 */
final class SplitIds {

  /** Every plain file name is a slide. */
  static final SplitIds ANY = new SplitIds(Set.of());

  private static final Pattern NUMBER = Pattern.compile("\\d{1,30}(\\.0+)?");
  private static final Pattern ENDING = Pattern.compile("(?i)(.)\\.[a-z][a-z0-9]{1,4}$");

  private final Set<String> known;

  /** Made when the first id is not known, which is rare. */
  private Map<String, Set<String>> alike;

  /**
   * @param known slide ids; empty where any may be meant
   */
  SplitIds(final Collection<String> known) {
    this.known = new HashSet<>(known);
  }

  private Map<String, Set<String>> alike() {
    if (alike == null) {
      alike = new HashMap<>();
      for (final String id : known) {
        for (final String form : forms(id)) {
          alike.computeIfAbsent(form, f -> new TreeSet<>()).add(id);
        }
      }
    }
    return alike;
  }

  /**
   * @param table a split file
   * @param row its row, from 0
   * @param column the column
   * @param id the id there
   * @return the slide's id; where no slide is meant, the id as it is, which is missing then
   * @throws AttriMilException with line and column where the id is no file name, or two slides
   *     could be meant
   */
  String find(final CsvTable table, final int row, final String column, final String id) {
    if (known.contains(id)) {
      return id;
    }
    final Set<String> meant = new TreeSet<>();
    forms(id).forEach(form -> meant.addAll(alike().getOrDefault(form, Set.of())));
    final int place = table.columns().indexOf(column);
    if (meant.size() > 1) {
      throw new AttriMilException(
          table.where(row, place)
              + " is '"
              + CsvTable.quote(id)
              + "', which could mean the slides "
              + String.join(" and ", meant)
              + " of slides.csv; write one of them");
    }
    try {
      return meant.isEmpty() ? FileNames.checkPlain(id) : meant.iterator().next();
    } catch (final AttriMilException e) {
      throw new AttriMilException(table.where(row, place) + ": " + e.getMessage(), e);
    }
  }

  /** As others may have written an id: equal ids have a form in common. */
  private static List<String> forms(final String id) {
    if (NUMBER.matcher(id).matches()) {
      return List.of("#" + id.replaceFirst("\\..*", "").replaceFirst("^0+(?=.)", ""));
    }
    final String composed = Normalizer.normalize(id, Normalizer.Form.NFC);
    return List.of(composed, ENDING.matcher(composed).replaceFirst("$1"));
  }
}
