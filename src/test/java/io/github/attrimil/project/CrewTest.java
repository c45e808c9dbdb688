package io.github.attrimil.project;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Crew;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.RunRecord.Status;
import io.github.attrimil.core.SlideRow;
import io.github.attrimil.format.table.CsvTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stages whose slides others do, and processes that help with one stage. */
class CrewTest {

  @TempDir Path root;

  private final Job job = Job.silent();
  private final List<String> worked = new ArrayList<>();

  /** Does the last piece first, in this process. */
  private record Backwards(Optional<String> helpsWith) implements Crew {
    @Override
    public void work(
        final String stage,
        final List<String> pieces,
        final Work work,
        final Taker taker,
        final Job job) {
      for (int i = pieces.size() - 1; i >= 0; i--) {
        taker.take(i, work.run(pieces.get(i), job.beside(() -> false)));
      }
    }
  }

  private Plan<Made> plan(final String id, final Job own) {
    return Plan.always(
        () -> {
          worked.add(id);
          if (id.equals("bad")) {
            throw new AttriMilException("it is bad");
          }
          own.warn("about " + id);
          return Made.done();
        });
  }

  private List<String> run(final SlideWork work) {
    return new Stage("toy", new Project(root), false, job).slides(List.of("a", "bad", "c"), work);
  }

  @Test
  void rowsComeBackAsFromThreads() {
    job.crew(new Backwards(Optional.empty()));
    assertEquals(List.of("a", "c"), run(this::plan));
    assertEquals(List.of("c", "bad", "a"), worked);
    assertEquals(List.of("about a", "toy bad: it is bad", "about c"), job.record().warnings());
    assertEquals(List.of("bad"), job.record().slidesWith(Status.FAILED));
    final CsvTable list = CsvTable.read(root.resolve("process_list.csv"));
    assertEquals("it is bad", list.get(0, "reason"));
  }

  @Test
  void whatStaysInMemoryIsDoneHere() {
    job.crew(
        (stage, pieces, work, taker, own) -> {
          throw new AssertionError("Nobody else has this memory");
        });
    assertEquals(List.of("a", "c"), run(SlideWork.gathering(this::plan)));
  }

  @Test
  void aHelperKeepsNoListAndLeavesTheRestToTheOther() {
    job.crew(new Backwards(Optional.of("toy")));
    run(this::plan);
    assertFalse(Files.exists(root.resolve("process_list.csv")));
    final Stage other = new Stage("other", new Project(root), true, job);
    final Path made = root.resolve("made");
    assertEquals(
        "as it was",
        other.<String>once(
            "made",
            () ->
                Plan.of(
                        new Target("made", new StampKey(), List.of(), List.of(made)),
                        () -> {
                          worked.add("made");
                          return "again";
                        })
                    .whenFinished("it is there", () -> "as it was")));
    assertFalse(worked.contains("made"));
  }

  @Test
  void aCrewThatGivesUpEndsTheRun() {
    job.crew(
        (stage, pieces, work, taker, own) -> {
          taker.take(0, SlideRow.of("a", Status.DONE, Optional.empty(), own));
          throw new AttriMilException("given up");
        });
    final AttriMilException e = assertThrows(AttriMilException.class, () -> run(this::plan));
    assertTrue(e.getMessage().contains("given up"));
    // What came before is recorded.
    assertEquals(List.of("a"), job.record().slidesWith(Status.DONE));
  }
}
