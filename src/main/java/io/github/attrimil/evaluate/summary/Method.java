package io.github.attrimil.evaluate.summary;

/** How a 95 % confidence interval was computed. */
public enum Method {
  DELONG("DeLong"),
  NEWCOMBE("Newcombe"),
  WILSON("Wilson"),
  BOOTSTRAP("patient bootstrap"),
  NONE("");

  private final String words;

  Method(final String words) {
    this.words = words;
  }

  /**
   * @return its name in tables; empty where there is no interval
   */
  public String words() {
    return words;
  }
}
