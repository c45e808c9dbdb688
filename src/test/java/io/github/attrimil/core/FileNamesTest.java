package io.github.attrimil.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
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
    // Three bytes a character, and four for those outside of the first plane.
    assertEquals("語".repeat(33), FileNames.safe("語".repeat(5000)));
    assertEquals("𠮷".repeat(25), FileNames.safe("𠮷".repeat(5000)));
  }

  @Test
  void differentNamesStayDifferent() {
    assertEquals(
        List.of("a_b", "a_b-2", "A_B-3", "c"), FileNames.safe(List.of("a/b", "a b", "A_B", "c")));
    assertEquals(
        List.of("caf\u00e9", "cafe\u0301-2"), FileNames.safe(List.of("caf\u00e9", "cafe\u0301")));
  }

  @Test
  void whatIsOneFileSomewhereIsFoldedToOne() {
    assertEquals(FileNames.folded("Caf\u00e9"), FileNames.folded("cafE\u0301"));
    assertEquals(FileNames.folded("STRASSE"), FileNames.folded("straße"));
    assertNotEquals(FileNames.folded("a1"), FileNames.folded("a2"));
  }

  @Test
  void namesLongerThanFileSystemsTakeAreRefused() {
    final String cjk = "語".repeat(66);
    assertEquals(cjk, FileNames.checkPlain(cjk));
    final AttriMilException e =
        assertThrows(AttriMilException.class, () -> FileNames.checkPlain(cjk + "語"));
    assertTrue(e.getMessage().contains("201 bytes in UTF-8, more than 200"), e.getMessage());
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
        "com¹",
        "CONIN$",
        "a.",
        "a\u0085b",
        "a\u2028b",
        "a\ud800b",
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
  @ValueSource(
      strings = {
        "slide 1",
        "TCGA-05.svs",
        "S+E",
        "-1",
        "+",
        "größe",
        "スライド",
        "contour",
        "שלום",
        "😀",
        "O'Neil, Ana"
      })
  void usualNamesAreNoFormulas(final String name) {
    assertEquals(name, FileNames.checkPlain(name));
  }
}
