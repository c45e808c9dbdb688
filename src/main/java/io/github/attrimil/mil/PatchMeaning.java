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
      new Words(
          "score", "attribute score per patch", "score", "supports", "neutral", "opposes", "")),

  /** The same where a patch's score depends on the other patches too. */
  CONTEXT_SCORE(
      "score",
      "score",
      new Words(
          "score",
          "attribute score per patch, in context",
          "score",
          "supports",
          "neutral",
          "opposes",
          "each patch scored together with the others")),

  /**
   * Signed scores of a kind without attributes of its own: each patch's part of the logit, but for
   * the slide's sum of exp(attention), by which all are divided.
   */
  CONTRIBUTION(
      "score",
      "score",
      new Words(
          "score",
          "contribution per patch, unnormalized",
          "contribution",
          "supports",
          "neutral",
          "opposes",
          "divided by the slide's sum of exp(attention), they add up to the logit")),

  /**
   * Each patch's own logit: signed, but no share of the slide's, which may be their mean, their
   * maximum or something else.
   */
  PATCH_LOGIT(
      "patchLogit",
      "patch logit",
      new Words(
          "patchlogit",
          "patch's own logit",
          "logit",
          "supports",
          "neutral",
          "opposes",
          "each patch classified on its own; not a share of the slide's logit")),

  /**
   * A patch's logit as the network sees it among the other patches: signed, and neither the patch's
   * alone nor a share of the slide's.
   */
  CONTEXT_LOGIT(
      "contextLogit",
      "patch logit in context",
      new Words(
          "contextlogit",
          "patch's logit in context",
          "logit",
          "supports",
          "neutral",
          "opposes",
          "each patch classified together with the others; not a share of the slide's logit")),

  /** Shares of attention: where the model looked, which is neither for nor against a class. */
  ATTENTION(
      "share",
      "attention share",
      new Words(
          "share",
          "share of attention per patch, not contribution",
          "share of attention",
          "attended most",
          "not attended",
          "",
          "where the model looked; neither for nor against a class"));

  /**
   * Words for one kind of value.
   *
   * @param name a single lower-case word, for file names and menus
   * @param title what a value is, for legends
   * @param unit of the values, for files
   * @param most what a value at the upper end means
   * @param zero what 0 means
   * @param least what a value at the lower end means; empty where no value is below 0
   * @param note a further note for the reader, or empty
   */
  public record Words(
      String name, String title, String unit, String most, String zero, String least, String note) {

    /**
     * @param more a further note
     * @return the same words with it
     */
    public Words with(final String more) {
      final String both = note.isEmpty() ? more : note + "; " + more;
      return new Words(name, title, unit, most, zero, least, both);
    }

    /**
     * @return whether there are values below 0
     */
    public boolean signed() {
      return !least.isEmpty();
    }
  }

  private final String column;
  private final String measurement;
  private final Words words;

  PatchMeaning(final String column, final String measurement, final Words words) {
    this.column = column;
    this.measurement = measurement;
    this.words = words;
  }

  /**
   * @return the name of its columns in tables, before {@code _CLASS}
   */
  public String column() {
    return column;
  }

  /**
   * @return the name of its measurements in GeoJSON, before the class
   */
  public String measurement() {
    return measurement;
  }

  /**
   * @return the words of legends and files
   */
  public Words words() {
    return words;
  }

  /**
   * @return whether values below 0 oppose a class and values above 0 support it
   */
  public boolean signed() {
    return words.signed();
  }
}
