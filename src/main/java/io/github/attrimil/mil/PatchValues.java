package io.github.attrimil.mil;

import ai.djl.ndarray.NDArray;
import io.github.attrimil.core.AttriMilException;
import java.util.List;
import java.util.Optional;

/**
 * A network's values of each of a bag's N patches, as plain arrays: {@link PatchEvidence} after the
 * forward pass. Tables of N rows are flat, patch by patch. Arrays are not copied and must not be
 * changed.
 */
public sealed interface PatchValues {

  /**
   * Scores that add up to the logit: logit_c = sum_i score_ic / sum_j exp(attention_jc) + bias_c,
   * with one exception. Where |attention| exceeds {@link PatchEvidence.Additive#LARGEST_EXPONENT},
   * the score holds exp of that bound, and {@link #contributions} puts it right.
   *
   * @param score N x C, flat; above zero where a patch supports the class, below where it opposes
   * @param attention N x C, flat, before the exponential
   * @param bias C
   * @param meaning what a score is: an attribute score, or a contribution
   */
  record Additive(float[] score, float[] attention, float[] bias, PatchMeaning meaning)
      implements PatchValues {

    /**
     * Attribute scores.
     *
     * @param score N x C, flat
     * @param attention N x C, flat, before the exponential
     * @param bias C
     */
    public Additive(final float[] score, final float[] attention, final float[] bias) {
      this(score, attention, bias, PatchMeaning.SCORE);
    }

    /** Checks the lengths. */
    public Additive {
      check("scores", score.length, bias.length);
      if (attention.length != score.length) {
        throw new AttriMilException(
            attention.length + " attention values do not match " + score.length + " scores");
      }
    }

    @Override
    public int columns() {
      return bias.length;
    }

    @Override
    public int attentions() {
      return bias.length;
    }

    @Override
    public int patches() {
      return score.length / bias.length;
    }

    @Override
    public float[] values(final int c) {
      return column(score, c, bias.length);
    }

    @Override
    public Optional<float[]> attention(final int c) {
      return Optional.of(column(attention, c, bias.length));
    }

    /**
     * @return how many patches have a score that does not hold the exponential of all their
     *     attention, because it exceeds {@link PatchEvidence.Additive#LARGEST_EXPONENT}
     */
    public int clipped() {
      int patches = 0;
      for (int i = 0; i < patches(); i++) {
        boolean beyond = false;
        for (int c = 0; c < bias.length; c++) {
          beyond |=
              Math.abs(attention[i * bias.length + c]) > PatchEvidence.Additive.LARGEST_EXPONENT;
        }
        patches += beyond ? 1 : 0;
      }
      return patches;
    }

    /**
     * What each patch adds to the logit, without overflow however large the attention is.
     *
     * @param c class
     * @return score_ic / sum_j exp(attention_jc), N; with the bias they sum to the logit
     */
    public double[] contributions(final int c) {
      final double[] parts = shares(c).orElseThrow();
      for (int i = 0; i < parts.length; i++) {
        final int at = i * bias.length + c;
        // The share of attention, times the evidence: the score without the exponential it holds.
        parts[i] *= score[at] / Math.exp(PatchEvidence.Additive.exponent(attention[at]));
      }
      return parts;
    }

    /**
     * What each of these patches would add to the logit of another bag, whose attention they share.
     *
     * @param bag the same network's values of the other bag's M patches
     * @param c class
     * @return score_ic / sum_j exp(attention_jc) over the other bag's patches j, N
     */
    public double[] contributionsTo(final Additive bag, final int c) {
      final double logSum = logSumExp(column(bag.attention, c, bias.length));
      final double[] parts = new double[patches()];
      for (int i = 0; i < parts.length; i++) {
        final int at = i * bias.length + c;
        final double evidence =
            score[at] / Math.exp(PatchEvidence.Additive.exponent(attention[at]));
        parts[i] = Math.exp(attention[at] - logSum) * evidence;
      }
      return parts;
    }
  }

  /**
   * Each patch classified.
   *
   * @param logits N x C, flat
   * @param classes C
   * @param attention N x C or N x 1, flat, before any softmax; nothing for a kind without
   * @param contextual whether a patch's logits depend on the other patches too
   */
  record InstanceLogits(
      float[] logits, int classes, Optional<float[]> attention, boolean contextual)
      implements PatchValues {

    /**
     * Each patch classified on its own.
     *
     * @param logits N x C, flat
     * @param classes C
     * @param attention N x C or N x 1, flat, before any softmax; nothing for a kind without
     */
    public InstanceLogits(
        final float[] logits, final int classes, final Optional<float[]> attention) {
      this(logits, classes, attention, false);
    }

    /** Checks the lengths. */
    public InstanceLogits {
      check("logits", logits.length, classes);
      final int n = logits.length / classes;
      attention.ifPresent(
          a -> {
            if (a.length != n && a.length != n * classes) {
              throw new AttriMilException(
                  a.length + " attention values do not match " + n + " patches");
            }
          });
    }

    @Override
    public PatchMeaning meaning() {
      return contextual ? PatchMeaning.CONTEXT_LOGIT : PatchMeaning.PATCH_LOGIT;
    }

    @Override
    public int columns() {
      return classes;
    }

    @Override
    public int attentions() {
      return attention.map(a -> a.length / patches()).orElse(0);
    }

    @Override
    public int patches() {
      return logits.length / classes;
    }

    @Override
    public float[] values(final int c) {
      return column(logits, c, classes);
    }

    @Override
    public Optional<float[]> attention(final int c) {
      return attention.map(
          a -> {
            final int columns = attentions();
            return column(a, columns == 1 ? 0 : c, columns);
          });
    }
  }

