package io.github.attrimil.cohort.check;

import java.util.List;
import java.util.Objects;

/**
 * One thing that was found.
 *
 * @param level how bad it is
 * @param topic what it is about
 * @param text what was found, in a sentence or two
 * @param remedy what to do, empty where nothing needs to be done
 * @param who the slides, patients or files concerned; empty where it is the whole cohort
 */
public record Finding(Level level, Topic topic, String text, String remedy, List<String> who) {

  /** How bad it is. */
  public enum Level {
    /** A later stage refuses it, or results would be wrong. */
    PROBLEM,
    /** Work is possible, and results may mislead. */
    WARNING,
    /** Good to know. */
    NOTE
  }

  /** What it is about. */
  public enum Topic {
    /** How the table was read. */
    TABLE("Table"),
    /** Classes and patients. */
    CLASSES("Classes"),
    /** Slide files. */
    SLIDES("Slides"),
    /** Feature files. */
    FEATURES("Features"),
    /** A slide under two names. */
    DUPLICATES("Duplicates"),
    /** Splits that there are or could be made. */
    SPLITS("Splits"),
    /** What goes together with the label. */
    CONFOUNDING("Confounding");

    private final String title;

    Topic(final String title) {
      this.title = title;
    }

    /**
     * @return a word for readers
     */
    public String title() {
      return title;
    }
  }

  /** Keeps a copy. */
  public Finding {
    Objects.requireNonNull(level);
    Objects.requireNonNull(topic);
    Objects.requireNonNull(text);
    who = List.copyOf(who);
  }

  static Finding problem(
      final Topic topic, final String text, final String remedy, final List<String> who) {
    return new Finding(Level.PROBLEM, topic, text, remedy, who);
  }

  static Finding warning(
      final Topic topic, final String text, final String remedy, final List<String> who) {
    return new Finding(Level.WARNING, topic, text, remedy, who);
  }

  static Finding note(
      final Topic topic, final String text, final String remedy, final List<String> who) {
    return new Finding(Level.NOTE, topic, text, remedy, who);
  }
}
