package io.github.attrimil.project;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.core.AttriMilException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables of slides as people have them: each is read rightly, or refused with line and column. */
class SlideTableTest {

  @TempDir Path folder;

  /** A table and the rows it means, as case/slide/label[/mpp], and a part of the remark. */
  private record Good(String name, Charset encoding, String text, String rows, String remark) {

    Good(final String name, final String text, final String rows) {
      this(name, StandardCharsets.UTF_8, text, rows, "");
    }

    Good(final String name, final String text, final String rows, final String remark) {
      this(name, StandardCharsets.UTF_8, text, rows, remark);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** A table and parts of the message that refuses it. */
  private record Bad(String name, String text, List<String> parts) {

    Bad(final String name, final String text, final String... parts) {
      this(name, text, List.of(parts));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static final String TWO = "p1/a/x p2/b/y";

  static List<Good> good() {
    return List.of(
        new Good("as the authors write it", "case_id,slide_id,label\r\np1,a,x\r\np2,b,y\r\n", TWO),
        new Good("byte order mark", "\uFEFFcase_id,slide_id,label\np1,a,x\np2,b,y\n", TWO),
        new Good(
            "Unicode text of Excel",
            StandardCharsets.UTF_16LE,
            "\uFEFFcase_id\tslide_id\tlabel\r\np1\ta\tx\r\np2\tb\ty\r\n",
            TWO,
            ""),
        new Good(
            "UTF-16 without a mark",
            StandardCharsets.UTF_16BE,
            "case_id,slide_id,label\np1,a,x\np2,b,y\n",
            TWO,
            ""),
        new Good(
            "semicolons and decimal commas",
            "case_id;slide_id;label;mpp\np1;a;x;0,25\np2;b;y;0,5\n",
            "p1/a/x/0.25 p2/b/y/0.5"),
        new Good(
            "stated separator", "sep=;\r\ncase_id;slide_id;label\r\np1;a;x\r\np2;b;y\r\n", TWO),
        new Good("tabs", "case_id\tslide_id\tlabel\np1\ta\tx\np2\tb\ty\n", TWO),
        new Good(
            "spaces", "case_id , slide_id,label \n p1,a ,\" x \"\np2,\u00A0b\u00A0,y\u200B\n", TWO),
        new Good(
            "blank rows and cells to the right",
            "case_id,slide_id,label,,\n\np1,a,x,,\n,,,,\n  ,, ,,\np2,b,y,,\n,,,,\n\n",
            TWO),
        new Good(
            "headers in other spelling",
            "Case ID,SLIDE-ID,Label ,MPP\np1,a,x,0.25\np2,b,y,\n",
            "p1/a/x/0.25 p2/b/y"),
        new Good("patients by another name", "Patient ID,slide_id,label\np1,a,x\np2,b,y\n", TWO),
        new Good("index of pandas", ",case_id,slide_id,label\n0,p1,a,x\n1,p2,b,y\n", TWO),
        new Good(
            "quoted line breaks and commas",
            "case_id,slide_id,label\np1,a,\"high,\n grade\"\np2,b,y\n",
            "p1/a/high, grade p2/b/y"),
        new Good(
            "one class in three spellings of a number",
            "case_id,slide_id,label\np1,a,1\np2,b,1.0\np3,c,\"1\"\np4,d,0.0\np5,e,0\n",
            "p1/a/1 p2/b/1 p3/c/1 p4/d/0 p5/e/0",
            "the labels 1 and 1.0 are the same number and one class, \"1\""),
        new Good("line ends of an old Mac", "case_id,slide_id,label\rp1,a,x\rp2,b,y\r", TWO),
        new Good(
            "numbers of a country with decimal commas",
            "case_id;slide_id;label\n1,0;101,0;1,0\n2,0;102,0;0,0\n3;103;1\n",
            "1/101/1 2/102/0 3/103/1",
            "1 and 1.0"),
        new Good(
            "classes that differ in a sign",
            "case_id,slide_id,label\np1,a,HER2+\np2,b,HER2-\n",
            "p1/a/HER2+ p2/b/HER2-"),
        new Good(
            "numbers beside names",
            "case_id,slide_id,label\np1,a,1.0\np2,b,1\np3,c,x\n",
            "p1/a/1 p2/b/1 p3/c/x",
            "1 and 1.0"),
        new Good(
            "missing labels",
            "case_id,slide_id,label\np1,a,NA\np2,b,\np3,c,nan\np4,d,#N/A\np5,e,None\np6,f,none\n",
            "p1/a/ p2/b/ p3/c/ p4/d/ p5/e/ p6/f/none",
            "5 slide(s) have no label (\"#N/A\", \"NA\", \"None\", \"nan\" counts as none)"),
        new Good(
            "ids that became floating-point numbers",
            "case_id,slide_id,label\n1.0,101.0,x\n2.0,102.0,y\n1,103.0,y\n",
            "1/101/x 2/102/y 1/103/y",
            "slide ids such as \"103.0\" are read as \"103\""),
        new Good(
            "leading zeros and one id with a point",
            "case_id,slide_id,label\n007,0101,x\n008,s.2,y\n",
            "007/0101/x 008/s.2/y"),
        new Good(
            "scan dates as ids",
            "case_id,slide_id,label\np1,2019-03-04,x\np2,2019-03-05,y\n",
            "p1/2019-03-04/x p2/2019-03-05/y"),
        new Good(
            "no column of patients",
            "slide_id,label\na,x\nb,y\n",
            "a/a/x b/b/y",
            "has no column case_id"),
        new Good(
            "missing patients",
            "case_id,slide_id,label\nNA,a,x\n,b,y\np3,c,y\n",
            "a/a/x b/b/y p3/c/y",
            "2 slide(s) have no patient"),
        new Good(
            "missing pixel sizes", "case_id,slide_id,label,mpp\np1,a,x,nan\np2,b,y,NA\n", TWO));
  }

  static List<Bad> bad() {
    final String head = "case_id,slide_id,label\np1,a,x\n";
    return List.of(
        new Bad(
            "no slides", "case,name,label\np1,a,x\n", "line 1", "column slide_id", "case, name,"),
        new Bad(
            "column twice", "slide_id,label,label\na,x,y\n", "line 1", "'label' twice", "2 and"),
        new Bad(
            "two could be meant",
            "Slide ID,SLIDE_ID,label\na,b,x\n",
            "line 1",
            "'Slide ID' and 'SLIDE_ID'"),
        new Bad("slide twice", head + "\np2,a,y\n", "line 4, column 'slide_id'", "\"a\"", "line 2"),
        new Bad(
            "slide twice as a number",
            "case_id,slide_id,label\np1,7,x\np2,7.0,y\n",
            "line 3, column 'slide_id'",
            "\"7\"",
            "line 2"),
        new Bad("no slide", head + "p2,,y\n", "line 3, column 'slide_id'", "empty"),
        new Bad("slide missing", head + "p2,NaN,y\n", "line 3, column 'slide_id'", "empty"),
        new Bad("class in two cases", head + "p2,b,X\n", "line 3, column 'label'", "'X'", "line 2"),
        new Bad(
            "date of 1-2", head + "p2,02-Jan,y\n", "line 3, column 'slide_id'", "02-Jan", "date"),
        new Bad("German date", head + "p2,1. Mrz,y\n", "line 3, column 'slide_id'", "date"),
        new Bad("date of 3-21", head + "p2,Mar-21,y\n", "line 3, column 'slide_id'", "date"),
        new Bad("date among ids", head + "p2,2001-02-03,y\n", "line 3, column 'slide_id'", "date"),
        new Bad("date with slashes", head + "p2,1/2/2020,y\n", "line 3, column 'slide_id'", "/"),
        new Bad("patient's date", head + "1-Feb,b,y\n", "line 3, column 'case_id'", "date"),
        new Bad("shortened", head + "p2,1.23E+11,y\n", "line 3, column 'slide_id'", "a number"),
        new Bad("thousands", head + "p2,\"1,234\",y\n", "line 3, column 'slide_id'", "'1,234'"),
        new Bad("climbs", head + "p2,../b,y\n", "line 3, column 'slide_id'", "dot"),
        new Bad("extra cell", head + "p2,b,y,z\n", "line 3 has 4 cells", "column 4 is 'z'"),
        new Bad(
            "pixel size in words",
            "slide_id,label,mpp\na,x,0.25\nb,y,40x\n",
            "line 3, column 'mpp'",
            "'40x'"),
        new Bad(
            "pixel size with a comma",
            "slide_id,label,mpp\na,x,0.25\nb,y,\"0,25\"\n",
            "line 3, column 'mpp'",
            "'0,25'"),
        new Bad(
            "commas and points in one column",
            "slide_id;label;mpp\na;x;0,25\nb;y;1.000\n",
            "line 2, column 'mpp'",
            "'0,25'"),
        new Bad("no pixel size", "slide_id,label,mpp\na,x,-1\n", "line 2, column 'mpp'", "-1"),
        new Bad("zero", "slide_id,label,mpp\na,x,0\n", "line 2, column 'mpp'", "0"),
        new Bad(
            "after a quoted line break",
            "slide_id,label,mpp\na,\"x\ny\",1\nb,\"x\ny\",w\n",
            "line 4, column 'mpp'"));
  }

  private static String text(final SlideTable.Row row) {
    return row.caseId()
        + "/"
        + row.slideId()
        + "/"
        + row.label()
        + row.mpp().map(m -> "/" + m).orElse("");
  }

  @ParameterizedTest
  @MethodSource
  void good(final Good table) throws IOException {
    final Path csv = folder.resolve("table.csv");
    Files.write(csv, table.text().getBytes(table.encoding()));
    final SlideTable read = SlideTable.read(csv);
    assertEquals(
        table.rows(),
        read.rows().stream().map(SlideTableTest::text).collect(Collectors.joining(" ")));
    final String remarks = String.join("\n", read.remarks());
    assertTrue(remarks.contains(table.remark()), remarks);
    assertEquals(table.remark().isEmpty(), remarks.isEmpty(), remarks);
  }

  @ParameterizedTest
  @MethodSource
  void bad(final Bad table) throws IOException {
    final Path csv = Files.writeString(folder.resolve("table.csv"), table.text());
    final String message =
        assertThrows(AttriMilException.class, () -> SlideTable.read(csv)).getMessage();
    assertTrue(message.contains("table.csv"), message);
    table.parts().forEach(part -> assertTrue(message.contains(part), part + " in: " + message));
    assertFalse(message.contains("\n"), message);
  }

  @Test
  void aWorkbookIsRefused() throws IOException {
    final Path csv = folder.resolve("table.csv");
    Files.write(csv, new byte[] {'P', 'K', 3, 4, 20, 0, 6, 0});
    final String message =
        assertThrows(AttriMilException.class, () -> SlideTable.read(csv)).getMessage();
    assertTrue(message.contains("is a workbook") && message.contains("CSV UTF-8"), message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "case_id,slide_id,label\n@SUM(A1),a,x\n",
        "case_id,slide_id,label\n1,a,=1+1\n",
        "case_id,slide_id,label\n1,\"=cmd|' /C calc'!A0\",x\n"
      })
  void formulasAreRefusedWithTheirPlace(final String text) throws IOException {
    final Path csv = Files.writeString(folder.resolve("table.csv"), text);
    final String message =
        assertThrows(AttriMilException.class, () -> SlideTable.read(csv)).getMessage();
    assertTrue(
        message.contains("line 2, column") && message.contains("formula of a spreadsheet"),
        message);
  }

  @Test
  void latin1IsRefusedWithItsPlace() throws IOException {
    final Path csv = folder.resolve("table.csv");
    Files.write(csv, "slide_id,label\na,x\nb,Tümor\n".getBytes(StandardCharsets.ISO_8859_1));
    final String message =
        assertThrows(AttriMilException.class, () -> SlideTable.read(csv)).getMessage();
    assertTrue(message.contains("line 3, character 4"), message);
    assertTrue(message.contains("CSV UTF-8"), message);
  }

  @Test
  void otherColumnsByOptionAreNotedForAllStages() throws IOException {
    final Project project = new Project(folder);
    Files.writeString(project.slidesCsv(), "Akte;Bild;Diagnose;Zentrum\n1;a;x;Ulm\n1;b;y;Bonn\n");
    final SlideColumns columns =
        new SlideColumns(Map.of("case_id", "akte", "slide_id", "Bild", "label", "Diagnose"));
    assertThrows(AttriMilException.class, () -> SlideTable.read(project.slidesCsv()));
    SlideTable.readAndNote(project, columns);
    final SlideTable read = SlideTable.read(project.slidesCsv());
    assertEquals(
        "1/a/x 1/b/y",
        read.rows().stream().map(SlideTableTest::text).collect(Collectors.joining(" ")));
    assertEquals(Map.of("Zentrum", "Ulm"), read.rows().get(0).more());
    final SlideColumns wrong = new SlideColumns(Map.of("slide_id", "Bild", "label", "Befund"));
    final String message =
        assertThrows(AttriMilException.class, () -> SlideTable.read(project.slidesCsv(), wrong))
            .getMessage();
    assertTrue(message.contains("line 1") && message.contains("Befund"), message);
    assertTrue(message.contains("Akte, Bild, Diagnose, Zentrum"), message);
    final String missing =
        assertThrows(
                AttriMilException.class,
                () ->
                    SlideTable.read(
                            project.slidesCsv(), new SlideColumns(Map.of("slide_id", "Bild")))
                        .requireLabels())
            .getMessage();
    assertTrue(missing.contains("line 1: there is no column label"), missing);
    // Renamed since.
    Files.writeString(project.slidesCsv(), "case_id,slide_id,label\n1,c,x\n");
    assertEquals("1/c/x", text(SlideTable.read(project.slidesCsv()).rows().get(0)));
  }

  @Test
  void whatLiesBesideTheTableDecides() throws IOException {
    final Path features = Files.createDirectories(folder.resolve("features/h5_files"));
    for (final String id : List.of("107.0", "a", "1. Mai", "b.ome")) {
      Files.createFile(features.resolve(id + ".h5"));
    }
    final Path csv = folder.resolve("slides.csv");
    Files.writeString(csv, "slide_id,label\na.svs,x\n1. Mai,y\nb.ome,y\nc.svs,y\n");
    assertEquals(
        List.of("a", "1. Mai", "b.ome", "c.svs"),
        SlideTable.read(csv).rows().stream().map(SlideTable.Row::slideId).toList());
    Files.writeString(csv, "slide_id,label\n107.0,x\n108.0,y\n");
    assertEquals(
        List.of("107.0", "108"),
        SlideTable.read(csv).rows().stream().map(SlideTable.Row::slideId).toList());
  }

  @Test
  void aHundredThousandRowsAreQuick() throws IOException {
    final StringBuilder text = new StringBuilder("case_id;slide_id;label;mpp;site\n");
    for (int i = 0; i < 100_000; i++) {
      text.append("p").append(i / 2).append(";s").append(i).append(";x").append(i % 3);
      text.append(";0,25;site ").append(i % 7).append('\n');
    }
    final Path csv = Files.writeString(folder.resolve("table.csv"), text);
    final long start = System.nanoTime();
    final SlideTable table = SlideTable.read(csv);
    assertEquals(100_000, table.rows().size());
    assertEquals(Optional.of(0.25), table.rows().get(99_999).mpp());
    assertTrue(System.nanoTime() - start < 20e9);
  }
}