  /**
   * Where the network looked.
   *
   * @param attention N x A, flat, before the softmax over patches
   * @param columns A: C, or 1 for one attention that serves all classes
   */
  record AttentionOnly(float[] attention, int columns) implements PatchValues {

    /** Checks the length. */
    public AttentionOnly {
      check("attention values", attention.length, columns);
    }

    @Override
    public PatchMeaning meaning() {
      return PatchMeaning.ATTENTION;
    }

    @Override
    public int attentions() {
      return columns;
    }

    @Override
    public int patches() {
      return attention.length / columns;
    }

    @Override
    public float[] values(final int c) {
      final double[] share = shares(c).orElseThrow();
      final float[] values = new float[share.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) share[i];
      }
      return values;
    }

    @Override
    public Optional<float[]> attention(final int c) {
      return Optional.of(column(attention, columns == 1 ? 0 : c, columns));
    }
  }

  /**
   * Copies a network's output from its device.
   *
   * @param evidence of N patches
   * @return the same as plain arrays
   */
  static PatchValues of(final PatchEvidence evidence) {
    if (evidence instanceof PatchEvidence.Additive a) {
      return new Additive(
          a.score().toFloatArray(),
          a.attention().toFloatArray(),
          a.bias().toFloatArray(),
          a.meaning());
    }
    if (evidence instanceof PatchEvidence.InstanceLogits l) {
      return new InstanceLogits(
          l.logits().toFloatArray(),
          width(l.logits()),
          Optional.ofNullable(l.attention()).map(NDArray::toFloatArray),
          l.contextual());
    }
    final NDArray attention = ((PatchEvidence.AttentionOnly) evidence).attention();
    return new AttentionOnly(attention.toFloatArray(), width(attention));
  }

  /**
   * Averages the values of several networks: contributions and biases where they add up to the
   * logit, so that the mean of the contributions adds up to the mean logit; logits where each patch
   * is classified; shares of attention.
   *
   * @param parts of networks of one kind, for the same patches; at least one
   * @return their mean
   * @throws AttriMilException when they do not belong together
   */
  static PatchValues mean(final List<? extends PatchValues> parts) {
    return MeanValues.of(parts);
  }

  /**
   * @return what the values mean, in words
   */
  PatchMeaning meaning();

  /**
   * @return C, or 1 where one attention serves all classes
   */
  int columns();

  /**
   * @return N
   */
  int patches();

  /**
   * The values a map of a class shows: scores, logits, or shares of attention that sum to 1.
   *
   * @param c class
   * @return N values, a copy
   */
  float[] values(int c);

  /**
   * @return how many attentions there are: none, one for all classes, or C
   */
  int attentions();

  /**
   * @param c class
   * @return N attention values before any exp or softmax, a copy; nothing for a kind without
   */
  Optional<float[]> attention(int c);

  /**
   * @param c class
   * @return the softmax of the attention over the patches, N; nothing for a kind without attention
   */
  default Optional<double[]> shares(final int c) {
    return attention(c).map(Softmax::of);
  }

  /**
   * @param values N numbers
   * @return the logarithm of the sum of their exponentials, without overflow
   */
  static double logSumExp(final float[] values) {
    final double largest = largest(values);
    double sum = 0;
    for (final float v : values) {
      sum += Math.exp(v - largest);
    }
    return largest + Math.log(sum);
  }

  private static double largest(final float[] values) {
    double largest = Double.NEGATIVE_INFINITY;
    for (final float v : values) {
      largest = Math.max(largest, v);
    }
    return largest;
  }

  private static int width(final NDArray table) {
    return table.getShape().dimension() == 1 ? 1 : (int) table.getShape().get(1);
  }

  private static float[] column(final float[] table, final int c, final int columns) {
    if (c < 0 || c >= columns) {
      throw new AttriMilException("There is no class " + c + " of " + columns);
    }
    final float[] values = new float[table.length / columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = table[i * columns + c];
    }
    return values;
  }

  private static void check(final String what, final int length, final int columns) {
    if (columns < 1 || length < 1 || length % columns != 0) {
      throw new AttriMilException(
          length
              + " "
              + what
              + " do not form a table of "
              + columns
              + " columns and at least one patch");
    }
  }
}
