package io.github.attrimil.explain.map;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.explain.PatchScores;
import io.github.attrimil.format.table.CsvTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A reader's reviews of a slide's patches: {@code review.csv} beside the maps, with the columns
 * {@code xLevel0,yLevel0,review,note}, one row per patch that was judged. Patches are known by
 * their place, so that a review outlives a new model and new patching; rows whose place has no
 * patch now are kept. Each change is written at once, whole or not at all.
 */
public final class PatchReviews {

  /** A reader's judgment of the map at a patch. */
  public enum Verdict {
    /** Not judged. */
    NONE,
    /** The map is right. */
    ACCEPTED,
    /** The map is wrong. */
    REJECTED;

    public String text() {
      return this == NONE ? "" : name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A patch's review.
   *
   * @param verdict the judgment
   * @param note any text, one line
   */
  public record Review(Verdict verdict, String note) {

    /** A patch without a review. */
    public static final Review NONE = new Review(Verdict.NONE, "");

    /** Makes the note one line of bounded length. */
    public Review {
      note = note.replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ").strip();
      note = note.length() > LONGEST_NOTE ? note.substring(0, LONGEST_NOTE) : note;
    }
  }

  private record Place(long xLevel0, long yLevel0) {}

  private static final int LONGEST_NOTE = 1000;

  private final Path file;
  private final PatchScores scores;
  private final Map<Place, Integer> patches = new LinkedHashMap<>();
  private final Map<Place, Review> reviews = new LinkedHashMap<>();

  private PatchReviews(final Path file, final PatchScores scores) {
    this.file = file;
    this.scores = scores;
    for (int i = 0; i < scores.patches(); i++) {
      patches.putIfAbsent(place(i), i);
    }
  }

  /**
   * Reads the reviews of a slide.
   *
   * @param folder the slide's maps
   * @param scores the patches
   * @return what review.csv holds, nothing where there is none
   * @throws AttriMilException when the file is there but is no table of reviews
   */
  public static PatchReviews in(final Path folder, final PatchScores scores) {
    final PatchReviews all = new PatchReviews(folder.resolve("review.csv"), scores);
    if (Files.exists(all.file)) {
      all.read();
    }
    return all;
  }

  private void read() {
    final CsvTable table = CsvTable.read(file).require("xLevel0", "yLevel0", "review", "note");
    for (int row = 0; row < table.rows(); row++) {
      final Place place = new Place(table.integer(row, "xLevel0"), table.integer(row, "yLevel0"));
      reviews.put(place, new Review(verdict(table, row), table.find(row, "note").orElse("")));
    }
  }

  private static Verdict verdict(final CsvTable table, final int row) {
    final String text = table.find(row, "review").orElse("").strip();
    for (final Verdict verdict : Verdict.values()) {
      if (verdict.text().equalsIgnoreCase(text)) {
        return verdict;
      }
    }
    throw new AttriMilException(
        table.where(row, "review") + " is '" + text + "': write accepted, rejected or nothing");
  }

  /**
   * @param i patch
   * @return its review
   */
  public Review of(final int i) {
    return reviews.getOrDefault(place(i), Review.NONE);
  }

  /**
   * @return the patches with a verdict or a note, in their order
   */
  public Set<Integer> reviewed() {
    final Set<Integer> all = new TreeSet<>();
    for (final Place place : reviews.keySet()) {
      if (patches.containsKey(place)) {
        all.add(patches.get(place));
      }
    }
    return all;
  }

  /**
   * Changes a review and writes the file.
   *
   * @param i patch
   * @param review its review
   * @throws AttriMilException when the file cannot be written; then nothing has changed
   */
  public void set(final int i, final Review review) {
    final Map<Place, Review> changed = new LinkedHashMap<>(reviews);
    if (review.equals(Review.NONE)) {
      changed.remove(place(i));
    } else {
      changed.put(place(i), review);
    }
    write(changed);
    reviews.clear();
    reviews.putAll(changed);
  }

  private void write(final Map<Place, Review> changed) {
    final CsvTable table = CsvTable.of("xLevel0", "yLevel0", "review", "note");
    final List<Place> places = new ArrayList<>(changed.keySet());
    for (final Place place : places) {
      final Review review = changed.get(place);
      table.add(place.xLevel0(), place.yLevel0(), review.verdict().text(), review.note());
    }
    table.write(file);
  }

  private Place place(final int i) {
    return new Place(scores.xLevel0()[i], scores.yLevel0()[i]);
  }
}
