package io.github.attrimil.encoder.resnet;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import io.github.attrimil.encoder.script.TorchProgram;
import io.github.attrimil.tensor.Precision;
import io.github.attrimil.tensor.Tensor;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A residual network with batch normalization that gives features only, in one call: PyTorch frees
 * activations as soon as they have served, and on a GPU computes convolution, bias, sum and ReLU
 * together. {@link ResNet} gives the same numbers stage by stage, for adapters and training.
 */
public final class FusedResNet implements AutoCloseable {

  /** The largest difference of fused features, relative to the largest of them. */
  private static final double ROUNDING = 0.02;

  private final ResNetWeights weights;
  private final Precision precision;
  private final TorchProgram program;
  private final IValue values;
  private final IValue stages;
  private final boolean fused;

  /**
   * @param weights with batch normalization and without adapters
   * @param device where it computes
   * @param precision of the activations
   */
  public FusedResNet(final ResNetWeights weights, final Device device, final Precision precision) {
    this.weights = weights;
    this.precision = precision;
    this.program = new TorchProgram(FusedResNet.class, "resnet.py", device);
    final List<NDArray> arrays = new ArrayList<>();
    names(weights.kind()).forEach(name -> add(name, arrays));
    this.values = TorchProgram.value(arrays);
    final ResNetKind kind = weights.kind();
    this.stages =
        TorchProgram.value(
            IntStream.rangeClosed(1, kind.stages()).mapToLong(kind::blocks).toArray());
    this.fused = device.isGpu() && fuses();
  }

  /**
   * @param weights any weights
   * @return whether they are of the kind that this class computes
   */
  public static boolean fits(final ResNetWeights weights) {
    return weights.norm() == ResNetWeights.Norm.BATCH
        && !weights.tensors().containsKey(ResNetWeights.MEAN)
        && IntStream.rangeClosed(1, weights.kind().stages()).noneMatch(weights::adapted);
  }

  /** The convolutions in the script's order. */
  private List<String> names(final ResNetKind kind) {
    final List<String> names = new ArrayList<>(List.of("conv1"));
    for (int stage = 1; stage <= kind.stages(); stage++) {
      for (int b = 0; b < kind.blocks(stage); b++) {
        final String block = "layer" + stage + "." + b + ".";
        for (int c = 1; c <= (kind.bottleneck() ? 3 : 2); c++) {
          names.add(block + "conv" + c);
        }
        if (weights.tensors().containsKey(block + "downsample.0.weight")) {
          names.add(block + "downsample.0");
        }
      }
    }
    return names;
  }

  /** Adds a convolution with the normalization after it: w gamma / sqrt(var + eps). */
  private void add(final String name, final List<NDArray> arrays) {
    final Map<String, Tensor> tensors = weights.tensors();
    final String after = ResidualNetwork.normOf(name);
    final float[] gamma = tensors.get(after + ".weight").floats();
    final float[] beta = tensors.get(after + ".bias").floats();
    final float[] mean = tensors.get(after + ".running_mean").floats();
    final float[] variance = tensors.get(after + ".running_var").floats();
    final Tensor weight = tensors.get(name + ".weight");
    final float[] folded = weight.floats().clone();
    final float[] bias = new float[gamma.length];
    final int each = folded.length / gamma.length;
    for (int c = 0; c < gamma.length; c++) {
      final double scale = gamma[c] / Math.sqrt(variance[c] + ResidualNetwork.EPSILON);
      bias[c] = (float) (beta[c] - mean[c] * scale);
      for (int k = 0; k < each; k++) {
        folded[c * each + k] *= (float) scale;
      }
    }
    arrays.add(constant(folded, new Shape(weight.shape())));
    arrays.add(constant(bias, new Shape(bias.length)));
  }

  private NDArray constant(final float[] numbers, final Shape shape) {
    try (NDArray exact =
        program.manager().create(FloatBuffer.wrap(numbers), shape, DataType.FLOAT32)) {
      return program.call(
          program.manager(),
          "cast",
          exact,
          TorchProgram.type(precision.on(program.manager().getDevice())));
    }
  }

  /** Not every GPU and library has the fused convolutions: tries them on one noisy image. */
  private boolean fuses() {
    try (PtNDManager scope = program.manager().newSubManager(program.manager().getDevice())) {
      final NDArray pixels = scope.randomNormal(new Shape(1, 64, 64, 3));
      final float[] expected = features(scope, pixels, false).toFloatArray();
      final float[] found = features(scope, pixels, true).toFloatArray();
      double largest = 0;
      double difference = 0;
      for (int i = 0; i < found.length; i++) {
        largest = Math.max(largest, Math.abs(expected[i]));
        difference = Math.max(difference, Math.abs(found[i] - expected[i]));
      }
      return difference <= ROUNDING * largest;
    } catch (final EngineException e) {
      return false;
    }
  }

  /**
   * @return whether convolution, sum and ReLU are computed together
   */
  public boolean fused() {
    return fused;
  }

  /**
   * @return the manager that owns the weights
   */
  public PtNDManager manager() {
    return program.manager();
  }

  /**
   * Computes features. On a GPU it does not wait for them.
   *
   * @param scope owns the result
   * @param pixels B x S x S x 3, float32, normalized, on the device
   * @return B x D, float32
   */
  public NDArray features(final PtNDManager scope, final NDArray pixels) {
    return features(scope, pixels, fused);
  }

  private NDArray features(final PtNDManager scope, final NDArray pixels, final boolean together) {
    return program.call(
        scope, "forward", pixels, values, stages, weights.kind().bottleneck(), together);
  }

  @Override
  public void close() {
    values.close();
    stages.close();
    program.close();
  }
}
