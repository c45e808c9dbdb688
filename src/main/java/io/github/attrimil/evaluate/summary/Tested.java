package io.github.attrimil.evaluate.summary;

import io.github.attrimil.core.FileNames;
import java.util.Locale;

/**
 * What kind of slides a model was measured on.
 *
 * @param kind how they relate to those it learned from
 * @param cohort the name of an external cohort; else empty
 */
public record Tested(Kind kind, String cohort) {

  /** How slides relate to those a model learned from. */
  public enum Kind {
    /** Held out when the model was trained. */
    TEST,
    /** Of another cohort. */
    EXTERNAL,
    /** Labeled slides that the model may have learned from: no test. */
    LABELED
  }

  /**
   * @return held-out test slides
   */
  public static Tested test() {
    return new Tested(Kind.TEST, "");
  }

  /**
   * @param cohort its name
   * @return slides of another cohort
   */
  public static Tested external(final String cohort) {
    return new Tested(Kind.EXTERNAL, cohort);
  }

  /**
   * @return labeled slides that the model may have learned from
   */
  public static Tested labeled() {
    return new Tested(Kind.LABELED, "");
  }

  /**
   * @return what columns of metrics begin with, such as "test_"
   */
  public String prefix() {
    return kind.name().toLowerCase(Locale.ROOT) + "_";
  }

  /**
   * @return what tables of a network's predictions are called, before its number: the official
   *     "fold" for test slides
   */
  public String file() {
    return kind == Kind.TEST ? "fold_" : prefix();
  }

  /**
   * @param model a model's name
   * @return the name of its results on these slides
   */
  public String results(final String model) {
    return kind == Kind.EXTERNAL ? model + "-external-" + FileNames.safe(cohort) : model;
  }

  /**
   * @return what the slides are called: "test slides", "slides of the external cohort NAME", ...
   */
  public String slides() {
    return switch (kind) {
      case TEST -> "test slides";
      case EXTERNAL -> "slides of the external cohort " + cohort;
      case LABELED -> "labeled slides (not a test: the model may have been trained on them)";
    };
  }
}
