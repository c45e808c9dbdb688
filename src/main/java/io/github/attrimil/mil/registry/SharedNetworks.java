package io.github.attrimil.mil.registry;

import io.github.attrimil.cohort.Bag;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.OneThread;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.tensor.DeviceChoice;
import java.util.HashMap;
import java.util.Map;

/**
 * The networks of a trained model for slides that are worked on at once: each is loaded when it is
 * first asked for and kept, and one bag is computed at a time, in a thread of its own.
 */
public final class SharedNetworks implements AutoCloseable {

  private final TrainedModel model;
  private final DeviceChoice device;
  private final Job job;
  private final OneThread thread = new OneThread("AttriMIL network");
  private final Map<Integer, MilModel> loaded = new HashMap<>();

  /**
   * @param model the model
   * @param device where its networks compute
   * @param job of the run: shown the device; asked whether to stop
   */
  public SharedNetworks(final TrainedModel model, final DeviceChoice device, final Job job) {
    this.model = model;
    this.device = device;
    this.job = job;
  }

  /**
   * Computes what a fold's network gives for a bag.
   *
   * @param fold a fold's number, from 0
   * @param bag the bag
   * @return its scores
   */
  public BagScores scores(final int fold, final Bag bag) {
    return thread.call(
        () -> {
          job.checkCanceled();
          return BagScores.of(loaded.computeIfAbsent(fold, k -> model.load(k, device, job)), bag);
        });
  }

  @Override
  public void close() {
    thread.closeAfter(() -> loaded.values().forEach(MilModel::close));
  }
}
