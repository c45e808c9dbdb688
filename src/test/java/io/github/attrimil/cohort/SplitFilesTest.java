package io.github.attrimil.cohort;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.project.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Splits as files: the official layout, CLAM's, and those of published splits. */
class SplitFilesTest {

  @Test
  void theOfficialLayoutComesBack(@TempDir final Path folder) {
    final Split split = new Split(List.of("a", "b", "c"), List.of("d"), List.of("e", "f"));
    split.write(folder.resolve("splits_0.csv"));
    assertEquals(split, Split.read(folder.resolve("splits_0.csv")));
  }

  @Test
  void theLayoutsOfClamAreReadAndWritten(@TempDir final Path folder) throws IOException {
    final Split split = new Split(List.of("a", "b", "c"), List.of("d"), List.of("e", "f"));
    final Path csv = folder.resolve("splits_0.csv");
    split.writeBeside(
        csv, Map.of("a", "y", "b", "y", "c", "x", "d", "y", "e", "x", "f", "y"), List.of("x", "y"));
    assertEquals(split, Split.read(folder.resolve("splits_0_bool.csv")));
    assertEquals(
        "\"\",train,val,test\nx,1,0,1\ny,2,1,1\n",
        Files.readString(folder.resolve("splits_0_descriptor.csv")));
    assertTrue(
        Files.readString(folder.resolve("splits_0_bool.csv"))
            .startsWith("\"\",train,val,test\na,True,False,False\n"));
  }

  @ParameterizedTest
  @CsvSource({"107, 107.0", "007, 7", "007, 7.0", "s1, s1.svs", "s1.ome, s1.ome.tif", "s.1, s.1"})
  void idsOfPublishedSplitsAreFound(
      final String id, final String written, @TempDir final Path folder) throws IOException {
    final Project project = new Project(folder);
    Files.writeString(
        project.slidesCsv(), "case_id,slide_id,label\np1,a,x\np2," + id + ",y\np3,8,z\n");
    Files.createDirectories(project.split(0).getParent());
    Files.writeString(project.split(0), ",train,val,test\n0,a,8.0," + written + "\n1,,nan,\n");
    assertEquals(
        List.of(new Split(List.of("a"), List.of("8"), List.of(id))), SplitFiles.read(project));
  }

  @Test
  void anIdThatCouldBeTwoSlidesIsRefused(@TempDir final Path folder) throws IOException {
    final Project project = new Project(folder);
    Files.writeString(project.slidesCsv(), "slide_id\na\n07\n007\n");
    Files.createDirectories(project.split(0).getParent());
    Files.writeString(project.split(0), "train,val,test\na,,7\n");
    final AttriMilException e =
        assertThrows(AttriMilException.class, () -> SplitFiles.read(project));
    assertTrue(e.getMessage().contains("line 2, column 'test'"), e.getMessage());
    assertTrue(e.getMessage().contains("007 and 07"), e.getMessage());
    Files.copy(project.split(0), project.split(2));
    final AttriMilException gap =
        assertThrows(AttriMilException.class, () -> SplitFiles.read(project));
    assertTrue(gap.getMessage().contains("splits_1.csv is missing"), gap.getMessage());
  }

  @Test
  void aSlideInTwoPartsIsRefused() {
    final List<String> same = List.of("a");
    final AttriMilException e =
        assertThrows(AttriMilException.class, () -> new Split(same, List.of(), same));
    assertTrue(e.getMessage().contains("\"a\""), e.getMessage());
  }
}
