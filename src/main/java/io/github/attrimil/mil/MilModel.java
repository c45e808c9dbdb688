package io.github.attrimil.mil;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.tensor.Tensor;
import java.util.Map;

/** A network of one kind, its weights on one device. */
public interface MilModel extends Scorer, AutoCloseable {

  /**
   * @return what kind it is
   */
  ModelKind kind();

  /**
   * @return D and C
   */
  ModelShape shape();

  /**
   * @return the kind's options it was made with
   */
  Options options();

  /**
   * @return the manager that owns the weights; arrays of one step belong to a sub-manager of it
   */
  NDManager manager();

  /**
   * The arrays an optimizer moves in place. A kind may keep several tensors of the reference in one
   * array; {@link #stateDict} has the reference's names.
   *
   * @return trainable arrays by name, always in the same order
   */
  Map<String, NDArray> parameters();

  /**
   * Copies the weights out under the reference's names and shapes.
   *
   * @return tensors by name, in the reference's order
   */
  Map<String, Tensor> stateDict();

  @Override
  void close();
}
