package io.github.attrimil.encoder.script;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import io.github.attrimil.tensor.Precision;
import java.util.List;

/**
 * A network of stages of blocks, whose program has the functions forward(images, weights, depths)
 * and stages(images, weights, depths, count).
 */
public abstract class StagedNetwork extends ScriptNetwork {

  private IValue weights;
  private IValue depths;

  /**
   * @param beside the class beside whose package the program lies
   * @param script the program's name; it must have a function cast(x, dtype)
   * @param device where the network computes
   * @param precision of weights and activations
   */
  protected StagedNetwork(
      final Class<?> beside, final String script, final Device device, final Precision precision) {
    super(beside, script, device, precision);
  }

  /**
   * Ends the loading.
   *
   * @param arrays all weights on the device, in the order of the program
   * @param blocks how many blocks each stage has
   */
  protected final void loaded(final List<NDArray> arrays, final List<Integer> blocks) {
    loaded();
    weights = packed(arrays);
    depths = packed(blocks.stream().mapToLong(d -> d).toArray());
  }

  @Override
  public final NDArray features(final PtNDManager scope, final NDArray images) {
    return call(scope, "forward", images, weights, depths);
  }

  /**
   * @param scope owns the result
   * @param images B x 3 x S x S
   * @param count how many stages they go through, each with the reduction after it, if it has one
   * @return B x height x width x channels
   */
  public final NDArray stages(final PtNDManager scope, final NDArray images, final int count) {
    return call(scope, "stages", images, weights, depths, count);
  }
}
