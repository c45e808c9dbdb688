package io.github.attrimil.pipeline.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.tensor.DeviceChoice;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the installation check finds, and what it says of problems. */
class DoctorTest {

  @Test
  void aLibraryOfAnotherPlatformIsNoSecondOne() {
    final String linux = "pytorch-native-cpu-2.7.1-linux-x86_64.jar";
    final String older = "pytorch-native-cpu-2.5.1-linux-x86_64.jar";
    final String win = "pytorch-native-cpu-2.7.1-win-x86_64.jar";
    assertEquals(1, ClassPath.ofOnePlatform(List.of(linux, win)).size());
    assertEquals(List.of(linux, older), ClassPath.ofOnePlatform(List.of(linux, win, older)));
  }

  @Test
  void findsWhatIsHere() {
    final Map<String, String> found = Doctor.examine(DeviceChoice.CPU).values();
    assertTrue(found.get("Java").startsWith(System.getProperty("java.version")), found.toString());
    assertTrue(found.get("Bio-Formats").matches("\\d+\\..*"), found.toString());
    assertTrue(found.get("PyTorch").matches("\\d+\\..*"), found.toString());
    assertTrue(found.get("Device used").startsWith("cpu"), found.toString());
    assertTrue(found.get("jHDF").matches("jhdf-.*\\.jar"), found.toString());
    assertTrue(found.get("Encoders available").startsWith("baseline"), found.toString());
    assertTrue(
        found.get("Encoders whose license must be accepted first").contains("uni"),
        found.toString());
    assertTrue(found.containsKey("Folder of encoders"), found.toString());
  }

  @Test
  void theReportNamesNobody() {
    final String text = Doctor.examine(DeviceChoice.CPU).text();
    final String home = System.getProperty("user.home");
    assertTrue(text.startsWith("AttriMIL installation report\n"), text);
    assertFalse(text.contains(home + "/"), text);
    assertTrue(text.contains("~/.djl.ai") || System.getenv("DJL_CACHE_DIR") != null, text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/home/ann/x | ~/x",
        "/home/bob/y | /home/USER/y",
        "ann's mann | USER's mann",
        "C:\\Users\\Carla\\z | C:\\Users\\USER\\z",
        "/Users/dan/q: 3 | /Users/USER/q: 3",
        "file:/home/bob/lib/a.jar | file:/home/USER/lib/a.jar",
      })
  void namesAndFoldersAreReplaced(final String text, final String expected) {
    assertEquals(expected, Anonymous.text(text, "/home/ann", "ann"));
  }

  @Test
  void eachProblemHasItsRemedy() {
    final Finding memory = Machine.memory(1L << 30, 16L << 30);
    assertEquals("1.0 GB of 16.0 GB in this machine", memory.value());
    assertTrue(memory.isProblem() && memory.remedy().contains("Memory & Threads"));
    assertFalse(Machine.memory(4L << 30, 16L << 30).isProblem());
    final Path folder = Path.of("cache");
    assertTrue(Machine.disk("d", folder, 1L << 30, true, "X").remedy().contains("folder by X"));
    assertTrue(Machine.disk("d", folder, 9L << 30, false, "X").problem().contains("written"));
    assertFalse(Machine.disk("d", folder, 9L << 30, true, "X").isProblem());
    assertTrue(Machine.fileNames("ANSI_X3.4-1968").remedy().contains("LC_ALL"));
    assertFalse(Machine.fileNames("UTF-8").isProblem());
    assertTrue(
        ClassPath.twice(Finding.fine("x", "1"), "META-INF/MANIFEST.MF")
            .problem()
            .contains("times"));
    final Finding absent = ClassPath.library("Z", "no/such/Thing.class", "Install Z");
    assertTrue(absent.missing() && absent.remedy().equals("Install Z"));
    final InstallationReport report =
        new InstallationReport(
            List.of(
                memory, Finding.fine("Fine", "yes"), Finding.missing("Y", "gone", "Install it")));
    assertEquals(1, report.warnings().size());
    assertEquals(List.of("Y: gone. Install it"), report.missing());
    assertTrue(report.text().contains("\nMissing: Y: gone. Install it\nWarning: Memory"));
    final AttriMilException e =
        assertThrows(AttriMilException.class, () -> report.show(Job.silent()));
    assertEquals("Y: gone. Install it", e.getMessage());
  }
}
