package io.github.attrimil.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.cohort.LeakPolicy;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.CanceledException;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.Listeners;
import io.github.attrimil.core.options.UsageException;
import io.github.attrimil.format.events.Events;
import io.github.attrimil.format.table.CsvTable;
import io.github.attrimil.mil.registry.TrainedModel;
import io.github.attrimil.project.Project;
import io.github.attrimil.tensor.DeviceChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folds give the same files, however many are trained at once, in one run or in several. */
class FoldsAtOnceTest {

  private static final int EPOCHS = 6;

  /** With noise, so that what is drawn for one fold must not depend on the other. */
  private static final Recipe RECIPE =
      Recipes.attrimil("default", "epochs=" + EPOCHS + " noise=0.3 bags=20 reduction=4");

  @TempDir private static Path shared;
  @TempDir private Path folder;

  private static Project whole;

  private static TrainStage.Request request(final OptionalInt only, final String atOnce) {
    return new TrainStage.Request(
        "m",
        RECIPE,
        List.of(),
        DeviceChoice.CPU,
        1,
        false,
        LeakPolicy.REFUSE,
        new Folds(only, new Folds.AtOnce(atOnce), 4));
  }

  @BeforeAll
  static void trainOneAfterTheOther() throws IOException {
    whole = SmallProject.twoFolds(shared.resolve("whole"));
    TrainStage.run(whole, request(OptionalInt.empty(), "1"), Job.silent());
  }

  private Project other() throws IOException {
    return SmallProject.twoFolds(folder.resolve("other"));
  }

