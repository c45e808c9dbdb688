package io.github.attrimil.project;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Places of slides among the rows of the process list. A slide without a row stands after the slide
 * before it, or before the one after it, where these have rows: a run that was killed with several
 * slides at once may have noted any of them. Where none has, it stands at the end.
 */
final class RowOrder {

  private RowOrder() {}

  /**
   * @param slides slide ids, in order
   * @param rows rows by slide id, which keep their order
   * @return the same rows, and an empty one for each of the slides that has none
   */
  static Map<String, Map<String, String>> with(
      final List<String> slides, final Map<String, Map<String, String>> rows) {
    final Map<String, List<String>> after = new HashMap<>();
    final List<String> lead = new ArrayList<>();
    String first = "";
    String known = "";
    for (final String slide : slides) {
      if (rows.containsKey(slide)) {
        first = first.isEmpty() ? slide : first;
        known = slide;
      } else if (known.isEmpty()) {
        lead.add(slide);
      } else {
        after.computeIfAbsent(known, s -> new ArrayList<>()).add(slide);
      }
    }
    final Map<String, Map<String, String>> all = new LinkedHashMap<>();
    for (final Map.Entry<String, Map<String, String>> row : rows.entrySet()) {
      if (row.getKey().equals(first)) {
        lead.forEach(slide -> all.put(slide, new LinkedHashMap<>()));
      }
      all.put(row.getKey(), row.getValue());
      after
          .getOrDefault(row.getKey(), List.of())
          .forEach(slide -> all.put(slide, new LinkedHashMap<>()));
    }
    if (first.isEmpty()) {
      lead.forEach(slide -> all.put(slide, new LinkedHashMap<>()));
    }
    return all;
  }
}
