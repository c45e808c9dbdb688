package io.github.attrimil.mil.reduction;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.mil.BagInput;
import io.github.attrimil.mil.BagOutput;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.mil.ModelKind;
import io.github.attrimil.mil.ModelShape;
import io.github.attrimil.tensor.Tensor;
import java.util.Map;

/**
 * A network behind a {@link Reduction}: it takes D features and gives what the network gives for d,
 * so that logits, scores and what they add up to are the network's. The reduction is not trained;
 * trainings reduce bags once and train the network alone.
 */
public final class ReducedModel implements MilModel {

  private final MilModel network;
  private final Reduction reduction;
  private final ModelShape shape;
  private final NDArray weight;
  private final NDArray bias;

  /**
   * @param network of d features, closed with this
   * @param reduction from D to d features
   * @throws io.github.attrimil.core.AttriMilException when the network has another number of
   *     features
   */
  public ReducedModel(final MilModel network, final Reduction reduction) {
    this.network = network;
    this.reduction = reduction;
    this.shape = reduction.shape(network.shape());
    this.weight = Reduction.array(reduction.weight(), network.manager());
    this.bias = Reduction.array(reduction.bias(), network.manager());
  }

  @Override
  public ModelKind kind() {
    return network.kind();
  }

  @Override
  public ModelShape shape() {
    return shape;
  }

  @Override
  public Options options() {
    return network.options();
  }

  @Override
  public NDManager manager() {
    return network.manager();
  }

  @Override
  public Map<String, NDArray> parameters() {
    return network.parameters();
  }

  @Override
  public Map<String, Tensor> stateDict() {
    return reduction.with(network.stateDict());
  }

  @Override
  public BagOutput score(final BagInput bag) {
    return network.score(
        new BagInput(Reduction.of(bag.h(), weight, bias, reduction.limit()), bag.grid()));
  }

  @Override
  public void close() {
    network.close();
  }
}
