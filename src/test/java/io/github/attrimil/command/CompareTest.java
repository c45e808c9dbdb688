package io.github.attrimil.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.cohort.FeatureCard;
import io.github.attrimil.cohort.LeakPolicy;
import io.github.attrimil.command.DemoProject.Ran;
import io.github.attrimil.core.CanceledException;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.Listeners;
import io.github.attrimil.evaluate.summary.Comparison;
import io.github.attrimil.format.table.CsvTable;
import io.github.attrimil.mil.registry.ModelCard;
import io.github.attrimil.mil.registry.ModelKinds;
import io.github.attrimil.mil.registry.TrainedModel;
import io.github.attrimil.pipeline.CompareStage;
import io.github.attrimil.project.Project;
import io.github.attrimil.tensor.DeviceChoice;
import io.github.attrimil.train.Recipe;
import io.github.attrimil.train.SmallProject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kinds of model are compared by one command. */
class CompareTest {

  private static final List<String> KINDS = List.of("mean", "abmil", "max");

  @TempDir private Path folder;
  private Project project;

  @BeforeEach
  void write() throws IOException {
    project = SmallProject.write(folder.resolve("project"), 16);
    final Ran ran = DemoProject.run("split", project.root(), "folds=2");
    assertEquals(0, ran.status(), ran.err());
  }

  private Ran compare(final String... more) {
    final List<String> all = new ArrayList<>(List.of("device=cpu", "epochs=2", "bags=0"));
    all.addAll(List.of(more));
    return DemoProject.run("compare", project.root(), all.toArray(String[]::new));
  }

  private CompareStage.Request request() {
    return new CompareStage.Request(
        "compare",
        KINDS.stream()
            .map(
                k ->
                    Recipe.of(ModelKinds.named(k), "default")
                        .with(Map.of("epochs", "2", "bags", "0")))
            .toList(),
        List.of(),
        Optional.empty(),
        DeviceChoice.CPU,
        1,
        false,
        LeakPolicy.REFUSE);
  }

  private CsvTable table() {
    return CsvTable.read(project.results("compare").resolve("compare.csv"));
  }

  private static Map<String, Integer> rows(final CsvTable table) {
    final Map<String, Integer> rows = new java.util.TreeMap<>();
    for (int i = 0; i < table.rows(); i++) {
      rows.put(table.get(i, "kind"), i);
    }
    return rows;
  }

  @Test
  void oneTableHoldsAllKinds() {
    final Ran ran = compare("kinds=mean, abmil,max", "rate=0.01");
    assertEquals(0, ran.status(), ran.err());
    final CsvTable table = table();
    assertEquals(List.copyOf(new java.util.TreeSet<>(KINDS)), List.copyOf(rows(table).keySet()));
    for (int i = 0; i < 3; i++) {
      final String kind = table.get(i, "kind");
      assertEquals("compare-" + kind, table.get(i, "model"));
      final CsvTable summary =
          CsvTable.read(project.results("compare-" + kind).resolve("summary.csv"));
      assertEquals(2, summary.rows());
      assertTrue(table.number(i, "auc_low") <= table.number(i, "auc"));
      assertTrue(table.number(i, "accuracy") >= 0);
      assertTrue(table.number(i, "seconds_per_epoch") > 0);
      assertEquals(i > 0, table.find(i, "delong_p").isPresent());
      assertTrue(i == 0 || table.number(i, "auc") <= table.number(i - 1, "auc"));
      final ModelCard card = TrainedModel.find(project, table.get(i, "model")).card();
      assertEquals("2", card.training().options().get("epochs"));
      assertEquals("0.01", card.training().options().get("rate"));
      if (Files.isWritable(Path.of("/proc/self/clear_refs"))) {
        assertTrue(table.number(i, "peak_memory_mb") > 10);
      }
    }
    // W1 (4 x 8), b1, W (2 x 4) and b.
    assertEquals(46, table.integer(rows(table).get("mean"), "parameters"));
    assertTrue(Files.exists(project.results("compare").resolve("compare.html")));
    assertTrue(ran.out().contains("3 of 3 kinds"), ran.out());
  }

