package io.github.attrimil.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.format.h5.PatchFile;
import io.github.attrimil.format.regions.GeoJson;
import io.github.attrimil.format.table.CsvTable;
import io.github.attrimil.geometry.Region;
import io.github.attrimil.project.Project;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Comparing maps with annotations, and maps of regions, through the shell. */
class LocalizationCommandTest {

  @TempDir Path temporary;

  private static Map<String, Double> figures(final Path results) {
    final CsvTable table = CsvTable.read(results.resolve("localization_summary.csv"));
    final Map<String, Double> figures = new HashMap<>();
    for (int i = 0; i < table.rows(); i++) {
      figures.put(table.get(i, "metric"), table.number(i, "value"));
      assertTrue(table.number(i, "low") <= table.number(i, "high"));
    }
    return figures;
  }

  @Test
  void theModelsOwnMapsAndTheSameMapsAsFilesScoreTheSame() throws Exception {
    final Path project = DemoProject.finished(temporary);
    final String truth = "annotations=" + project.resolve("truth");
    final String[] common = {truth, "device=cpu", "threshold=0.5", "dilation=5", "isolated=20"};
    assertEquals(0, DemoProject.run("evaluate", project, common).status());
    final Path results = project.resolve("results/attrimil");
    final Map<String, Double> own = figures(results);
    assertTrue(own.containsKey("patch_auc") && own.containsKey("froc"), own.toString());
    assertTrue(Files.readString(results.resolve("report.html")).contains(">Localization</h2>"));

    // The maps in maps/attrimil were drawn by the same networks.
    final DemoProject.Ran ran =
        DemoProject.run(
            "evaluate",
            project,
            truth,
            "maps=" + project.resolve("maps/attrimil"),
            "threshold=0.5",
            "dilation=5",
            "isolated=20");
    assertEquals(0, ran.status(), ran.err());
    final Map<String, Double> files = figures(results);
    assertEquals(own.keySet(), files.keySet());
    own.forEach((name, value) -> assertEquals(value, files.get(name), 1e-9, name));

    // As do their candidates in Camelyon's form.
    final Path candidates = temporary.resolve("submission");
    Files.createDirectories(candidates);
    try (Stream<Path> all = Files.list(results.resolve("candidates"))) {
      for (final Path file : (Iterable<Path>) all::iterator) {
        Files.copy(file, candidates.resolve(file.getFileName()));
      }
    }
    assertEquals(
        0,
        DemoProject.run(
                "evaluate", project, truth, "maps=" + candidates, "dilation=5", "isolated=20")
            .status());
    final Map<String, Double> submitted = figures(project.resolve("results/submission"));
    assertEquals(own.get("froc"), submitted.get("froc"), 1e-9);
    assertFalse(submitted.containsKey("patch_auc"), "candidates have no patches");
  }

  @Test
  void whatIsFinishedIsSkippedAndWhatIsWrongIsTold() throws Exception {
    final Path project = DemoProject.finished(temporary);
    final String truth = "annotations=" + project.resolve("truth");
    assertEquals(0, DemoProject.run("evaluate", project, truth, "device=cpu").status());
    final String out = DemoProject.run("evaluate", project, truth, "device=cpu").out();
    assertTrue(out.contains("localize: nothing to do"), out);

    final Path empty = Files.createDirectories(temporary.resolve("empty"));
    assertTold(project, "no", "annotations=" + temporary.resolve("nowhere"));
    assertTold(project, "None of the test slides", "annotations=" + empty);
    assertTold(project, "neither a number nor validation", truth, "threshold=high");
    assertTold(project, "not one of the classes", truth, "label=stroma");
    assertTold(project, "needs annotations=", "maps=" + empty);
    assertTold(project, "holds neither", truth, "maps=" + empty);
    final List<String> test = test(project);
    Files.writeString(empty.resolve(test.get(0) + ".xml"), "<html></html>");
    assertTold(project, "not an ASAP annotation file", "annotations=" + empty);
    Files.delete(empty.resolve(test.get(0) + ".xml"));
    Files.write(empty.resolve(test.get(0) + ".png"), new byte[] {1, 2, 3});
    assertTold(project, "cannot be read as a label image", "annotations=" + empty);
  }

  private static List<String> test(final Path project) {
    return io.github.attrimil.cohort.SplitStage.read(new Project(project)).get(0).test();
  }

  private static void assertTold(
      final Path project, final String what, final String... parameters) {
    final DemoProject.Ran ran = DemoProject.run("evaluate", project, parameters);
    assertEquals(1, ran.status(), what);
    assertTrue(ran.lastError().contains(what), ran.err());
  }

