package io.github.attrimil.encoder.script;

import io.github.attrimil.tensor.Tensor;
import java.util.Map;

/**
 * A convolution and the batch normalization after it in one: w gamma / sqrt(var + eps) and beta -
 * mean gamma / sqrt(var + eps), with the running mean and variance of the training.
 *
 * @param weight O x I x height x width
 * @param bias O
 */
public record FoldedConvolution(Tensor weight, Tensor bias) {

  /** Added to variances, PyTorch's default. */
  private static final double EPSILON = 1e-5;

  /**
   * @param tensors hold both layers
   * @param convolution its name; it has no bias
   * @param norm the normalization's name
   * @return both in one
   */
  public static FoldedConvolution of(
      final Map<String, Tensor> tensors, final String convolution, final String norm) {
    final Tensor weight = tensors.get(convolution + ".weight");
    final float[] gamma = tensors.get(norm + ".weight").floats();
    final float[] beta = tensors.get(norm + ".bias").floats();
    final float[] mean = tensors.get(norm + ".running_mean").floats();
    final float[] variance = tensors.get(norm + ".running_var").floats();
    final float[] folded = weight.floats().clone();
    final float[] bias = new float[gamma.length];
    final int each = folded.length / gamma.length;
    for (int c = 0; c < gamma.length; c++) {
      final double scale = gamma[c] / Math.sqrt(variance[c] + EPSILON);
      bias[c] = (float) (beta[c] - mean[c] * scale);
      for (int k = 0; k < each; k++) {
        folded[c * each + k] *= (float) scale;
      }
    }
    return new FoldedConvolution(Tensor.of(folded, weight.shape()), Tensor.of(bias, bias.length));
  }
}
