package io.github.attrimil.project;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.CanceledException;
import io.github.attrimil.core.FatalException;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.RunRecord.Status;
import io.github.attrimil.format.table.CsvTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The template alone: a toy stage copies a letter into a file for each slide, or once. */
class StageTest {

  @TempDir Path root;

  private Project project;
  private Path input;
  private Listener listener = new Listener();
  private Job job = new Job("test", listener, () -> false);
  private final List<String> worked = new ArrayList<>();

  private static final class Listener implements Job.Listener {
    private final List<String> info = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final List<String> debug = new ArrayList<>();

    @Override
    public void info(final String message) {
      info.add(message);
    }

    @Override
    public void warn(final String message) {
      warnings.add(message);
    }

    @Override
    public void progress(final String message, final long done, final long total) {
      // Nobody looks.
    }

    @Override
    public void debug(final String message) {
      debug.add(message);
    }
  }

  @BeforeEach
  void open() throws IOException {
    project = new Project(root);
    input = Files.writeString(root.resolve("input.txt"), "abc");
  }

  private Path output(final String slide) {
    return root.resolve("out").resolve(slide + ".txt");
  }

  private Target target(final String name, final int size) {
    return new Target(
        name, new StampKey().with("size", size), List.of(input), List.of(output(name)));
  }

