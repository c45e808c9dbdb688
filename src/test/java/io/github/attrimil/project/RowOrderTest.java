package io.github.attrimil.project;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowOrderTest {

  /** What is noted, the slides of a run, and the order then, a letter each. */
  @ParameterizedTest
  @CsvSource({
    "'', abc, abc",
    "abc, abc, abc",
    // Killed with several at once.
    "bc, abcd, abcd",
    "bd, abcde, abcde",
    "a, abc, abc",
    // A user's order, and slides of another run, stay.
    "ca, abc, cab",
    "xy, abc, xyabc",
    "xb, abc, xabc"
  })
  void aSlideStandsBesideItsNeighbors(
      final String noted, final String slides, final String expected) {
    final Map<String, Map<String, String>> rows = new LinkedHashMap<>();
    noted.chars().forEach(c -> rows.put(Character.toString(c), Map.of("status", "done")));
    final Map<String, Map<String, String>> all = RowOrder.with(List.of(slides.split("")), rows);
    assertEquals(expected, String.join("", all.keySet()));
    rows.forEach((slide, row) -> assertEquals(row, all.get(slide)));
  }
}
