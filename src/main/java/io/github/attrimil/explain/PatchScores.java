package io.github.attrimil.explain;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.mil.attrimil.AttriMil;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a model says of each of a slide's N patches in each of its C class branches, and the logits
 * that follow from it.
 *
 * <p>s(c,i) is the attribute score: positive supports class c, negative opposes it, 0 says nothing.
 * a(c,i) is the attention logit. The slide's logit is the sum of all contributions and the bias:
 *
 * <pre>
 * contribution(c,i) = s(c,i) / sum_j exp a(c,j)
 * logit(c)          = sum_i contribution(c,i) + bias(c)
 * </pre>
 *
 * <p>Where |a| exceeds {@link AttriMil#LARGEST_EXPONENT}, s holds exp of that bound, and the
 * contribution is computed with a itself. The constructor checks that identity, so a map of the
 * scores explains the number. Source: Cai et al., AttriMIL, Medical Image Analysis 103 (2025)
 * 103631, doi:10.1016/j.media.2025.103631.
 *
 * @param slideId the slide's id
 * @param modelName the model's name
 * @param fold the fold's label, for example "0"; empty when there is none
 * @param classNames the C class names, in the model's order
 * @param xLevel0 left edges of the patches in level-0 pixels, N
 * @param yLevel0 top edges of the patches in level-0 pixels, N
 * @param patchSizeLevel0 side of a patch in level-0 pixels
 * @param stepLevel0 distance of neighbouring patches in level-0 pixels
 * @param mppX micrometres per level-0 pixel along x, NaN when it is not known
 * @param mppY the same along y
 * @param score s, C x N
 * @param attention a, C x N, raw: before any exp or softmax
 * @param bias C
 * @param logit C
 * @param nearest the patch itself and its eight neighbours as patch indices, N x 9, or null
 * @param meaning what {@code score} is: attribute scores, or shares of attention, where nothing
 *     adds up to a logit
 */
public record PatchScores(
    String slideId,
    String modelName,
    String fold,
    List<String> classNames,
    long[] xLevel0,
    long[] yLevel0,
    double patchSizeLevel0,
    double stepLevel0,
    double mppX,
    double mppY,
    float[][] score,
    float[][] attention,
    double[] bias,
    double[] logit,
    int[][] nearest,
    Meaning meaning) {

  /** Largest allowed |sum of contributions + bias - logit|, relative for logits above 1. */
  static final double TOLERANCE = 1e-4;

  /** The scores of a model of attributes; see the canonical constructor. */
  public PatchScores(
      final String slideId,
      final String modelName,
      final String fold,
      final List<String> classNames,
      final long[] xLevel0,
      final long[] yLevel0,
      final double patchSizeLevel0,
      final double stepLevel0,
      final double mppX,
      final double mppY,
      final float[][] score,
      final float[][] attention,
      final double[] bias,
      final double[] logit,
      final int[][] nearest) {
    this(
        slideId,
        modelName,
        fold,
        classNames,
        xLevel0,
        yLevel0,
        patchSizeLevel0,
        stepLevel0,
        mppX,
        mppY,
        score,
        attention,
        bias,
        logit,
        nearest,
        Meaning.EVIDENCE);
  }

  /** Checks shapes, values and the identity. */
  public PatchScores {
    classNames = List.copyOf(classNames);
    final int n = xLevel0.length;
    final int c = classNames.size();
    require(slideId, n > 0, "no patch; check the slide's tissue mask");
    require(slideId, c > 0, "no class");
    require(slideId, Set.copyOf(classNames).size() == c, "a class name twice: " + classNames);
    require(slideId, yLevel0.length == n, n + " x but " + yLevel0.length + " y coordinates");
    require(slideId, isLength(patchSizeLevel0), "a patch size of " + patchSizeLevel0 + " px");
    require(slideId, isLength(stepLevel0), "a step of " + stepLevel0 + " px");
    require(slideId, Double.isNaN(mppX) || isLength(mppX), "a pixel width of " + mppX + " um");
    require(slideId, Double.isNaN(mppY) || isLength(mppY), "a pixel height of " + mppY + " um");
    // A patch is drawn cell by cell: nonsense sizes must not take forever.
    require(
        slideId,
        patchSizeLevel0 <= 64 * stepLevel0,
        "a step of " + stepLevel0 + " px for patches of " + patchSizeLevel0 + " px");
    requireTable(slideId, "scores", score, c, n);
    requireTable(slideId, "attention logits", attention, c, n);
    require(slideId, bias.length == c, bias.length + " biases for " + c + " classes");
    require(slideId, logit.length == c, logit.length + " logits for " + c + " classes");
    requireNearest(slideId, nearest, n);
    for (int k = 0; k < c && meaning == Meaning.EVIDENCE; k++) {
      final double sum = sum(contributions(score[k], attention[k])) + bias[k];
      final boolean explained =
          Math.abs(sum - logit[k]) <= TOLERANCE * Math.max(1, Math.abs(logit[k]));
      require(
          slideId,
          explained,
          String.format(
              Locale.ROOT,
              "contributions and bias of class '%s' that sum to %.6g where the logit is %.6g;"
                  + " scores, attention and logits must come from one pass of one model",
              classNames.get(k),
              sum,
              logit[k]));
    }
  }

  /**
   * @return N, the number of patches
   */
  public int patches() {
    return xLevel0.length;
  }

  /**
   * @return C, the number of classes
   */
  public int classes() {
    return classNames.size();
  }

  /**
   * @return the class with the largest logit, the first of equals
   */
  public int predicted() {
    int best = 0;
    for (int c = 1; c < logit.length; c++) {
      best = logit[c] > logit[best] ? c : best;
    }
    return best;
  }

  /**
   * @return whether lengths can be told in micrometres
   */
  public boolean calibrated() {
    return !Double.isNaN(mppX) && !Double.isNaN(mppY);
  }

  /**
   * One patch's part of the logit; for many patches ask {@link #contributions(int)}.
   *
   * @param c class
   * @param i patch
   * @return s(c,i) / sum_j exp a(c,j)
   */
  public double contribution(final int c, final int i) {
    return contributions(c)[i];
  }

  /**
   * @param c class
   * @return s(c,i) / sum_j exp a(c,j) of each patch, N; with the bias they sum to the logit
   * @throws AttriMilException when the model tells attention only
   */
  public double[] contributions(final int c) {
    require(slideId, meaning == Meaning.EVIDENCE, "no contributions: its model has attention only");
    return contributions(score[c], attention[c]);
  }

  /**
   * How far the contributions and the bias are from the logit.
   *
   * @param c class
   * @return |sum_i contribution(c,i) + bias(c) - logit(c)|
   */
  public double identityError(final int c) {
    return Math.abs(sum(contributions(c)) + bias[c] - logit[c]);
  }

  /**
   * @param c class
   * @return the softmax of the attention logits over the patches, N; sums to 1
   */
  public double[] attentionShares(final int c) {
    return shares(attention[c]);
  }

  private static double[] contributions(final float[] score, final float[] attention) {
    final double[] part = shares(attention);
    for (int i = 0; i < part.length; i++) {
      final double bound = AttriMil.LARGEST_EXPONENT;
      part[i] *= score[i] / Math.exp(Math.max(-bound, Math.min(bound, attention[i])));
    }
    return part;
  }

  private static double[] shares(final float[] attention) {
    float max = Float.NEGATIVE_INFINITY;
    for (final float v : attention) {
      max = Math.max(max, v);
    }
    double sum = 0;
    final double[] share = new double[attention.length];
    for (int i = 0; i < share.length; i++) {
      share[i] = Math.exp((double) attention[i] - max);
      sum += share[i];
    }
    for (int i = 0; i < share.length; i++) {
      share[i] /= sum;
    }
    return share;
  }

  private static double sum(final double[] values) {
    double sum = 0;
    for (final double v : values) {
      sum += v;
    }
    return sum;
  }

  private static boolean isLength(final double v) {
    return v > 0 && v < 1e9;
  }

  private static void requireTable(
      final String slideId, final String what, final float[][] table, final int c, final int n) {
    require(
        slideId, table.length == c, table.length + " rows of " + what + " for " + c + " classes");
    for (int k = 0; k < c; k++) {
      require(
          slideId, table[k].length == n, table[k].length + " " + what + " for " + n + " patches");
      for (int i = 0; i < n; i++) {
        if (!Float.isFinite(table[k][i])) {
          final String at = " (class " + k + ", patch " + i + ")";
          require(
              slideId,
              false,
              "'" + table[k][i] + "' among the " + what + at + "; look for it in the features too");
        }
      }
    }
  }

  private static void requireNearest(final String slideId, final int[][] nearest, final int n) {
    if (nearest == null) {
      return;
    }
    require(slideId, nearest.length == n, nearest.length + " neighbour rows for " + n + " patches");
    for (final int[] row : nearest) {
      require(slideId, row.length == 9, "a neighbour row of " + row.length + " entries, not 9");
      for (final int j : row) {
        if (j < 0 || j >= n) {
          require(slideId, false, "neighbour index " + j + " where there are " + n + " patches");
        }
      }
    }
  }

  private static void require(final String slideId, final boolean ok, final String what) {
    if (!ok) {
      throw new AttriMilException("Scores of slide '" + slideId + "' have " + what + ".");
    }
  }
}
