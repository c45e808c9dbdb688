package io.github.attrimil.format.table;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.core.AttriMilException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTableTest {

  @TempDir Path folder;

  private Path file(final String text) throws IOException {
    return Files.writeString(folder.resolve("t.csv"), text);
  }

  private static void assertFails(final Executable call, final String... parts) {
    final String message = assertThrows(AttriMilException.class, call).getMessage();
    for (final String part : parts) {
      assertTrue(message.contains(part), () -> "'" + part + "' is not in: " + message);
    }
    assertFalse(message.contains("\n"), message);
  }

  @Test
  void spreadsheetsComputeNoCell() throws IOException {
    final Path csv = folder.resolve("t.csv");
    CsvTable.of("a", "b", "c", "d", "e")
        .add("=1+1", "@SUM(A1)", "+f(1)", "=2", -0.5)
        .add("a=1", "-1", "HER2+ (3+)", "+", Double.NEGATIVE_INFINITY)
        .write(csv);
    assertEquals(
        List.of("a,b,c,d,e", "'=1+1,'@SUM(A1),'+f(1),'=2,-0.5", "a=1,-1,HER2+ (3+),+,-Infinity"),
        Files.readAllLines(csv));
  }

  @Test
  void readsQuotedCellsByColumnNameInAnyOrder() throws IOException {
    final CsvTable t =
        CsvTable.read(file("label,slide_id\r\n1, \"a,\"\"b\"\"\" \r\n\r\n0,\"two\nlines\"\r\n,,\n"))
            .require("slide_id", "label");
    assertEquals(List.of("label", "slide_id"), t.columns());
    assertEquals(2, t.rows());
    assertEquals("a,\"b\"", t.get(0, "slide_id"));
    assertEquals("two\nlines", t.get(1, "slide_id"));
    assertEquals(0, t.integer(1, "label"));
  }

  @Test
  void toleratesByteOrderMarkAndUnnamedColumnsAsPandasAndExcelWriteThem() throws IOException {
    final CsvTable t =
        CsvTable.read(file("\uFEFF,train,val,\n0,s1,,\n1,s2,s3,\n")).require("train");
    assertEquals(List.of("", "train", "val", ""), t.columns());
    assertEquals(Optional.empty(), t.find(0, "val"));
    assertEquals(Optional.of("s3"), t.find(1, "val"));
    assertEquals(Optional.empty(), t.find(1, "test"));
    assertEquals(List.of("1", "s2", "s3", ""), t.row(1));
  }

  @Test
  void missingCellsAtTheEndOfALineAreEmpty() throws IOException {
    final CsvTable t = CsvTable.read(file("slide_id,label,mpp\ns1,x\n"));
    assertEquals(Optional.empty(), t.find(0, "mpp"));
    assertFails(() -> t.number(0, "mpp"), "t.csv", "line 2", "'mpp'", "empty");
  }

  @Test
  void namesWhatTheHeaderLacks() throws IOException {
    final CsvTable t = CsvTable.read(file("slide,Y\na,0\n"));
    assertFails(() -> t.require("slide_id", "Y"), "t.csv", "column slide_id", "slide, Y");
    assertFails(() -> t.get(0, "Z"), "t.csv", "column Z");
  }

  @Test
  void refusesDoubledColumnNames() throws IOException {
    final Path f = file("a,b,a\n1,2,3\n");
    assertFails(() -> CsvTable.read(f), "t.csv", "'a' twice");
    assertFails(() -> CsvTable.of("a", "a"), "'a'");
  }

  @ParameterizedTest
  @CsvSource({"0.5,0.5", "-3,-3", "1e-3,0.001", ".5,0.5", "+2.,2", "nan,NaN", "-inf,-Infinity"})
  void readsNumbers(final String text, final double value) throws IOException {
    assertEquals(value, CsvTable.read(file("a,x\nr," + text + "\n")).number(0, "x"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc", "1d", "0x1p3", "\"0,5\"", "1 2", "1e999999999", "--1", "."})
  void refusesWhatIsNoNumber(final String text) throws IOException {
    final CsvTable t = CsvTable.read(file("a,x\nok,1\n\nr," + text + "\n"));
    assertFails(() -> t.number(1, "x"), "t.csv, line 4, column 'x'", text.replace("\"", ""));
    assertFails(() -> t.integer(1, "x"), "t.csv, line 4, column 'x'", "whole number");
  }

  @Test
  void readsWholeNumbers() throws IOException {
    final CsvTable t =
        CsvTable.read(file("x\n7\n1.0\n-9223372036854775808\n1e2\n1.5\n9223372036854775808\n"));
    assertArrayEquals(
        new long[] {7, 1, Long.MIN_VALUE, 100},
        java.util.stream.IntStream.range(0, 4).mapToLong(i -> t.integer(i, "x")).toArray());
    assertFails(() -> t.integer(4, "x"), "line 6", "'1.5'");
    assertFails(() -> t.integer(5, "x"), "line 7");
  }

  @Test
  void writesWhatItReadsKeepingUnknownColumnsAndEveryDigit() {
    final Random random = new Random(5);
    final double[] x = random.doubles(200).map(d -> Math.scalb(d, random.nextInt(300))).toArray();
    final CsvTable t = CsvTable.of("note", "x", "f", "unknown");
    final String[] notes = {" lead", "trail ", "a\"b", "c,d", "\r\n", "#", "é世", "=1+1", "x", "-"};
    final Locale locale = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY);
    try {
      for (int i = 0; i < x.length; i++) {
        t.add(notes[i % notes.length], x[i], (float) x[i], i % 2 == 0 ? null : i);
      }
      t.write(folder.resolve("new/out.csv"));
    } finally {
      Locale.setDefault(locale);
    }
    final CsvTable read = CsvTable.read(folder.resolve("new/out.csv"));
    assertEquals(t.columns(), read.columns());
    assertEquals(x.length, read.rows());
    for (int i = 0; i < x.length; i++) {
      assertEquals(t.row(i), read.row(i));
      assertEquals(x[i], read.number(i, "x"));
      assertEquals((float) x[i], (float) read.number(i, "f"));
    }
  }

  /** A semicolon in a column's name once made readers take it for what separates cells. */
  @Test
  void namesWithSemicolonsComeBack() {
    final Path file = folder.resolve("names.csv");
    CsvTable.of("a;b;c", "d").add("1", " 2\u2028").write(file);
    final CsvTable back = CsvTable.read(file);
    assertEquals(List.of("a;b;c", "d"), back.columns());
    assertEquals(List.of("1", " 2\u2028"), back.row(0));
  }

  @Test
  void numbersOf32BitsAreNotCutFromLongerOnes() throws IOException {
    final Path file = folder.resolve("whole.csv");
    CsvTable.of("n").add(4_294_967_296L).add(-3).write(file);
    final CsvTable table = CsvTable.read(file);
    assertEquals(-3, table.whole(1, "n"));
    assertFails(() -> table.whole(0, "n"), "line 2", "4294967296", "out of range");
  }

  @Test
  void refusesRowsThatDoNotFit() throws IOException {
    assertFails(() -> CsvTable.of("a", "b").add(1), "1 cells", "2 columns");
    final Path f = file("a,b\n1,2\n1,2,3\n");
    assertFails(() -> CsvTable.read(f), "t.csv, line 3", "'3'", "double quotes");
  }

  @Test
  void refusesHostileFiles() throws IOException {
    final Path latin1 = folder.resolve("latin1.csv");
    Files.write(latin1, "name\nMüller\n".getBytes(StandardCharsets.ISO_8859_1));
    assertFails(() -> CsvTable.read(latin1), "latin1.csv", "UTF-8");
    final Path zeros = file("a,b\n\0\0\0\n");
    assertFails(() -> CsvTable.read(zeros), "t.csv", "not text");
    final Path empty = file("");
    assertFails(() -> CsvTable.read(empty), "t.csv", "empty");
    final Path open = file("a,b\n1,\"2\n3,4\n");
    assertFails(() -> CsvTable.read(open), "t.csv");
    final Path garbled = file("a,b\n\"1\"x,2\n");
    assertFails(() -> CsvTable.read(garbled), "t.csv");
    final Path commas = file("a,b\n" + ",".repeat(3 << 20));
    assertFails(() -> CsvTable.read(commas), "t.csv", "1048576 characters");
    final Path wide = file("a\n" + "1\n".repeat(10_000_001));
    assertFails(() -> CsvTable.read(wide), "t.csv", "10000000 cells");
    assertFails(() -> CsvTable.read(folder.resolve("none.csv")), "none.csv", "no such file");
    assertFails(() -> CsvTable.read(folder), "no such file");
  }

  @Test
  void leavesNoPartBehind() throws IOException {
    CsvTable.of("a").add("1").write(folder.resolve("a.csv"));
    CsvTable.of("a").add("2").write(folder.resolve("a.csv"));
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(folder.resolve("a.csv")), files.toList());
    }
    assertEquals("a\n2\n", Files.readString(folder.resolve("a.csv")));
  }
}
