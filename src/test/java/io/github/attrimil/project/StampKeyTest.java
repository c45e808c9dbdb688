package io.github.attrimil.project;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class StampKeyTest {

  @Test
  void textsAreFixed() {
    assertEquals(
        Map.of(
            "a", "x", "b", "3", "c", "0.5", "d", "true", "e", "fresh", "f", "p/q", "g", "[a, b]"),
        new StampKey()
            .with("a", "x")
            .with("b", 3)
            .with("c", 0.5)
            .with("d", true)
            .with("e", Stamps.State.FRESH)
            .with("f", Path.of("p", "q"))
            .with("g", List.of("a", "b"))
            .asMap());
  }

  /** No method takes any object, so that the text of a record cannot get in. */
  @Test
  void onlyTheseTypesAreTaken() {
    assertEquals(
        Set.of(
            String.class,
            long.class,
            double.class,
            boolean.class,
            Enum.class,
            Path.class,
            List.class),
        Arrays.stream(StampKey.class.getMethods())
            .filter(m -> m.getName().equals("with"))
            .map(m -> m.getParameterTypes()[1])
            .collect(Collectors.toSet()));
  }

  @Test
  void listsThatLookAlikeDiffer() {
    assertNotEquals(
        new StampKey().with("a", List.of("x, y")).asMap(),
        new StampKey().with("a", List.of("x", "y")).asMap());
  }

  @Test
  void aNameIsGivenOnce() {
    final StampKey key = new StampKey().with("a", 1);
    assertThrows(IllegalArgumentException.class, () -> key.with("a", 2));
  }
}
