package io.github.attrimil.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.command.DemoProject.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** However many slides are worked on at once, the same files come of it, byte for byte. */
class SlidesAtOnceTest {

  @TempDir Path folder;

  /** Four slides, and two between them that are none. */
  private Path slides() throws IOException {
    final Path painted = DemoProject.painted(folder).resolve("slides");
    final Path slides = Files.createDirectories(folder.resolve("slides"));
    for (final String id : List.of("demo_001", "demo_002", "demo_003", "demo_004")) {
      Files.copy(painted.resolve(id + ".ome.tif"), slides.resolve(id + ".ome.tif"));
    }
    Files.writeString(slides.resolve("demo_000.svs"), "no slide");
    Files.writeString(slides.resolve("demo_002b.svs"), "");
    return slides;
  }

  private Map<String, byte[]> made(final Path slides, final String atOnce) throws IOException {
    final Path project = folder.resolve("of-" + atOnce);
    for (final List<String> command :
        List.of(List.of("patch", "size=128"), List.of("neighbors"), List.of("features"))) {
      final List<String> more = new java.util.ArrayList<>(command.subList(1, command.size()));
      more.add("slidesatonce=" + atOnce);
      if (!command.get(0).equals("neighbors")) {
        more.add("slides=" + slides);
      }
      final Ran ran = DemoProject.run(command.get(0), project, more.toArray(String[]::new));
      // Only slides that patches were made of have neighbors.
      assertEquals(command.get(0).equals("neighbors") ? 0 : 3, ran.status(), ran.err());
    }
    return DemoProject.files(project, name -> !name.endsWith("/lock"));
  }

  private static void assertSame(final Map<String, byte[]> one, final Map<String, byte[]> other) {
    assertEquals(one.keySet(), other.keySet());
    one.forEach((name, bytes) -> assertArrayEquals(bytes, other.get(name), name));
  }

  @Test
  void patchesAndFeaturesAreTheSameAlsoWhereSomeSlidesFail() throws IOException {
    final Path slides = slides();
    final Map<String, byte[]> one = made(slides, "1");
    assertTrue(one.containsKey("features/h5_files/demo_004.h5"), one.keySet().toString());
    assertTrue(new String(one.get("process_list.csv")).contains("demo_002b.svs is empty"));
    assertSame(one, made(slides, "4"));
  }

  @Test
  void mapsAndPredictionsAreTheSame() throws IOException {
    final Path project = DemoProject.finished(folder);
    Map<String, byte[]> before = null;
    for (final String atOnce : List.of("slidesatonce=1", "slidesatonce=4")) {
      final Ran map = DemoProject.run("map", project, "redo=true", "top=3", "device=cpu", atOnce);
      assertEquals(0, map.status(), map.err());
      final Ran predict = DemoProject.run("predict", project, "device=cpu", atOnce);
      assertEquals(0, predict.status(), predict.err());
      final Map<String, byte[]> now =
          DemoProject.files(
              project, name -> name.startsWith("maps/") || name.endsWith("predictions.csv"));
      if (before != null) {
        assertSame(before, now);
      }
      before = now;
    }
    assertTrue(before.size() > 100, before.keySet().toString());
  }

  @Test
  void refusesWhatIsNoNumber() {
    final Ran ran = DemoProject.run("patch", folder.resolve("p"), "slidesatonce=0");
    assertEquals(2, ran.status());
    assertTrue(ran.err().contains("slidesatonce"), ran.err());
  }
}
