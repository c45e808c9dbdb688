package io.github.attrimil.tensor;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Single numbers on a device, for arithmetic with arrays. DJL copies the number of every {@code
 * array.mul(number)} to the device, and the program waits until a GPU has finished all earlier work
 * and the copy; numbers from here are copied once.
 */
public final class Scalars {

  private static final Map<Device, Scalars> SHARED = new ConcurrentHashMap<>();

  private final NDManager manager;
  private final Map<Double, NDArray> known = new ConcurrentHashMap<>();

  /**
   * @param manager owns the numbers
   */
  public Scalars(final NDManager manager) {
    this.manager = manager;
  }

  /**
   * A constant, kept as long as the program runs: for the few that formulas and options have.
   *
   * @param like any array
   * @param value the number
   * @return the number as float32 on the array's device, as second operand only: a result belongs
   *     to the manager of the first
   */
  public static NDArray shared(final NDArray like, final double value) {
    return SHARED
        .computeIfAbsent(
            like.getDevice(),
            // Not Compute's engine, which ends a recording of gradients.
            device -> new Scalars(like.getManager().getEngine().newBaseManager(device)))
        .of(value);
  }

  /**
   * @param value the number
   * @return the number as float32 on the manager's device, as second operand only
   */
  public NDArray of(final double value) {
    return known.computeIfAbsent(value, v -> manager.create(v.floatValue()));
  }
}
