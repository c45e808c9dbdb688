package io.github.attrimil.mil;

/**
 * What the values of patches mean, in the words that legends, tables and files use. Every other
 * class takes the words from here, so that a value is never called more than it is.
 */
public enum PatchMeaning {

  /** Signed scores whose contributions and the bias add up to the slide's logit. */
  SCORE(
      "score",
      "score",
      "attribute score per patch",
      "score",
      new Ends("supports", "neutral", "opposes"),
      ""),

  /** Each patch's own logit: signed, but without a sum that is the slide's. */
  PATCH_LOGIT(
      "patchlogit",
      "patchLogit",
      "patch's own logit",
      "logit",
      new Ends("supports", "neutral", "opposes"),
      "each patch classified on its own; does not add up to the slide's logit"),

  /** Shares of attention: where the model looked, which is neither for nor against a class. */
  ATTENTION(
      "attention",
      "share",
      "attention per patch, not contribution",
      "share of attention",
      new Ends("attended most", "not attended", ""),
      "where the model looked; neither for nor against the class");

  /** What the ends of the range and 0 mean; {@code least} is empty where no value is below 0. */
  private record Ends(String most, String zero, String least) {}

  private final String label;
  private final String column;
  private final String title;
  private final String unit;
  private final Ends ends;
  private final String note;

  PatchMeaning(
      final String label,
      final String column,
      final String title,
      final String unit,
      final Ends ends,
      final String note) {
    this.label = label;
    this.column = column;
    this.title = title;
    this.unit = unit;
    this.ends = ends;
    this.note = note;
  }

  /**
   * @return a single lower-case word, for file names and menus
   */
  public String label() {
    return label;
  }

  /**
   * @return the name of its columns in tables, before {@code _CLASS}
   */
  public String column() {
    return column;
  }

  /**
   * @return a line for legends
   */
  public String title() {
    return title;
  }

  /**
   * @return the unit of the values
   */
  public String unit() {
    return unit;
  }

  /**
   * @return what the largest values mean
   */
  public String most() {
    return ends.most();
  }

  /**
   * @return what 0 means
   */
  public String zero() {
    return ends.zero();
  }

  /**
   * @return what the smallest values mean; empty where no value is below 0
   */
  public String least() {
    return ends.least();
  }

  /**
   * @return what a reader must know besides, empty for nothing
   */
  public String note() {
    return note;
  }

  /**
   * @return whether values below 0 oppose a class and values above 0 support it
   */
  public boolean signed() {
    return !ends.least().isEmpty();
  }
}
