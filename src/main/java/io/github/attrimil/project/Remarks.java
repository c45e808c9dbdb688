package io.github.attrimil.project;

import java.util.List;

/**
 * What was said of an output when it was made, for runs that find it finished.
 *
 * @param remark for the process list, empty for none
 * @param warnings that were shown, in order
 */
record Remarks(String remark, List<String> warnings) {

  static final Remarks NONE = new Remarks("", List.of());

  /** Keeps a copy; notes on the disk may lack either. */
  Remarks {
    remark = remark == null ? "" : remark;
    warnings = warnings == null ? List.of() : List.copyOf(warnings);
  }
}
