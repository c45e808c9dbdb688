package io.github.attrimil.mil;

import io.github.attrimil.core.AttriMilException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The mean of several networks' values of the same N patches, so that a map shows what the mean of
 * their logits is made of.
 */
final class MeanValues {

  /** Shares below this are drawn as this, so that their logarithm is a number. */
  private static final double LEAST_SHARE = 1e-30;

  private final List<? extends PatchValues> parts;
  private final int patches;

  private MeanValues(final List<? extends PatchValues> parts) {
    this.parts = parts;
    this.patches = parts.get(0).patches();
  }

  /**
   * Averages contributions and biases where values add up to the logit, logits where each patch is
   * classified, and shares of attention.
   *
   * @param parts of networks of one kind, for the same patches; at least one
   * @return their mean
   * @throws AttriMilException when they do not belong together
   */
  static PatchValues of(final List<? extends PatchValues> parts) {
    final PatchValues first = parts.get(0);
    for (final PatchValues other : parts) {
      if (other.getClass() != first.getClass()
          || other.patches() != first.patches()
          || other.columns() != first.columns()
          || other.meaning() != first.meaning()) {
        throw new AttriMilException(
            "The folds of the model give patch values of different kinds or sizes; give fold=");
      }
    }
    if (parts.size() == 1) {
      return first;
    }
    final MeanValues mean = new MeanValues(parts);
    if (first instanceof PatchValues.Additive additive) {
      return mean.additive(additive);
    }
    if (first instanceof PatchValues.InstanceLogits logits) {
      return mean.logits(logits);
    }
    return new PatchValues.AttentionOnly(
        mean.attention(first.columns()).orElseThrow(), first.columns());
  }

  private PatchValues additive(final PatchValues.Additive like) {
    final int classes = like.columns();
    final float[] attention = attention(classes).orElseThrow();
    final float[] score = new float[patches * classes];
    final float[] bias = new float[classes];
    for (int c = 0; c < classes; c++) {
      final int k = c;
      final double[] contribution =
          mean(part -> ((PatchValues.Additive) part).contributions(k), patches);
      final double[] share = softmax(attention, c, classes);
      for (int i = 0; i < patches; i++) {
        final int at = i * classes + c;
        score[at] =
            (float)
                (contribution[i]
                    / share[i]
                    * Math.exp(PatchEvidence.Additive.exponent(attention[at])));
      }
      bias[c] = (float) mean(part -> new double[] {((PatchValues.Additive) part).bias()[k]}, 1)[0];
    }
    return new PatchValues.Additive(score, attention, bias, like.meaning());
  }

  private PatchValues logits(final PatchValues.InstanceLogits like) {
    final int classes = like.classes();
    final float[] logits = new float[patches * classes];
    for (int c = 0; c < classes; c++) {
      final int k = c;
      final double[] column = mean(part -> doubles(part.values(k)), patches);
      for (int i = 0; i < patches; i++) {
        logits[i * classes + c] = (float) column[i];
      }
    }
    return new PatchValues.InstanceLogits(
        logits, classes, attention(like.attentions()), like.contextual());
  }

  /**
   * Attention whose softmax is the mean of the shares, as large in all as that of the parts is on
   * average, so that scores keep their scale.
   */
  private Optional<float[]> attention(final int columns) {
    if (parts.get(0).attention(0).isEmpty()) {
      return Optional.empty();
    }
    final float[] attention = new float[patches * columns];
    for (int c = 0; c < columns; c++) {
      final int k = c;
      final double[] share = mean(part -> part.shares(k).orElseThrow(), patches);
      final double size =
          mean(part -> new double[] {PatchValues.logSumExp(part.attention(k).orElseThrow())}, 1)[0];
      for (int i = 0; i < patches; i++) {
        attention[i * columns + c] = (float) (Math.log(Math.max(share[i], LEAST_SHARE)) + size);
      }
    }
    return Optional.of(attention);
  }

  private double[] mean(final Function<PatchValues, double[]> of, final int length) {
    final double[] mean = new double[length];
    for (final PatchValues part : parts) {
      final double[] values = of.apply(part);
      for (int i = 0; i < length; i++) {
        mean[i] += values[i] / parts.size();
      }
    }
    return mean;
  }

  private double[] softmax(final float[] table, final int c, final int columns) {
    final float[] column = new float[patches];
    for (int i = 0; i < patches; i++) {
      column[i] = table[i * columns + c];
    }
    return Softmax.of(column);
  }

  private static double[] doubles(final float[] values) {
    final double[] out = new double[values.length];
    java.util.Arrays.setAll(out, i -> values[i]);
    return out;
  }
}
