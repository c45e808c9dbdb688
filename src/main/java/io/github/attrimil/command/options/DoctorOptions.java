package io.github.attrimil.command.options;

import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Values;
import java.nio.file.Path;
import java.util.List;

/** Options of the installation check. */
public final class DoctorOptions {

  /** Whether the report goes to the clipboard. */
  public static final Option<Boolean> COPY =
      Option.flag(
          "copy",
          "Copy report",
          "Copies the report to the clipboard as plain text for a forum post, without"
              + " user names and home folders.",
          false);

  /** A file for the report. */
  public static final Option<Path> REPORT =
      Option.path(
          "report",
          "Save report as (optional)",
          "Text file to write the report to. Empty: none.",
          Values.Files.SAVED_TEXT);

  private DoctorOptions() {}

  /**
   * @return all of them
   */
  public static List<Option<?>> all() {
    return List.of(CommonOptions.DEVICE, COPY, REPORT);
  }
}
