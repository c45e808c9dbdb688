package io.github.attrimil.workbench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.project.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the workbench says of a project, from its files alone. */
class OverviewTest {

  @TempDir Path root;

  private Project project;

  @BeforeEach
  void empty() {
    project = new Project(root);
  }

  private ProjectOverview read() {
    return OverviewReader.read(project, "");
  }

  private Path write(final Path file, final String text) throws IOException {
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private void table(final String... labels) throws IOException {
    final StringBuilder csv = new StringBuilder("case_id,slide_id,label\n");
    for (int i = 0; i < labels.length; i++) {
      csv.append("c").append(i).append(",s").append(i).append(',').append(labels[i]).append('\n');
    }
    write(project.slidesCsv(), csv.toString());
  }

  @Test
  void anEmptyProjectAsksForSlides() {
    final ProjectOverview overview = read();
    assertEquals(NextStep.Kind.ADD_SLIDES, overview.next().kind());
    assertEquals("no slides", overview.count(WorkStage.PATCHES).text());
    assertEquals("no slides yet", overview.summary());
    assertEquals("not done", overview.count(WorkStage.TRAIN).text());
    assertTrue(overview.problems().isEmpty());
  }

  @Test
  void stagesFollowEachOther() throws Exception {
    table("normal", "tumor", "tumor");
    assertEquals("Find tissue and patches (3 slides)", read().next().text());
    for (int i = 0; i < 3; i++) {
      write(project.patches("s" + i), "x");
    }
    assertEquals(Optional.of(WorkStage.FEATURES), read().next().stage());
    assertEquals("3 of 3 done", read().count(WorkStage.TISSUE).text());
    for (int i = 0; i < 3; i++) {
      write(project.features("s" + i), "x");
    }
    assertEquals("Split slides into folds", read().next().text());
    write(project.split(0), ",train,val,test\n0,s0,s1,s2\n");
    assertEquals("done, 1 fold", read().count(WorkStage.SPLIT).text());
    assertEquals("Train the model", read().next().text());
    assertEquals("3 slides, all labeled (normal 1, tumor 2)", read().summary());
  }

  @Test
  void labelsAreAskedForBeforeTheSplit() throws Exception {
    table("", "tumor");
    write(project.features("s0"), "x");
    write(project.features("s1"), "x");
    final NextStep step = read().next();
    assertEquals(NextStep.Kind.LABEL, step.kind());
    assertTrue(step.text().contains("all are \"tumor\""), step.text());
  }

  @Test
  void aSplitThatMissesLabeledSlidesIsStale() throws Exception {
    table("normal", "tumor", "tumor", "normal");
    write(project.split(0), ",train,val,test\n0,s0,s1,s2\n");
    final StageCount split = read().count(WorkStage.SPLIT);
    assertEquals(Mark.STALE, split.mark());
    assertTrue(split.text().contains("1 labeled slide"), split.text());
  }

  @Test
  void aFailedSlideIsNamedAndNotWaitedFor() throws Exception {
    table("normal", "tumor", "tumor");
    write(
        project.processList(),
        "slide_id,path,process,status,stage,reason\ns1,,1,failed,patch,no tissue was found\n"
            + "s2,,0,,,\n");
    write(project.patches("s0"), "x");
    final ProjectOverview overview = read();
    final SlideRow failed = overview.slides().get(1);
    assertEquals("no tissue was found", failed.failure().orElseThrow().reason());
    assertEquals(Mark.FAILED, failed.mark(WorkStage.FEATURES));
    assertTrue(overview.slides().get(2).excluded());
    assertEquals("1 of 2 done, 1 failed", overview.count(WorkStage.PATCHES).text());
    assertEquals("Encode patches (1 slide)", overview.next().text());
    assertTrue(new SlideFilter("", "", SlideFilter.State.FAILED).accepts(failed));
    assertFalse(new SlideFilter("", "", SlideFilter.State.UNLABELED).accepts(failed));
    assertTrue(new SlideFilter("S1", "tumor", SlideFilter.State.ALL).accepts(failed));
    assertFalse(new SlideFilter("", "normal", SlideFilter.State.ALL).accepts(failed));
  }

  @Test
  void whatWasMadeFromOtherInputsIsStale() throws Exception {
    table("normal", "tumor");
    final Path patches = write(project.patches("s0"), "patches");
    write(project.features("s0"), "features");
    final String stamp =
        "{\"parameters\":{},\"inputs\":{\"patches/s0.h5\":{\"bytes\":7,\"modified\":%d,"
            + "\"sha256\":\"%s\"}},\"outputs\":{}}";
    final String sum = io.github.attrimil.core.Sha256.of(patches);
    write(
        root.resolve(".attrimil/features/s0.json"),
        stamp.formatted(Files.getLastModifiedTime(patches).toMillis(), sum));
    assertEquals(Mark.DONE, read().slides().get(0).mark(WorkStage.FEATURES));
    // A copied project has other times.
    Files.setLastModifiedTime(patches, FileTime.fromMillis(1_000_000));
    assertEquals(Mark.DONE, read().slides().get(0).mark(WorkStage.FEATURES));
    Files.writeString(patches, "changed");
    assertEquals(Mark.STALE, read().slides().get(0).mark(WorkStage.FEATURES));
    // A run that did not finish.
    write(root.resolve(".attrimil/features/s0.json"), "{}");
    assertEquals(Mark.STALE, read().slides().get(0).mark(WorkStage.FEATURES));
    assertEquals("0 of 2 done, 1 stale", read().count(WorkStage.FEATURES).text());
  }

  @Test
  void aTableThatCannotBeReadIsAProblemNotAnEnd() throws Exception {
    write(project.slidesCsv(), "name,class\na,b\n");
    write(project.features("s0"), "x");
    final ProjectOverview overview = read();
    assertEquals(1, overview.slides().size());
    assertFalse(overview.problems().isEmpty());
    assertTrue(overview.problems().get(0).contains("slide_id"), overview.problems().toString());
  }

  @Test
  void theAucIsThatOfTheReport() throws Exception {
    final Path summary =
        write(
            project.results("m").resolve("summary.csv"),
            "folds,test_auc,test_acc,pooled_auc\n0,1.0,1.0,0.9871\n1,0.9,0.8,0.9871\n");
    assertEquals("AUC 0.987", ModelFacts.result(summary), "not the mean of the folds");
    assertEquals(
        "", ModelFacts.result(write(summary, "folds,test_auc,test_acc,pooled_auc\n0,,1.0,\n")));
  }

  @Test
  void oneDamagedFileIsOneProblem() throws Exception {
    Files.write(project.processList(), new byte[] {0, 1, (byte) 0xff, 'x'});
    final ProjectOverview overview = read();
    assertEquals(1, overview.problems().size(), overview.problems().toString());
  }

  @Test
  void runsAreSeenByWhoeverWatches() {
    final StringBuilder seen = new StringBuilder();
    final Runs.Watcher watcher = run -> seen.append(run.message()).append('|');
    Runs.watch(watcher);
    final boolean[] canceled = {false};
    final Run run = Runs.begin("Train MIL Model", Optional.of(root), () -> canceled[0] = true);
    final StringBuilder passed = new StringBuilder();
    final io.github.attrimil.core.Job.Listener listener =
        run.over(
            new io.github.attrimil.core.Job.Listener() {
              @Override
              public void info(final String message) {
                passed.append(message);
              }

              @Override
              public void warn(final String message) {
                passed.append(message);
              }

              @Override
              public void progress(final String message, final long done, final long total) {
                passed.append(message);
              }

              @Override
              public void debug(final String message) {
                passed.append(message);
              }

              @Override
              public void epoch(
                  final String model,
                  final int fold,
                  final int epoch,
                  final java.util.Map<String, Double> values) {
                passed.append(model).append(fold).append(epoch);
              }
            },
            text -> text.replace("`features`", "Extract Patch Features..."));
    assertEquals(Optional.of(run), Runs.in(root));
    listener.info("run `features` first");
    assertEquals(java.util.List.of("run Extract Patch Features... first"), run.lines());
    assertEquals("run `features` first", passed.toString(), "others get it as it was");
    passed.setLength(0);
    listener.progress("train: 3 of 12", 3, 12);
    assertEquals(0.25, run.fraction());
    assertTrue(run.isAt("train", "Train MIL Model..."));
    assertFalse(run.isAt("features", "Extract Patch Features..."));
    listener.warn("few slides");
    listener.debug("!");
    listener.epoch("m", 1, 2, java.util.Map.of());
    run.cancel();
    assertTrue(canceled[0]);
    assertEquals("Canceling: train: 3 of 12", run.message());
    run.end(false, "canceled");
    assertEquals(Optional.of(false), run.ended());
    assertTrue(Runs.in(root).isEmpty());
    assertEquals("train: 3 of 12few slides!m12", passed.toString());
    assertTrue(run.lines().contains("Warning: few slides"));
    assertTrue(seen.toString().endsWith("canceled|"), seen.toString());
    Runs.forget(watcher);
  }
}