  private static List<String> files(final Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(f -> folder.relativize(f).toString().replace('\\', '/'))
          // The names of checkpoint files that were used as models.
          .filter(f -> !f.equals(".attrimil/models.csv"))
          .sorted()
          .toList();
    }
  }

  private static void assertSameAsWhole(final Project project) throws IOException {
    final List<String> names = files(whole.model("m"));
    assertEquals(
        List.of(
            "log.csv",
            "model.json",
            "s_0_checkpoint.pt",
            "s_0_epoch_3_checkpoint.pt",
            "s_1_checkpoint.pt",
            "s_1_epoch_3_checkpoint.pt"),
        names);
    assertEquals(names, files(project.model("m")));
    for (final String name : names) {
      assertArrayEquals(
          Files.readAllBytes(whole.model("m").resolve(name)),
          Files.readAllBytes(project.model("m").resolve(name)),
          name);
    }
    assertEquals(files(whole.root()), files(project.root()));
    for (int k = 0; k < 2; k++) {
      assertCurves(project, k);
    }
  }

  /** Every step once, and each number as in log.csv. */
  private static void assertCurves(final Project project, final int fold) {
    final List<Events.Step> steps = Events.read(project.curves("m", fold));
    final CsvTable log = CsvTable.read(project.model("m").resolve("log.csv"));
    assertEquals(EPOCHS, steps.size());
    for (int e = 0; e < EPOCHS; e++) {
      final int row = fold * EPOCHS + e;
      assertEquals(e, steps.get(e).step());
      final Map<String, Float> scalars = steps.get(e).scalars();
      assertEquals(log.columns().subList(2, log.columns().size()), List.copyOf(scalars.keySet()));
      scalars.forEach((tag, value) -> assertEquals((float) log.number(row, tag), value, tag));
    }
  }

  @Test
  void twoAtOnceGiveTheSameFiles() throws IOException {
    final Project project = other();
    TrainStage.run(project, request(OptionalInt.empty(), "2"), Job.silent());
    assertSameAsWhole(project);
  }

  @Test
  void oneByOneTheyMakeTheSameModel() throws IOException {
    final Project project = other();
    TrainStage.run(project, request(OptionalInt.of(1), "auto"), Job.silent());
    assertTrue(Files.exists(project.checkpoint("m", 1)));
    assertFalse(Files.exists(project.checkpoint("m", 0)));
    assertTrue(
        assertThrows(AttriMilException.class, () -> TrainedModel.find(project, "m"))
            .getMessage()
            .contains("run `train` again to finish fold 0"));
    final TrainedModel file = TrainedModel.find(project, project.checkpoint("m", 1).toString());
    assertEquals(List.of("normal", "tumor"), file.card().classes());
    // The same fold again changes nothing, the other finishes the model.
    TrainStage.run(project, request(OptionalInt.of(1), "auto"), Job.silent());
    TrainStage.run(project, request(OptionalInt.of(0), "auto"), Job.silent());
    assertSameAsWhole(project);
  }

  @Test
  void twoThatWereStoppedEndAsIfTheyHadNot() throws IOException {
    final Project project = other();
    for (final int until : new int[] {60, 90}) {
      final AtomicInteger asked = new AtomicInteger();
      final Job job = new Job("test", Listeners.NOBODY, () -> asked.incrementAndGet() > until);
      assertThrows(
          CanceledException.class,
          () -> TrainStage.run(project, request(OptionalInt.empty(), "2"), job));
      assertFalse(Files.exists(project.model("m").resolve("model.json")));
    }
    TrainStage.run(project, request(OptionalInt.empty(), "1"), Job.silent());
    assertSameAsWhole(project);
  }

  @Test
  void whatAKilledRunLeftOfAFinishedModelIsRemoved() throws IOException {
    final Path left = whole.model("m").resolve("unfinished").resolve("fold_0");
    Files.createDirectories(left);
    Files.writeString(left.resolve("log.csv"), "fold\n");
    TrainStage.run(whole, request(OptionalInt.empty(), "auto"), Job.silent());
    assertFalse(Files.exists(left.getParent()));
  }

  private static TrainStage.Request brief(
      final String changes, final OptionalInt only, final int saveEvery) {
    return new TrainStage.Request(
        "m",
        Recipes.changed(RECIPE, changes),
        List.of(),
        DeviceChoice.CPU,
        1,
        false,
        LeakPolicy.REFUSE,
        new Folds(only, Folds.AtOnce.AUTO, saveEvery));
  }

  @Test
  void anotherTrainingLeavesNothingOfTheOneBefore() throws IOException {
    final Project project = other();
    TrainStage.run(project, brief("epochs=1", OptionalInt.empty(), 1), Job.silent());
    assertTrue(Files.exists(project.model("m").resolve("s_1_epoch_0_checkpoint.pt")));
    TrainStage.run(project, brief("epochs=2", OptionalInt.of(0), 0), Job.silent());
    assertEquals(
        List.of("log.csv", "model.json", "s_0_checkpoint.pt"),
        files(project.model("m")).stream().filter(f -> !f.startsWith("unfinished")).toList());
    assertEquals(2, Events.read(project.curves("m", 0)).size());
    assertFalse(Files.exists(project.curves("m", 1)));
    assertEquals(2, CsvTable.read(project.model("m").resolve("log.csv")).rows());
  }

  @Test
  void aFoldThatIsNotThereIsRefused() {
    final AttriMilException e =
        assertThrows(
            AttriMilException.class,
            () -> TrainStage.run(whole, request(OptionalInt.of(2), "auto"), Job.silent()));
    assertTrue(e.getMessage().contains("fold=2"), e.getMessage());
  }

  @Test
  void oneFoldIsNotRedoneAlone() {
    final UsageException e =
        assertThrows(
            UsageException.class,
            () ->
                new TrainStage.Request(
                    "m",
                    RECIPE,
                    List.of(),
                    DeviceChoice.CPU,
                    1,
                    true,
                    LeakPolicy.REFUSE,
                    new Folds(OptionalInt.of(1), Folds.AtOnce.AUTO, 0)));
    assertTrue(e.getMessage().contains("fold=1"), e.getMessage());
  }

  /** Curves may be thrown away at any time; the rest of the training writes them again. */
  @Test
  void curvesThatAreRemovedMeanwhileAreWrittenAgain() throws IOException {
    final Project project = other();
    final Job.Listener remover =
        new Listeners.Quiet() {
          @Override
          public void epoch(
              final String model,
              final int fold,
              final int epoch,
              final Map<String, Double> values) {
            if (epoch == 2) {
              assertTrue(
                  project.curves("m", fold).resolve("events.out.tfevents").toFile().delete());
            }
          }
        };
    TrainStage.run(
        project, request(OptionalInt.empty(), "1"), new Job("test", remover, () -> false));
    assertSameAsWhole(project);
  }
}