  @Test
  void polygonsAndTheImageOfThemAgree() throws Exception {
    final Path project = DemoProject.finished(temporary);
    final Path polygons = Files.createDirectories(temporary.resolve("polygons"));
    // A square on the first test slide, once as GeoJSON, once as ASAP's XML.
    final String id = test(project).get(0);
    final Region square = Region.square("tumor", 128, 160, 320);
    final Iterator<GeoJson.Feature> one =
        List.of(new GeoJson.Feature(new UUID(1, 2), "annotation", square, Map.of())).iterator();
    GeoJson.write(polygons.resolve(id + ".geojson"), one);
    final String[] common = {"device=cpu", "threshold=0", "isolated=0"};
    run(project, polygons, common);
    TablesTest.check(project);
    final String geojson = Files.readString(project.resolve("results/attrimil/localization.csv"));
    Files.delete(polygons.resolve(id + ".geojson"));
    Files.writeString(
        polygons.resolve(id + ".xml"),
        "<ASAP_Annotations><Annotations><Annotation Name=\"a\" PartOfGroup=\"Tumor\""
            + " Type=\"Polygon\"><Coordinates>"
            + "<Coordinate Order=\"0\" X=\"128\" Y=\"160\"/><Coordinate Order=\"1\" X=\"448\""
            + " Y=\"160\"/><Coordinate Order=\"2\" X=\"448\" Y=\"480\"/><Coordinate Order=\"3\""
            + " X=\"128\" Y=\"480\"/></Coordinates></Annotation></Annotations></ASAP_Annotations>");
    run(project, polygons, common);
    assertEquals(geojson, Files.readString(project.resolve("results/attrimil/localization.csv")));
    final CsvTable rows = CsvTable.read(project.resolve("results/attrimil/localization.csv"));
    int lesionPatches = 0;
    for (int i = 0; i < rows.rows(); i++) {
      if (rows.get(i, "slide_id").equals(id)) {
        lesionPatches = (int) rows.integer(i, "lesion_patches");
        assertEquals(1, rows.integer(i, "lesions"));
      }
    }
    final PatchFile patches = PatchFile.read(new Project(project).features(id));
    int expected = 0;
    for (int i = 0; i < patches.size(); i++) {
      final double x = overlap(patches.grid().coords().xLevel0()[i], 128, 448);
      final double y = overlap(patches.grid().coords().yLevel0()[i], 160, 480);
      expected += x * y >= 0.5 * 128 * 128 ? 1 : 0;
    }
    // Patches that are a lesion's by a hair may go either way, by the size of a mask's pixel.
    assertEquals(expected, lesionPatches, 2);
    assertTrue(lesionPatches > 0);
  }

  private static double overlap(final long start, final double from, final double to) {
    return Math.max(0, Math.min(start + 128, to) - Math.max(start, from));
  }

  private static void run(final Path project, final Path annotations, final String... more) {
    final String[] all =
        Stream.concat(Stream.of("annotations=" + annotations), Stream.of(more))
            .toArray(String[]::new);
    final DemoProject.Ran ran = DemoProject.run("evaluate", project, all);
    assertEquals(0, ran.status(), ran.err());
  }

  @Test
  void aRegionAtAFinerStepAgreesWithTheSlideWherePatchesAreTheSame() throws Exception {
    final Path project = DemoProject.finished(temporary);
    final CsvTable own = CsvTable.read(project.resolve("maps/attrimil/demo_001/scores.csv"));
    final long left = own.integer(0, "xLevel0");
    final long top = own.integer(0, "yLevel0");
    final String roi = "roi=" + left + "," + top + ",300,260";
    final DemoProject.Ran ran =
        DemoProject.run("map", project, "slide=demo_001", roi, "step=32", "top=1", "device=cpu");
    assertEquals(0, ran.status(), ran.err());
    final Path folder =
        project.resolve("maps/attrimil/demo_001/roi_" + left + "_" + top + "_300_260_step32");
    final CsvTable dense = CsvTable.read(folder.resolve("scores.csv"));
    assertTrue(dense.rows() > 40, dense.rows() + " patches");
    int same = 0;
    final Map<String, Integer> rows = new HashMap<>();
    double sum = dense.number(0, "bias_1");
    for (int i = 0; i < dense.rows(); i++) {
      rows.put(dense.get(i, "xLevel0") + "," + dense.get(i, "yLevel0"), i);
      sum += dense.number(i, "contribution_1");
    }
    assertEquals(dense.number(0, "logit_1"), sum, 1e-4);
    for (int i = 0; i < own.rows(); i++) {
      final Integer at = rows.get(own.get(i, "xLevel0") + "," + own.get(i, "yLevel0"));
      if (at != null) {
        same++;
        assertEquals(own.number(i, "score_1"), dense.number(at, "score_1"), 1e-4);
        assertEquals(
            own.number(i, "contribution_1") / 16, dense.number(at, "slideContribution_1"), 1e-4);
      }
    }
    assertTrue(same >= 2, same + " of the slide's patches");
    for (int i = 0; i < dense.rows(); i++) {
      final long x = dense.integer(i, "xLevel0");
      final long y = dense.integer(i, "yLevel0");
      // The third neighbor of the official order lies one step to the left.
      final Integer leftOf = rows.get((x - 32) + "," + y);
      assertEquals(leftOf == null ? i : leftOf, dense.integer(i, "n_3"));
      final Integer below = rows.get(x + "," + (y + 32));
      assertEquals(below == null ? i : below, dense.integer(i, "n_2"));
      assertTrue(x + 64 >= left && x + 64 <= left + 300 && y + 64 >= top && y + 64 <= top + 260);
    }
    assertTrue(Files.exists(folder.resolve("overlay_tumor.png")));
    final String again =
        DemoProject.run("map", project, "slide=demo_001", roi, "step=32", "top=1", "device=cpu")
            .out();
    assertTrue(again.contains("nothing to do"), again);
    for (final String bad : List.of("roi=1,2,3", "roi=0,0,0,5", "roi=700000,0,50,50")) {
      final DemoProject.Ran wrong =
          DemoProject.run("map", project, "slide=demo_001", bad, "device=cpu");
      assertEquals(1, wrong.status());
      assertTrue(wrong.err().contains("roi="), wrong.err());
    }
  }
}
