package io.github.attrimil.command.options;

import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.project.SlideColumns;
import java.util.List;
import java.util.Map;

/** Options for tables of slides whose columns have other names than the official ones. */
public final class ColumnOptions {

  /** The column of patients. */
  public static final Option<String> CASE =
      Option.text(
          "casecolumn",
          "Patient column (empty: case_id)",
          "Column of the table that holds the patient. Empty: case_id, in any case and spacing.",
          "");

  /** The column of slides. */
  public static final Option<String> SLIDE =
      Option.text(
          "slidecolumn",
          "Slide column (empty: slide_id)",
          "Column of the table that holds the slide. Empty: slide_id, in any case and spacing.",
          "");

  /** The column of labels. */
  public static final Option<String> LABEL =
      Option.text(
          "labelcolumn",
          "Label column (empty: label)",
          "Column of the table that holds the class. Empty: label, in any case and spacing.",
          "");

  /** All of them. */
  public static final List<Option<?>> LIST = List.of(CASE, SLIDE, LABEL);

  private ColumnOptions() {}

  /**
   * @param given values of {@link #LIST}
   * @return which columns hold what
   */
  public static SlideColumns columns(final Options given) {
    return new SlideColumns(
        Map.of(
            SlideColumns.CASE,
            given.get(CASE),
            SlideColumns.SLIDE,
            given.get(SLIDE),
            SlideColumns.LABEL,
            given.get(LABEL)));
  }
}
