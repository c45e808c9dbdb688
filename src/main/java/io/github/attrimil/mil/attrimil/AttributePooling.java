package io.github.attrimil.mil.attrimil;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.github.attrimil.mil.BagOutput;
import io.github.attrimil.mil.PatchEvidence;
import io.github.attrimil.mil.PatchMeaning;
import io.github.attrimil.tensor.Scalars;

/**
 * AttriMIL's scoring, whatever network gives attention a and evidence u of each patch and class:
 * scores s = u exp(a), logits sum_i s_i / sum_i exp(a_i) + bias = sum_i p_i u_i + bias with p =
 * softmax of a over the patches.
 */
public final class AttributePooling {

  private static final float LARGEST_EXPONENT = PatchEvidence.Additive.LARGEST_EXPONENT;
  private static final int[] FIRST = {0};

  private AttributePooling() {}

  /**
   * @param attention N x C
   * @param evidence N x C
   * @param bias C
   * @param meaning whether a score depends on the other patches
   * @param recorded whether autograd records the forward pass
   * @return logits and attribute scores, in the attention's manager
   */
  public static BagOutput of(
      final NDArray attention,
      final NDArray evidence,
      final NDArray bias,
      final PatchMeaning meaning,
      final boolean recorded) {
    final NDManager results = attention.getManager();
    try (NDManager scope = results.newSubManager();
        NDArray weight = weight(attention)) {
      final NDArray score = evidence.mul(weight);
      score.attach(results);
      final NDArray logits = pooled(attention, evidence, scope, recorded).add(bias);
      logits.attach(results);
      return new BagOutput(
          logits, new PatchEvidence.Additive(score, attention, bias, meaning), null);
    }
  }

  /**
   * C: sum_i p_i u_i. The softmax p subtracts the maximum: the logits do not change, and nothing
   * overflows. In doubles where no gradient is recorded; DJL's conversion of types would stop it.
   */
  private static NDArray pooled(
      final NDArray attention,
      final NDArray evidence,
      final NDManager scope,
      final boolean recorded) {
    final NDArray a = recorded ? attention.softmax(0) : doubles(attention);
    a.attach(scope);
    if (recorded) {
      return a.mul(evidence).sum(FIRST);
    }
    final NDArray u = doubles(evidence);
    u.attach(scope);
    return floats(a.softmax(0).mul(u).sum(FIRST));
  }

  static NDArray doubles(final NDArray floats) {
    return floats.toType(DataType.FLOAT64, true);
  }

  static NDArray floats(final NDArray doubles) {
    return doubles.toType(DataType.FLOAT32, true);
  }

  /**
   * @param attention any shape
   * @return exp(a), clipped where it would overflow
   */
  public static NDArray weight(final NDArray attention) {
    // Not clip: DJL's reads the limits back from the device.
    try (NDArray raised = attention.maximum(Scalars.shared(attention, -LARGEST_EXPONENT));
        NDArray clipped = raised.minimum(Scalars.shared(attention, LARGEST_EXPONENT))) {
      return clipped.exp();
    }
  }

  /** 1 where {@link #weight} follows a, 0 where it is clipped. */
  static NDArray unclipped(final NDArray attention) {
    return floats(attention.abs().lte(Scalars.shared(attention, LARGEST_EXPONENT)));
  }
}
