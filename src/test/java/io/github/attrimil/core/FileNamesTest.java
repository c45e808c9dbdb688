package io.github.attrimil.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileNamesTest {

  @ParameterizedTest
  @CsvSource({
    "tumor, tumor",
    "TCGA-05-4244.svs_1, TCGA-05-4244.svs_1",
    "in situ / invasive, in_situ_invasive",
    "Karzinom Größe, Karzinom_Größe",
    "con, _con",
    "NUL.txt, _NUL.txt",
    "ends., ends_"
  })
  void namesBecomeFileNames(final String name, final String expected) {
    assertEquals(expected, FileNames.safe(name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"..", "../../etc/passwd", "/etc", "..\\x", "C:\\x", ".hidden", "", "a\0b"})
  void noNameLeavesItsFolder(final String name) {
    final Path folder = Path.of("maps").toAbsolutePath();
    final Path file = folder.resolve(FileNames.safe(name)).normalize();
    assertEquals(folder, file.getParent());
    assertTrue(!file.getFileName().toString().startsWith("."));
  }

  @Test
  void longNamesAreCut() {
    assertEquals(100, FileNames.safe("x".repeat(5000)).length());
  }

  @Test
  void differentNamesStayDifferent() {
    assertEquals(
        List.of("a_b", "a_b-2", "A_B-3", "c"), FileNames.safe(List.of("a/b", "a b", "A_B", "c")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "..",
        "a/b",
        "a\\b",
        ".hidden",
        "",
        " a",
        "a ",
        "a\nb",
        "con",
        "NUL.svs",
        "=1+1",
        "@SUM(A1)",
        "-2+3+cmd!A0",
        "+f(1)"
      })
  void whatIsNoSafeNameIsRefused(final String name) {
    final AttriMilException e =
        assertThrows(AttriMilException.class, () -> FileNames.checkPlain(name));
    assertTrue(e.getMessage().contains("rename it"), e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"slide 1", "TCGA-05.svs", "S+E", "-1", "+", "größe", "スライド", "contour"})
  void usualNamesAreNoFormulas(final String name) {
    assertEquals(name, FileNames.checkPlain(name));
  }
}
