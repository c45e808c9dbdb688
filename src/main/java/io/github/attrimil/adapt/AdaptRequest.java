package io.github.attrimil.adapt;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.encoder.features.Encoders;
import io.github.attrimil.project.Project;
import io.github.attrimil.tensor.DeviceChoice;
import io.github.attrimil.tensor.Precision;

/**
 * What to train.
 *
 * @param name the new encoder's name
 * @param encoder what to start from: a known encoder, a file of ResNet weights, an encoder of the
 *     project, random-resnet18 or random-resnet50
 * @param method how
 * @param fold whose val and test slides are not learned from, where there are splits
 * @param numbers hyperparameters
 * @param run where and from which seed
 */
public record AdaptRequest(
    String name, String encoder, Method method, int fold, Hyperparameters numbers, Run run) {

  /** Checks name and fold. */
  public AdaptRequest {
    Project.checkName(name);
    if (Encoders.isKnown(name) || name.startsWith("random-")) {
      throw new AttriMilException(
          "name=" + name + " is the name of a built-in encoder; choose another");
    }
    check(fold >= 0, "fold", fold);
  }

  /**
   * Hyperparameters. One that is 0 is chosen by the method.
   *
   * @param size width and height of a patch as the network takes it, in pixels
   * @param patches maximum patches per slide
   * @param epochs of each stage, or of SimCLR
   * @param batch SimCLR's batch size in patches
   * @param rate learning rate
   * @param precision of SimCLR's activations
   */
  public record Hyperparameters(
      int size, int patches, int epochs, int batch, double rate, Precision precision) {

    /** Checks the values. */
    public Hyperparameters {
      check(size >= 0, "size", size);
      check(patches >= 0, "patches", patches);
      check(epochs >= 0, "epochs", epochs);
      check(batch >= 0, "batch", batch);
      check(rate >= 0, "rate", rate);
      if (batch == 1) {
        throw new AttriMilException("batch=1 leaves no patch to contrast with; give 2 or more");
      }
      if (size > 0 && size < 32) {
        throw new AttriMilException(
            "size=" + size + " leaves less than a pixel after the last stage; give 32 or more");
      }
    }
  }

  /**
   * How it is run.
   *
   * @param device where networks compute
   * @param seed same seed, same result
   * @param redo whether a finished, matching encoder is trained again
   */
  public record Run(DeviceChoice device, long seed, boolean redo) {}

  private static void check(final boolean ok, final String name, final Object value) {
    if (!ok) {
      throw new AttriMilException(name + "=" + value + " cannot be negative; give 0 or more");
    }
  }
}