  @Test
  void aStoppedRunResumesAndRepeatsNothing() throws IOException {
    final Project whole = new Project(DemoProject.copy(project.root(), folder.resolve("whole")));
    final List<String> lines = new ArrayList<>();
    final Job.Listener listener = Listeners.to(lines);
    // In the second kind's training, after its first fold.
    final Job stopped =
        new Job(
            "compare",
            listener,
            () -> lines.stream().anyMatch(line -> line.startsWith("abmil: train: fold 0")));
    assertThrows(CanceledException.class, () -> CompareStage.run(project, request(), stopped));
    assertFalse(Files.exists(project.results("compare")));
    final Path first = project.checkpoint("compare-mean", 0);
    final Path cost = project.model("compare-mean").resolve("cost.csv");
    final Path half = project.checkpoint("compare-abmil", 0);
    final List<Object> before =
        List.of(
            Files.getLastModifiedTime(first),
            Files.getLastModifiedTime(cost),
            Files.getLastModifiedTime(half));
    lines.clear();
    CompareStage.run(project, request(), new Job("compare", listener, () -> false));
    assertEquals(
        before,
        List.of(
            Files.getLastModifiedTime(first),
            Files.getLastModifiedTime(cost),
            Files.getLastModifiedTime(half)));
    assertTrue(
        lines.stream().anyMatch(l -> l.startsWith("mean: train: nothing to do")), lines.toString());
    assertTrue(lines.stream().noneMatch(l -> l.startsWith("mean: train: fold")));
    assertTrue(lines.stream().anyMatch(l -> l.startsWith("max: train: fold 1")));

    final Comparison expected = CompareStage.run(whole, request(), Job.silent());
    final CsvTable table = table();
    for (int i = 0; i < KINDS.size(); i++) {
      assertEquals(expected.rows().get(i).of().kind(), table.get(i, "kind"));
      assertEquals(
          expected.rows().get(i).of().auc().orElseThrow().estimate(), table.number(i, "auc"));
      assertTrue(table.number(i, "seconds_per_epoch") > 0);
    }
    TablesTest.check(project.root());
    final byte[] csv = Files.readAllBytes(project.results("compare").resolve("compare.csv"));
    CompareStage.run(project, request(), Job.silent());
    org.junit.jupiter.api.Assertions.assertArrayEquals(
        csv, Files.readAllBytes(project.results("compare").resolve("compare.csv")));
  }

  @Test
  void oneThatFailsDoesNotStopTheOthers() throws IOException {
    // Its name is taken by a model of another kind.
    Files.createDirectories(project.model("compare-abmil"));
    new ModelCard(
            "attrimil",
            "compare-abmil",
            List.of("a", "b"),
            FeatureCard.of(8),
            new ModelCard.Training(1, 1, "", Map.of(), List.of(), "", List.of()),
            List.of())
        .write(project.model("compare-abmil").resolve("model.json"));
    final Ran ran = compare("kinds=abmil,mean");
    assertEquals(3, ran.status(), ran.err());
    assertTrue(
        ran.lastError().contains("1 kind(s) failed; compare.csv has the reasons: abmil"),
        ran.err());
    final CsvTable table = table();
    assertEquals("mean", table.get(0, "kind"));
    assertEquals("abmil", table.get(1, "kind"));
    assertTrue(table.get(1, "remark").contains("is of kind=attrimil"), table.get(1, "remark"));
    assertFalse(table.find(1, "auc").isPresent());

    final Ran none = compare("kinds=abmil");
    assertEquals(1, none.status());
    assertTrue(none.lastError().contains("No kind could be compared. The model"), none.err());
  }

  @Test
  void mistakesAreRefusedBeforeTraining() {
    final Ran unknown = compare("kinds=mean,nokind");
    assertEquals(2, unknown.status());
    assertTrue(unknown.lastError().contains("\"nokind\" is not one of"), unknown.err());
    final Ran twice = compare("kinds=mean,mean");
    assertEquals(1, twice.status());
    assertTrue(twice.lastError().contains("names a kind twice"), twice.err());
    final Ran name = compare("kinds=mean", "name=a/b");
    assertEquals(1, name.status());
    assertFalse(Files.exists(project.root().resolve("models")));
  }
}
