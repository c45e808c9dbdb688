package io.github.attrimil.project;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.CanceledException;
import io.github.attrimil.core.FatalException;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.RunRecord.Status;
import io.github.attrimil.core.Workers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SlideLoopTest {

  @Test
  void oneBadSlideDoesNotStopTheOthers() {
    final Job job = Job.silent();
    final List<String> failed = new ArrayList<>();
    final List<String> good =
        SlideLoop.run(
            job,
            "stage",
            List.of("a", "b", "c"),
            id -> {
              if (id.equals("b")) {
                throw new IllegalStateException("broken\nin two lines");
              }
              return id.equals("a") ? Status.DONE : Status.SKIPPED;
            },
            (id, reason) -> failed.add(id + ": " + reason));
    assertEquals(List.of("a", "c"), good);
    assertEquals(List.of("b: IllegalStateException: broken in two lines"), failed);
    assertEquals(List.of("b"), job.record().slidesWith(Status.FAILED));
    assertEquals(1, job.record().warnings().size());
  }

  /** As the decoder of JPEG 2000 does. */
  @Test
  void whatThrowsAnErrorDoesNotStopTheOthers() {
    final List<String> failed = new ArrayList<>();
    final List<String> good =
        SlideLoop.run(
            Job.silent(),
            "stage",
            List.of("a", "b"),
            id -> {
              if (id.equals("a")) {
                throw new Error("damaged");
              }
              return Status.DONE;
            },
            (id, reason) -> failed.add(id + ": " + reason));
    assertEquals(List.of("b"), good);
    assertEquals(List.of("a: Error: damaged"), failed);
  }

  /** The next slide would meet it too. */
  @Test
  void anErrorOfTheMachineEndsTheRun() {
    for (final Error error :
        List.of(
            new OutOfMemoryError("Java heap space"),
            new StackOverflowError(),
            new NoClassDefFoundError("some/Library"))) {
      final Job job = Job.silent();
      final List<String> seen = new ArrayList<>();
      final List<String> failed = new ArrayList<>();
      final AttriMilException e =
          assertThrows(
              FatalException.class,
              () ->
                  SlideLoop.run(
                      job,
                      "stage",
                      List.of("a", "b", "c"),
                      id -> {
                        seen.add(id);
                        if (id.equals("b")) {
                          throw error;
                        }
                        return Status.DONE;
                      },
                      (id, reason) -> failed.add(id)));
      assertEquals(List.of("a", "b"), seen);
      assertEquals(List.of("b"), failed);
      assertEquals(List.of("b"), job.record().slidesWith(Status.FAILED));
      assertTrue(e.getMessage().contains("`stage` of slide b"), e.getMessage());
    }
  }

  @Test
  void outOfMemorySaysWhatToDo() {
    final FatalException e =
        FatalException.of(new OutOfMemoryError("Java heap space"), "`features` of slide a");
    assertTrue(e.getMessage().startsWith("Out of memory in `features` of slide a"));
    assertTrue(e.getMessage().contains("-Xmx"), e.getMessage());
  }

  @Test
  void anErrorOfAWorkerEndsTheRunToo() {
    final CompletableFuture<Void> worker =
        CompletableFuture.failedFuture(new OutOfMemoryError("in a worker"));
    assertThrows(OutOfMemoryError.class, () -> Workers.result(worker));
    final CompletableFuture<Void> decoder =
        CompletableFuture.failedFuture(new Error("damaged tile"));
    assertThrows(AttriMilException.class, () -> Workers.result(decoder));
  }

  @Test
  void failsWhenNoSlideCouldBeDone() {
    final AttriMilException e =
        assertThrows(
            AttriMilException.class,
            () ->
                SlideLoop.run(
                    Job.silent(),
                    "stage",
                    List.of("a", "b"),
                    id -> {
                      throw new AttriMilException("no " + id);
                    },
                    (id, reason) -> {}));
    assertTrue(e.getMessage().contains("no b"), e.getMessage());
  }

  @Test
  void cancelEndsTheLoop() {
    final List<String> seen = new ArrayList<>();
    assertThrows(
        CanceledException.class,
        () ->
            SlideLoop.run(
                new Job("x", new Quiet(), () -> seen.size() == 2),
                "stage",
                List.of("a", "b", "c"),
                id -> {
                  seen.add(id);
                  return Status.DONE;
                },
                (id, reason) -> {}));
    assertEquals(List.of("a", "b"), seen);
  }

  private static final class Quiet implements Job.Listener {
    @Override
    public void info(final String message) {}

    @Override
    public void warn(final String message) {}

    @Override
    public void progress(final String message, final long done, final long total) {}
  }
}
