package io.github.attrimil.cluster;

import io.github.attrimil.command.line.CommandCall;
import io.github.attrimil.core.CanceledException;
import io.github.attrimil.core.Crew;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.RunRecord.Status;
import io.github.attrimil.core.SlideRow;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a process of the cluster does pieces of one stage. It runs the same command as the driver
 * up to that stage, whose encoder, networks and settings are thus there once, and waits there: each
 * task then calls the stage's work for its piece. Stages before it are passed by, since the driver
 * has done them; nothing is written but what pieces make.
 */
final class Station implements Crew {

  private static final Logger LOG = LoggerFactory.getLogger(Station.class);

  private static Station latest;

  private final Help help;
  private final Map<String, String> parameters;
  private final CountDownLatch ready = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile Work work;
  private volatile Job job;
  private volatile String reason = "";

  private Station(final Help help, final Map<String, String> parameters) {
    this.help = help;
    this.parameters = parameters;
  }

  /**
   * @param wanted what this process is to help with
   * @param task the task that asks
   * @return where it does so; the station of an earlier stage is closed
   */
  static synchronized Station of(final Help wanted, final TaskContext task) {
    if (latest == null || !latest.help.equals(wanted)) {
      if (latest != null) {
        latest.closed.countDown();
      }
      latest = new Station(wanted, withDevice(wanted, task));
      latest.start();
    }
    return latest;
  }

  /** A GPU that Spark assigned, and as many threads as it counts for a task. */
  private static Map<String, String> withDevice(final Help help, final TaskContext task) {
    if (System.getProperty("ai.djl.pytorch.num_threads") == null) {
      System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(task.cpus()));
    }
    final Map<String, String> parameters = new LinkedHashMap<>(help.parameters());
    final ResourceInformation gpu = task.resourcesJMap().get("gpu");
    if (gpu != null && gpu.addresses().length > 0) {
      parameters.put("device", "gpu:" + gpu.addresses()[0]);
    }
    return parameters;
  }

  private void start() {
    final Thread thread = new Thread(this::run, "AttriMIL " + help.stage());
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try {
      reason =
          CommandCall.run(help.command(), parameters, new Log(), () -> closed.getCount() == 0, this)
              .message();
    } catch (final RuntimeException | Error e) {
      reason = e.toString();
      LOG.error("The stage {} cannot be prepared", help.stage(), e);
    } finally {
      ready.countDown();
    }
  }

  @Override
  public Optional<String> helpsWith() {
    return Optional.of(help.stage());
  }

  /** Called by the command's stages, one after the other. */
  @Override
  public void work(
      final String stage,
      final List<String> pieces,
      final Work theWork,
      final Taker taker,
      final Job theJob) {
    if (!stage.equals(help.stage())) {
      for (int i = 0; i < pieces.size(); i++) {
        taker.take(i, SlideRow.of(pieces.get(i), Status.SKIPPED, Optional.empty(), theJob));
      }
      return;
    }
    work = theWork;
    job = theJob;
    ready.countDown();
    try {
      closed.await();
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new CanceledException();
  }

  /**
   * Does a piece.
   *
   * @param piece a slide's id, or a fold's name
   * @param stopped whether the task is to stop
   * @return how it fared
   */
  SlideRow row(final String piece, final BooleanSupplier stopped) {
    try {
      ready.await();
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CanceledException();
    }
    if (work == null) {
      throw new IllegalStateException(
          "This machine cannot prepare the stage "
              + help.stage()
              + " of `"
              + help.command()
              + "`: "
              + reason);
    }
    return work.run(piece, job.beside(stopped));
  }

  /** Messages of a helper are the log's; its warnings travel with their pieces. */
  private static final class Log implements Job.Listener {
    @Override
    public void info(final String message) {
      LOG.info(message);
    }

    @Override
    public void warn(final String message) {
      LOG.info(message);
    }

    @Override
    public void progress(final String message, final long done, final long total) {
      LOG.debug(message);
    }
  }
}