  private String write(final String name) {
    worked.add(name);
    try {
      Files.createDirectories(output(name).getParent());
      Files.writeString(output(name), name);
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
    return name;
  }

  /** What a run over slides a and b works on. */
  private List<String> slides(final int size, final boolean redo) {
    worked.clear();
    listener = new Listener();
    job = new Job("test", listener, () -> false);
    final List<String> good =
        new Stage("toy", project, redo, job)
            .slides(
                List.of("a", "b"),
                (id, own) ->
                    Plan.of(
                            target(id, size),
                            () -> {
                              write(id);
                              return Made.done("");
                            })
                        .keepingForeign(() -> Files.exists(output(id))));
    assertEquals(List.of("a", "b"), good);
    return worked;
  }

  private String once(final int size, final boolean redo) {
    worked.clear();
    listener = new Listener();
    job = new Job("test", listener, () -> false);
    return new Stage("toy", project, redo, job)
        .once(
            "m",
            () ->
                Plan.of(target("m", size), () -> write("m"))
                    .whenFinished("the model is already finished", () -> "read"));
  }

  @Test
  void finishedSlidesAreSkipped() {
    assertEquals(List.of("a", "b"), slides(1, false));
    assertEquals(List.of("toy: 2 done, 0 already finished, 0 failed"), done());
    assertEquals(List.of(), slides(1, false));
    assertEquals(List.of("toy: nothing to do, 2 slides are already finished"), listener.info);
    assertEquals(List.of("a", "b"), job.record().slidesWith(Status.SKIPPED));
  }

  private List<String> done() {
    return listener.info.stream().map(s -> s.replaceFirst(", [0-9.]+ s$", "")).toList();
  }

  @Test
  void otherParametersAreAReasonToRedo() {
    slides(1, false);
    assertEquals(List.of("a", "b"), slides(2, false));
    assertEquals(
        "toy a: repeated, because of other parameters: size was \"1\", is \"2\"",
        listener.info.get(0));
    assertEquals(
        "toy b: repeated, because of other parameters: size was \"1\", is \"2\"",
        listener.info.get(1));
    assertEquals(List.of(), slides(2, false));
  }

  @Test
  void otherInputsAreAReasonToRedo() throws IOException {
    slides(1, false);
    Files.writeString(input, "other");
    assertEquals(List.of("a", "b"), slides(1, false));
    assertEquals("toy a: repeated, because of a changed input.txt", listener.info.get(0));
  }

  @Test
  void aMissingOutputIsMadeAlone() throws IOException {
    slides(1, false);
    Files.delete(output("b"));
    assertEquals(List.of("b"), slides(1, false));
  }

  @Test
  void outputsFromElsewhereAreKeptUntilTheyAreToBeMadeAgain() {
    write("a");
    assertEquals(List.of("b"), slides(1, false));
    assertEquals(
        "toy a: kept, because it was not made by this project (redo=true replaces it)",
        listener.info.get(0));
    assertEquals(List.of("a", "b"), slides(1, true));
    assertEquals(List.of(), slides(1, false));
  }

  @Test
  void redoWorksOnFinishedSlides() {
    slides(1, false);
    assertEquals(List.of("a", "b"), slides(1, true));
  }

  @Test
  void aFailedSlideIsNamedWithItsTraceAndHasNoStamp() throws IOException {
    final SlideWork work =
        (id, own) ->
            Plan.of(
                target(id, 1),
                () -> {
                  if (id.equals("a")) {
                    throw new IllegalStateException("broken");
                  }
                  write(id);
                  return Made.done("fine");
                });
    final Stage stage = new Stage("toy", project, false, job);
    assertEquals(List.of("b"), stage.slides(List.of("a", "b"), work));
    assertFalse(project.stamps().has("toy", "a"));
    assertTrue(project.stamps().has("toy", "b"));
    assertEquals(List.of("toy a: IllegalStateException: broken"), listener.warnings);
    final CsvTable list = CsvTable.read(project.processList());
    assertEquals("failed", list.get(0, "status"));
    assertEquals("IllegalStateException: broken", list.get(0, "reason"));
    assertEquals("done", list.get(1, "status"));
    assertEquals("fine", list.get(1, "reason"));
    final JsonObject failed = record().getAsJsonArray("slides").get(0).getAsJsonObject();
    assertEquals("FAILED", failed.get("status").getAsString());
    assertTraced(failed.getAsJsonArray("trace"), "broken");
    assertTrue(listener.debug.get(0).contains("StageTest"), listener.debug.toString());
    // What goes well later is told no longer.
    assertEquals(List.of("a"), slides(1, false));
    assertEquals("done", CsvTable.read(project.processList()).get(0, "status"));
  }

  private JsonObject record() throws IOException {
    return JsonParser.parseString(Files.readString(job.record().write(root.resolve("runs"))))
        .getAsJsonObject();
  }

  private static void assertTraced(final JsonArray trace, final String message) {
    assertTrue(trace.get(0).getAsString().contains(message), trace.toString());
    assertTrue(trace.toString().contains(StageTest.class.getName()), trace.toString());
    assertTrue(trace.toString().length() < 16_000, trace.size() + " lines");
  }

  @Test
  void aLaterFailureDoesNotHideTheFirst() {
    new Stage("first", project, false, job)
        .list()
        .note("a", "slides/a.svs", "first", "failed", "the cause");
    final Stage stage = new Stage("toy", project, false, job);
    stage.slides(
        List.of("a", "b"),
        (id, own) ->
            Plan.always(
                () -> {
                  if (id.equals("a")) {
                    throw new AttriMilException("no patches");
                  }
                  return Made.unchanged();
                }));
    assertEquals("the cause", CsvTable.read(project.processList()).get(0, "reason"));
    assertEquals(1, CsvTable.read(project.processList()).rows());
  }

  @Test
  void aStageWhoseSlidesAllFailFails() {
    final AttriMilException e =
        assertThrows(
            AttriMilException.class,
            () ->
                new Stage("toy", project, false, job)
                    .slides(
                        List.of("a", "b"),
                        (id, own) -> {
                          throw new AttriMilException("no " + id);
                        }));
    assertEquals("None of 2 slides could be processed: no b", e.getMessage());
  }

  /** Outputs that are there and match may be of two runs once work on them has begun again. */
  @Test
  void workThatFailsHalfWayIsNotFinished() {
    assertEquals("m", once(1, false));
    assertThrows(
        AttriMilException.class,
        () ->
            new Stage("toy", project, true, job)
                .once(
                    "m",
                    () ->
                        Plan.of(
                                target("m", 1),
                                () -> {
                                  throw new AttriMilException("the disk is full");
                                })
                            .whenFinished("never", () -> "never")));
    assertEquals("m", once(1, false));
    assertEquals(
        List.of("toy m: repeated, because of an earlier run that did not finish"), listener.info);
  }

  @Test
  void onceSkipsAndReads() {
    assertEquals("m", once(1, false));
    assertEquals(List.of("m"), job.record().slidesWith(Status.DONE));
    assertEquals("read", once(1, false));
    assertEquals(List.of("toy: nothing to do, the model is already finished"), listener.info);
    assertEquals(List.of("m"), job.record().slidesWith(Status.SKIPPED));
    assertEquals("m", once(1, true));
    assertEquals("m", once(2, false));
    assertEquals(
        List.of("toy m: repeated, because of other parameters: size was \"1\", is \"2\""),
        listener.info);
  }

  @Test
  void whatIsDoneLastComesAfterTheStamp() {
    final List<Boolean> stamped = new ArrayList<>();
    new Stage("toy", project, false, job)
        .once(
            "m",
            () ->
                Plan.of(target("m", 1), () -> write("m"))
                    .lastly(() -> stamped.add(project.stamps().has("toy", "m"))));
    assertEquals(List.of(true), stamped);
  }

  @Test
  void aFailureOfWhatIsMadeOnceIsRecordedAndThrown() throws IOException {
    final AttriMilException thrown = new AttriMilException("no splits");
    assertEquals(
        thrown,
        assertThrows(
            AttriMilException.class,
            () ->
                new Stage("toy", project, false, job)
                    .once(
                        "m",
                        () -> {
                          throw thrown;
                        })));
    final JsonObject failed = record().getAsJsonArray("slides").get(0).getAsJsonObject();
    assertEquals("no splits", failed.get("reason").getAsString());
    assertTraced(failed.getAsJsonArray("trace"), "no splits");
  }

  @Test
  void anErrorOfTheMachineEndsWhatIsMadeOnce() {
    final FatalException e =
        assertThrows(
            FatalException.class,
            () ->
                new Stage("toy", project, false, job)
                    .once(
                        "m",
                        () ->
                            Plan.of(
                                target("m", 1),
                                () -> {
                                  throw new OutOfMemoryError("Java heap space");
                                })));
    assertTrue(e.getMessage().contains("`toy` of m"), e.getMessage());
    assertEquals(List.of("m"), job.record().slidesWith(Status.FAILED));
    assertFalse(project.stamps().has("toy", "m"));
  }

  @Test
  void aCancelIsNoFailure() {
    assertThrows(
        CanceledException.class,
        () ->
            new Stage("toy", project, false, job)
                .once(
                    "m",
                    () -> {
                      throw new CanceledException();
                    }));
    assertThrows(
        CanceledException.class,
        () ->
            new Stage("toy", project, false, job)
                .slides(
                    List.of("a"),
                    (id, own) -> {
                      throw new CanceledException();
                    }));
    assertEquals(List.of(), job.record().slidesWith(Status.FAILED));
    assertFalse(Files.exists(project.processList()));
  }

  @Test
  void theFirstStageNotesFinishedSlides() {
    slides(1, false);
    project.processList().toFile().delete();
    final SlideWork first =
        new SlideWork() {
          @Override
          public Plan<Made> plan(final String slide, final Job own) {
            return Plan.of(target(slide, 1), () -> Made.done(write(slide)));
          }

          @Override
          public String path(final String slide) {
            return root.resolve("slides").resolve(slide + ".svs").toString();
          }

          @Override
          public Optional<Listing> listing(final String slide) {
            return Optional.of(new Listing(path(slide), 0, Map.of()));
          }
        };
    new Stage("toy", project, false, job).slides(List.of("a"), first);
    assertEquals("slides/a.svs", CsvTable.read(project.processList()).get(0, "path"));
    assertEquals("done", CsvTable.read(project.processList()).get(0, "status"));
  }
}
