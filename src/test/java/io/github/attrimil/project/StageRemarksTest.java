package io.github.attrimil.project;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.core.AtomicFile;
import io.github.attrimil.core.DiskException;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.Listeners;
import io.github.attrimil.format.table.CsvTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run said of an output is known to the run that finds it finished. */
class StageRemarksTest {

  @TempDir private Path root;

  private Project project;
  private final List<String> worked = new ArrayList<>();

  @BeforeEach
  void open() {
    project = new Project(root);
  }

  private SlideWork work(final AtomicFile.Writer writer) {
    return new SlideWork() {
      @Override
      public Plan<Made> plan(final String id, final Job job) {
        final Path output = root.resolve("out").resolve(id);
        return Plan.of(
            new Target(id, new StampKey().with("size", 1), List.of(), List.of(output)),
            () -> {
              worked.add(id);
              AtomicFile.write(output, writer);
              job.warn(id + " is odd");
              return Made.done(id + " has 3 patches");
            });
      }

      @Override
      public Optional<Listing> listing(final String slide) {
        return Optional.of(new Listing("", 0, Map.of()));
      }
    };
  }

  private List<String> run(final AtomicFile.Writer writer) {
    final Job job = new Job("test", Listeners.NOBODY, () -> false);
    new Stage("toy", project, false, job).slides(List.of("a", "b"), work(writer));
    return job.record().warnings();
  }

  /** A run that is killed after its last slide, and before the list is written, leaves this. */
  @Test
  void slidesThatAKilledRunDidNotNoteAreNotedWithItsRemarks() throws IOException {
    final List<String> warnings = run(part -> Files.writeString(part, "done"));
    assertEquals(List.of("a is odd", "b is odd"), warnings);
    final String list = Files.readString(project.processList());
    Files.delete(project.processList());
    Files.delete(root.resolve(".attrimil/process_list.csv"));
    worked.clear();
    assertEquals(warnings, run(part -> Files.writeString(part, "again")));
    assertEquals(List.of(), worked);
    assertEquals(list, Files.readString(project.processList()));
    assertEquals(
        "b has 3 patches", CsvTable.read(project.processList()).find(1, "reason").orElse(""));
  }

  /** A run that does not work on finished slides notes them, too. */
  @Test
  void aFinishedSlideIsNotedAfterTheEarlierStageOnly() throws IOException {
    run(part -> Files.writeString(part, "done"));
    final String list = Files.readString(project.processList());
    final ProcessList killed = new Stage("early", project, false, Job.silent()).list();
    killed.note("a", "", "early", "done", "");
    killed.note("c", "", "early", "done", "");
    final String before = Files.readString(project.processList());
    new Stage("toy", project, false, Job.silent()).noteLate(List.of("a", "b", "c"), "other");
    assertEquals(before, Files.readString(project.processList()));
    new Stage("toy", project, false, Job.silent()).noteLate(List.of("a", "b", "c"), "early");
    final CsvTable table = CsvTable.read(project.processList());
    assertEquals("a has 3 patches", table.find(0, "reason").orElse(""));
    assertEquals("early", table.find(2, "stage").orElse(""), "it has no output");
    assertTrue(Files.readString(project.processList()).startsWith(list));
  }

  /** A power cut may leave the name of a file and none of its bytes. */
  @Test
  void anEmptiedListIsTakenFromItsCopy() throws IOException {
    run(part -> Files.writeString(part, "done"));
    final String list = Files.readString(project.processList());
    Files.write(project.processList(), new byte[0]);
    run(part -> Files.writeString(part, "again"));
    assertEquals(list, Files.readString(project.processList()));
    Files.write(root.resolve(".attrimil/process_list.csv"), new byte[0]);
    run(part -> Files.writeString(part, "again"));
    assertEquals(list, Files.readString(project.processList()));
  }

  /** Such as splits_0.csv of five, which would be kept as a user's and make one fold of them. */
  @Test
  void filesOfAKilledRunDoNotPassForSomeFromElsewhere() throws IOException {
    final List<Path> outputs = List.of(root.resolve("out/0"), root.resolve("out/1"));
    final Supplier<Plan<String>> planning =
        () ->
            Plan.of(
                    new Target("m", new StampKey().with("size", 1), List.of(), outputs),
                    () -> {
                      AtomicFile.write(outputs.get(0), part -> Files.writeString(part, "a"));
                      if (worked.isEmpty()) {
                        worked.add("killed");
                        throw new IllegalStateException("killed");
                      }
                      AtomicFile.write(outputs.get(1), part -> Files.writeString(part, "b"));
                      return "made";
                    })
                .keepingForeign(() -> Files.exists(outputs.get(0)))
                .whenFinished("it is finished", () -> "kept");
    final Stage stage = new Stage("toy", project, false, Job.silent());
    assertThrows(IllegalStateException.class, () -> stage.once("m", planning));
    assertEquals("made", stage.once("m", planning));
    assertEquals("kept", stage.once("m", planning));
  }

  @Test
  void aFullDiskEndsTheRunAtTheFirstSlide() {
    assertThrows(
        DiskException.class,
        () ->
            run(
                part -> {
                  throw new IOException("No space left on device");
                }));
    assertEquals(List.of("a"), worked);
  }
}
