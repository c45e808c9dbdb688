package io.github.attrimil.cluster;

import io.github.attrimil.cluster.Pieces.Piece;
import io.github.attrimil.command.Cluster;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.CanceledException;
import io.github.attrimil.core.Job;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.spark.SimpleFutureAction;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction0;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/**
 * Has pieces done by tasks of Spark. A piece that fails is a row; Spark's own retries are for
 * machines that are lost. A second attempt at a finished slide finds it finished.
 */
final class SparkCrew implements Cluster.Machines {

  /** More pieces than these share tasks, so that the scheduler's part stays small. */
  private static final int MOST_TASKS = 10_000;

  private static final long LOOK_MILLIS = 200;

  private final JavaSparkContext spark;
  private final String command;
  private final Map<String, String> parameters;
  private int stages;

  SparkCrew(
      final JavaSparkContext spark, final String command, final Map<String, String> parameters) {
    this.spark = spark;
    this.command = command;
    this.parameters = new LinkedHashMap<>(parameters);
  }

  @Override
  public void work(
      final String stage,
      final List<String> pieces,
      final Work work,
      final Taker taker,
      final Job job) {
    if (pieces.isEmpty()) {
      return;
    }
    final SparkContext context = spark.sc();
    final Help help =
        new Help(context.applicationId() + "/" + stages++, command, parameters, stage);
    final List<Piece> all =
        IntStream.range(0, pieces.size()).mapToObj(i -> new Piece(i, pieces.get(i))).toList();
    final int tasks = Math.min(all.size(), MOST_TASKS);
    final BlockingQueue<PieceRow> arrived = new LinkedBlockingQueue<>();
    final SimpleFutureAction<BoxedUnit> action =
        context.submitJob(
            spark.parallelize(new ArrayList<>(all), tasks).rdd(),
            new Pieces(help),
            numbers(tasks),
            new Arrival(arrived),
            new Nothing());
    try {
      take(arrived, pieces.size(), action, taker, job);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CanceledException();
    } finally {
      if (!action.isCompleted()) {
        action.cancel();
      }
    }
  }

  private static Seq<Object> numbers(final int count) {
    final List<Object> numbers = new ArrayList<>();
    IntStream.range(0, count).forEach(numbers::add);
    return CollectionConverters.asScala(numbers).toSeq();
  }

  private static void take(
      final BlockingQueue<PieceRow> arrived,
      final int count,
      final SimpleFutureAction<BoxedUnit> action,
      final Taker taker,
      final Job job)
      throws InterruptedException {
    for (int taken = 0; taken < count; ) {
      job.checkCanceled();
      final PieceRow row = arrived.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      if (row != null) {
        taker.take(row.index(), row.row());
        taken++;
      } else if (action.isCompleted() && action.value().get().isFailure()) {
        final Throwable why = action.value().get().failed().get();
        throw new AttriMilException(
            "Spark has given up: " + AttriMilException.oneLine(why) + ". Run again to continue",
            why);
      }
    }
  }

  @Override
  public void close() {
    spark.close();
  }

  /** Rows of a task that has ended, in this process. */
  private static final class Arrival extends AbstractFunction2<Object, PieceRow[], BoxedUnit> {

    private final BlockingQueue<PieceRow> arrived;

    Arrival(final BlockingQueue<PieceRow> arrived) {
      this.arrived = arrived;
    }

    @Override
    public BoxedUnit apply(final Object task, final PieceRow[] rows) {
      arrived.addAll(List.of(rows));
      return BoxedUnit.UNIT;
    }
  }

  private static final class Nothing extends AbstractFunction0<BoxedUnit> {
    @Override
    public BoxedUnit apply() {
      return BoxedUnit.UNIT;
    }
  }
}
