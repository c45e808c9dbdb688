package io.github.attrimil.project;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.CanceledException;
import io.github.attrimil.core.FatalException;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.RunRecord.Status;
import io.github.attrimil.core.Workers;
import io.github.attrimil.format.table.CsvTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many slides, one after the other and several at once. */
class SlideLoopTest {

  @TempDir Path root;

  private final List<String> seen = Collections.synchronizedList(new ArrayList<>());
  private Job job = Job.silent();

  private List<String> run(
      final int atOnce, final List<String> slides, final Function<String, Made> work) {
    job.slidesAtOnce(atOnce);
    return new Stage("stage", new Project(root), false, job)
        .slides(
            slides,
            (id, own) -> {
              seen.add(id);
              return Plan.always(() -> work.apply(id));
            });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void oneBadSlideDoesNotStopTheOthers(final int atOnce) {
    final List<String> good =
        run(
            atOnce,
            List.of("a", "b", "c"),
            id -> {
              if (id.equals("b")) {
                throw new IllegalStateException("broken\nin two lines");
              }
              return id.equals("a") ? Made.done() : Made.unchanged();
            });
    assertEquals(List.of("a", "c"), good);
    final CsvTable list = CsvTable.read(root.resolve("process_list.csv"));
    assertEquals("b", list.get(0, "slide_id"));
    assertEquals("IllegalStateException: broken in two lines", list.get(0, "reason"));
    assertEquals(List.of("b"), job.record().slidesWith(Status.FAILED));
    assertEquals(1, job.record().warnings().size());
  }

  /** As the decoder of JPEG 2000 does. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void whatThrowsAnErrorDoesNotStopTheOthers(final int atOnce) {
    final List<String> good =
        run(
            atOnce,
            List.of("a", "b"),
            id -> {
              if (id.equals("a")) {
                throw new Error("damaged");
              }
              return Made.done();
            });
    assertEquals(List.of("b"), good);
    assertEquals(
        "Error: damaged", CsvTable.read(root.resolve("process_list.csv")).get(0, "reason"));
  }

  /** The next slide would meet it too. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void anErrorOfTheMachineEndsTheRun(final int atOnce) throws IOException {
    for (final Error error :
        List.of(
            new OutOfMemoryError("Java heap space"),
            new StackOverflowError(),
            new NoClassDefFoundError("some/Library"))) {
      seen.clear();
      job = Job.silent();
      Files.deleteIfExists(root.resolve("process_list.csv"));
      final List<String> many = IntStream.range(0, 100).mapToObj(i -> "s" + i).toList();
      final AttriMilException e =
          assertThrows(
              FatalException.class,
              () ->
                  run(
                      atOnce,
                      many,
                      id -> {
                        if (id.equals("s1")) {
                          throw error;
                        }
                        sleep(1);
                        return Made.done();
                      }));
      assertTrue(seen.size() < 100 && (atOnce > 1 || seen.size() == 2), seen.toString());
      assertEquals(List.of("s1"), job.record().slidesWith(Status.FAILED));
      assertEquals("s1", CsvTable.read(root.resolve("process_list.csv")).get(0, "slide_id"));
      assertTrue(e.getMessage().contains("`stage` of slide s1"), e.getMessage());
    }
  }

  private static void sleep(final int millis) {
    try {
      Thread.sleep(millis);
    } catch (final InterruptedException e) {
      throw new IllegalStateException(e);
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

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void failsWhenNoSlideCouldBeDone(final int atOnce) {
    final AttriMilException e =
        assertThrows(
            AttriMilException.class,
            () ->
                run(
                    atOnce,
                    List.of("a", "b"),
                    id -> {
                      // Whichever ends last, the last one's reason is given.
                      sleep(id.equals("a") ? 20 : 0);
                      throw new AttriMilException("no " + id);
                    }));
    assertEquals("None of 2 slides could be processed: no b", e.getMessage());
  }

  @Test
  void cancelEndsTheLoop() {
    job = Job.silent().beside(() -> seen.size() == 2);
    assertThrows(CanceledException.class, () -> run(1, List.of("a", "b", "c"), id -> Made.done()));
    assertEquals(List.of("a", "b"), seen);
  }

  /** Slides that are worked on stop, those that were done are recorded, no further one begins. */
  @Test
  void cancelReachesAllSlidesThatAreWorkedOn() throws Exception {
    final AtomicBoolean canceled = new AtomicBoolean();
    final CountDownLatch working = new CountDownLatch(3);
    job = Job.silent().beside(canceled::get);
    job.slidesAtOnce(3);
    final CompletableFuture<Void> run =
        CompletableFuture.runAsync(
            () ->
                new Stage("stage", new Project(root), false, job)
                    .slides(
                        List.of("a", "b", "c", "d", "e"),
                        (id, own) ->
                            Plan.always(
                                () -> {
                                  seen.add(id);
                                  if (!id.equals("a")) {
                                    working.countDown();
                                    for (; ; ) {
                                      sleep(1);
                                      own.checkCanceled();
                                    }
                                  }
                                  return Made.done("");
                                })));
    assertTrue(working.await(10, TimeUnit.SECONDS));
    canceled.set(true);
    final Exception e = assertThrows(Exception.class, () -> run.get(2, TimeUnit.SECONDS));
    assertTrue(e.getCause() instanceof CanceledException, e.toString());
    assertEquals(4, seen.size());
    assertFalse(seen.contains("e"));
    assertEquals(List.of("a"), job.record().slidesWith(Status.DONE));
    assertEquals(1, CsvTable.read(root.resolve("process_list.csv")).rows());
  }

  /** As Fiji ends a macro. */
  @Test
  void anInterruptOfTheCallerEndsTheRun() throws Exception {
    final CountDownLatch working = new CountDownLatch(2);
    final List<Throwable> thrown = new ArrayList<>();
    job.slidesAtOnce(2);
    final Thread caller =
        new Thread(
            () -> {
              try {
                new Stage("stage", new Project(root), false, job)
                    .slides(
                        List.of("a", "b", "c"),
                        (id, own) -> {
                          working.countDown();
                          for (; ; ) {
                            sleep(1);
                            own.checkCanceled();
                          }
                        });
              } catch (final CanceledException e) {
                thrown.add(e);
              }
            });
    caller.start();
    assertTrue(working.await(10, TimeUnit.SECONDS));
    caller.interrupt();
    caller.join(2000);
    assertFalse(caller.isAlive());
    assertEquals(1, thrown.size());
  }

  /** A first stage over many slides of which some fail, each of another length. */
  private String files(final Path folder, final int atOnce) throws IOException {
    final Project project = new Project(folder);
    final Random random = new Random(atOnce);
    final int[] millis = random.ints(60, 0, 8).toArray();
    final SlideWork work =
        new SlideWork() {
          @Override
          public Plan<Made> plan(final String slide, final Job own) {
            final int i = Integer.parseInt(slide.substring(1));
            return Plan.always(
                () -> {
                  sleep(millis[i]);
                  own.warn("odd " + slide);
                  if (i % 7 == 3) {
                    throw new AttriMilException("broken " + slide);
                  }
                  return Made.done(i + " patches");
                });
          }

          @Override
          public Optional<Listing> listing(final String slide) {
            return Optional.of(new Listing("/" + slide, 0, Map.of("size", slide)));
          }
        };
    final Job own = Job.silent();
    own.slidesAtOnce(atOnce);
    final List<String> slides = IntStream.range(0, 60).mapToObj(i -> "s" + i).toList();
    final List<String> good = new Stage("stage", project, false, own).slides(slides, work);
    final JsonObject json =
        JsonParser.parseString(Files.readString(own.record().write(project.runs())))
            .getAsJsonObject();
    json.getAsJsonArray("slides").forEach(s -> s.getAsJsonObject().remove("trace"));
    return good
        + Files.readString(project.processList())
        + json.get("slides")
        + json.get("warnings")
        + json.getAsJsonObject("stages").getAsJsonObject("stage").get("failed");
  }

  @Test
  void listAndRecordAreTheSameHoweverManySlidesAtOnce() throws IOException {
    final String one = files(root.resolve("one"), 1);
    assertEquals(one, files(root.resolve("four"), 4));
    assertEquals(one, files(root.resolve("twenty"), 20));
    assertTrue(one.contains("broken s3"), one);
  }
}
