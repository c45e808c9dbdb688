package io.github.attrimil.anonymous;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.project.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Numbers are kept, tell nothing of the order of names, and replace names in sentences. */
class NameKeyTest {

  @TempDir private Path folder;

  private NameKey key(final List<String> slides, final List<String> patients) {
    return NameKey.of(new Project(folder), slides, patients);
  }

  @Test
  void numbersStay() {
    final NameKey first = key(List.of("Müller", "Weiß, Otto"), List.of("P1"));
    final String number = first.slide("Weiß, Otto");
    final NameKey later = key(List.of("Adler", "Weiß, Otto"), List.of());
    assertEquals(number, later.slide("Weiß, Otto"));
    assertEquals("S0003", later.slide("Adler"));
    assertEquals("P0001", later.patient("P1"));
  }

  @Test
  void numbersAreNotInTheOrderOfNames() {
    final List<String> names = IntStream.range(0, 100).mapToObj(k -> "slide" + (1000 + k)).toList();
    final NameKey key = key(names, List.of());
    assertNotEquals(
        names.stream().map(key::slide).sorted().toList(), names.stream().map(key::slide).toList());
  }

  @Test
  void sentencesHoldNumbers() {
    final NameKey key = key(List.of("Müller_1", "Müller_12", "7"), List.of("K. Weiß"));
    final String one = key.slide("Müller_1");
    final String twelve = key.slide("Müller_12");
    final String seven = key.slide("7");
    assertEquals(
        "\"" + key.patient("K. Weiß") + "\" (" + twelve + " in train and " + one + " in test)",
        key.text("\"K. Weiß\" (Müller_12 in train and Müller_1 in test)"));
    assertEquals(
        "fold 7: [" + seven + ", " + one + "], \"" + seven + "\", 7 of 17",
        key.text("fold 7: [7, Müller_1], \"7\", 7 of 17"));
  }

  @Test
  void damagedKeyIsRefused() throws IOException {
    Files.writeString(
        folder.resolve("anonymous_key.csv"), "number,of,name\nS0001,slide,a\nS0001,slide,b\n");
    final AttriMilException e =
        assertThrows(AttriMilException.class, () -> key(List.of("a"), List.of()));
    assertTrue(e.getMessage().contains("line 3") && e.getMessage().contains("twice"));
  }

  @Test
  void onlyItsOwnerReadsIt() throws IOException {
    final Path file = key(List.of("a"), List.of()).file();
    if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
      assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }
  }
}
