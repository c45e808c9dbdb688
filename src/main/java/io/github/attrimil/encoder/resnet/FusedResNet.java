package io.github.attrimil.encoder.resnet;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import io.github.attrimil.encoder.script.FoldedConvolution;
import io.github.attrimil.encoder.script.ScriptNetwork;
import io.github.attrimil.tensor.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A residual network with batch normalization that gives features only, in one call: PyTorch frees
 * activations as soon as they have served, and on a GPU computes convolution, bias, sum and ReLU
 * together. {@link ResNet} gives the same numbers stage by stage, for adapters and training.
 */
public final class FusedResNet extends ScriptNetwork {

  /** The largest difference of fused features, relative to the largest of them. */
  private static final double ROUNDING = 0.02;

  private final ResNetWeights weights;
  private final IValue values;
  private final IValue stages;
  private final boolean fused;

  /**
   * @param weights with batch normalization and without adapters
   * @param device where it computes
   * @param precision of the activations
   */
  public FusedResNet(final ResNetWeights weights, final Device device, final Precision precision) {
    super(FusedResNet.class, "resnet.py", device, precision);
    this.weights = weights;
    final List<NDArray> arrays = new ArrayList<>();
    for (final String name : names(weights.kind())) {
      final FoldedConvolution folded =
          FoldedConvolution.of(weights.tensors(), name, ResidualNetwork.normOf(name));
      add(arrays, folded.weight());
      add(arrays, folded.bias());
    }
    loaded();
    this.values = packed(arrays);
    final ResNetKind kind = weights.kind();
    this.stages = packed(IntStream.rangeClosed(1, kind.stages()).mapToLong(kind::blocks).toArray());
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

  /** Not every GPU and library has the fused convolutions: tries them on one noisy image. */
  private boolean fuses() {
    try (PtNDManager scope = manager().newSubManager(manager().getDevice())) {
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
   * Computes features.
   *
   * @param scope owns the result
   * @param pixels B x S x S x 3, float32, normalized, on the device
   * @return B x D, float32
   */
  @Override
  public NDArray features(final PtNDManager scope, final NDArray pixels) {
    return features(scope, pixels, fused);
  }

  private NDArray features(final PtNDManager scope, final NDArray pixels, final boolean together) {
    return call(scope, "forward", pixels, values, stages, weights.kind().bottleneck(), together);
  }
}
