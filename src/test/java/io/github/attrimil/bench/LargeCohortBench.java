package io.github.attrimil.bench;

import io.github.attrimil.core.Job;
import io.github.attrimil.mil.registry.ModelKinds;
import io.github.attrimil.project.Project;
import io.github.attrimil.tensor.DeviceChoice;
import io.github.attrimil.train.Recipe;
import io.github.attrimil.train.TrainStage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Trains one epoch on a cohort that does not fit into memory, and prints for which part of the time
 * the network was busy. It writes slides x patches x features x 4 bytes: 1,000 slides of 5,000
 * patches of 1,024 features are 20 GB.
 *
 * <pre>
 * java -Xmx2g -cp ... -Dfolder=FOLDER -Dslides=1000 -Dpatches=5000 -Dfeatures=1024 -Dkind=attrimil
 *     io.github.attrimil.bench.LargeCohortBench</pre>
 */
public final class LargeCohortBench {

  private LargeCohortBench() {}

  /**
   * @param args none
   * @throws IOException when the cohort cannot be written
   */
  public static void main(final String[] args) throws IOException {
    final Path folder = Path.of(System.getProperty("folder", "target/large"));
    final LargeCohort cohort =
        new LargeCohort(
            Integer.getInteger("slides", 1000),
            Integer.getInteger("patches", 5000),
            Integer.getInteger("features", 1024));
    final int folds = Integer.getInteger("folds", 1);
    final Project project = cohort.write(folder, folds);
    if (Boolean.getBoolean("writeonly")) {
      return;
    }
    final Recipe recipe =
        Recipe.of(ModelKinds.named(System.getProperty("kind", "attrimil")), "default")
            .with(Map.of("epochs", "1", "bags", "0", "balance", "none", "reduction", "none"));
    final Job job = new Job("train", new Printed(), () -> false);
    TrainStage.run(
        project,
        new TrainStage.Request(
            "large", recipe, List.of(), DeviceChoice.AUTO, System.nanoTime(), false),
        job);
    System.out.printf(
        Locale.ROOT,
        "heap %d MB; one epoch of %d slides (and validation of %d) took %.0f s, of which %.1f s"
            + " were spent waiting for bags: network busy %.1f %%%n",
        Runtime.getRuntime().maxMemory() >> 20,
        cohort.slides() - 2 * (cohort.slides() / 10),
        cohort.slides() / 10,
        job.record().stage("train", "epoch_seconds").orElseThrow(),
        job.record().stage("train", "waiting_for_bags_seconds").orElseThrow(),
        100 * job.record().stage("train", "network_busy").orElseThrow());
  }

  private static final class Printed implements Job.Listener {

    @Override
    public void info(final String message) {
      System.out.println(message);
    }

    @Override
    public void warn(final String message) {
      System.out.println("Warning: " + message);
    }

    @Override
    public void progress(final String message, final long done, final long total) {
      // Printing it would take no small part of the time.
    }
  }
}
