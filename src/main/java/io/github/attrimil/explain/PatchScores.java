package io.github.attrimil.explain;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.geometry.PatchGrid;
import io.github.attrimil.mil.PatchMeaning;
import io.github.attrimil.mil.PatchValues;
import io.github.attrimil.slide.PixelSize;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A slide's N patches, a model's values of each of them for each of its C classes, and the slide's
 * logits: all that maps, tables and regions are made from. What the values mean, and so what a map
 * may claim, is {@link #meaning}.
 *
 * <p>Where they are scores that add up to the logit, the constructor checks that they do, so that a
 * map of them explains the number. Source: Cai et al., AttriMIL, Medical Image Analysis 103 (2025)
 * 103631, doi:10.1016/j.media.2025.103631.
 */
public final class PatchScores {

  /** Largest allowed |sum of contributions + bias - logit|, relative for logits above 1. */
  static final double TOLERANCE = 1e-4;

  /** The name of a map that all classes share. */
  private static final String ATTENTION = "attention";

  /** A patch is drawn cell by cell: sizes that make no sense must not take forever. */
  private static final int MOST_STEPS = 64;

  private final String slideId;
  private final ModelLabel model;
  private final PatchGrid grid;
  private final Optional<PixelSize> pixelSize;
  private final PatchValues values;
  private final double[] logit;
  private final Optional<Prediction> prediction;
  private final float[][] shown;

  /**
   * Checks shapes, values and the identity. Arrays are not copied.
   *
   * @param slideId the slide's id
   * @param model whose values these are
   * @param grid where the patches lie
   * @param pixelSize of a level-0 pixel, where it is known
   * @param values the model's values of each patch
   * @param logit C, the slide's
   * @throws AttriMilException when they do not belong together, or a value is not finite
   */
  public PatchScores(
      final String slideId,
      final ModelLabel model,
      final PatchGrid grid,
      final Optional<PixelSize> pixelSize,
      final PatchValues values,
      final double[] logit) {
    this(slideId, model, grid, pixelSize, values, logit, Optional.empty());
  }

  /**
   * The same with what the model predicts, which may differ from the class with the largest logit
   * where probabilities of several networks were averaged.
   *
   * @param slideId the slide's id
   * @param model whose values these are
   * @param grid where the patches lie
   * @param pixelSize of a level-0 pixel, where it is known
   * @param values the model's values of each patch
   * @param logit C, the slide's
   * @param prediction for the slide, if it is known
   * @throws AttriMilException when they do not belong together, or a value is not finite
   */
  public PatchScores(
      final String slideId,
      final ModelLabel model,
      final PatchGrid grid,
      final Optional<PixelSize> pixelSize,
      final PatchValues values,
      final double[] logit,
      final Optional<Prediction> prediction) {
    this.prediction = prediction;
    this.slideId = slideId;
    this.model = model;
    this.grid = grid;
    this.pixelSize = pixelSize;
    this.values = values;
    this.logit = logit;
    final int n = grid.size();
    final int c = classes();
    require(n > 0, "no patch; check the slide's tissue mask");
    require(grid.placed(), "no coordinates, so there is nothing to draw a map on");
    require(isLength(patchSizeLevel0()), "a patch size of " + patchSizeLevel0() + " px");
    require(isLength(stepLevel0()), "a step of " + stepLevel0() + " px");
    require(
        patchSizeLevel0() <= MOST_STEPS * stepLevel0(),
        "a step of " + stepLevel0() + " px for patches of " + patchSizeLevel0() + " px");
    require(values.patches() == n, values.patches() + " values for " + n + " patches");
    require(
        values.columns() == c || oneForAll(),
        values.columns() + " columns of values for " + c + " classes");
    require(logit.length == c, logit.length + " logits for " + c + " classes");
    this.shown = new float[c][];
    for (int k = 0; k < c; k++) {
      final int at = k;
      values.attention(k).ifPresent(a -> requireFinite("attention logits", at, a));
      shown[k] = k > 0 && values.columns() == 1 ? shown[0] : values.values(k);
      requireFinite(meaning().measurement() + "s", k, shown[k]);
      if (values instanceof PatchValues.Additive additive) {
        requireIdentity(k, sum(additive.contributions(k)) + additive.bias()[k]);
      }
    }
  }

  /**
   * @return the slide's id
   */
  public String slideId() {
    return slideId;
  }

  /**
   * @return whose values these are
   */
  public ModelLabel model() {
    return model;
  }

  /**
   * @return the C class names
   */
  public List<String> classNames() {
    return model.classNames();
  }

  /**
   * @return whether one attention serves all classes, so that there is one map and not one per
   *     class
   */
  public boolean oneForAll() {
    return values.columns() == 1 && !meaning().signed();
  }

  /**
   * @return whether one attention serves all classes, whatever else there is
   */
  public boolean oneAttention() {
    return values.attentions() == 1 && classes() > 1;
  }

  /**
   * @return what there is a map of: the C classes, or "attention" alone where it serves all of them
   */
  public List<String> mapNames() {
    return oneForAll() ? List.of(ATTENTION) : classNames();
  }

  /**
   * @param c class
   * @return what its map is called, which is the class only where the values are the class's own
   */
  public String mapName(final int c) {
    return oneForAll() ? ATTENTION : classNames().get(c);
  }

  /**
   * @return N, the number of patches
   */
  public int patches() {
    return grid.size();
  }

  /**
   * @return C, the number of classes
   */
  public int classes() {
    return model.classNames().size();
  }

  /**
   * @return where the patches lie and which of them touch
   */
  public PatchGrid grid() {
    return grid;
  }

  /**
   * @return left edges of the patches in level-0 pixels, N; not copied
   */
  public long[] xLevel0() {
    return grid.coords().xLevel0();
  }

  /**
   * @return top edges of the patches in level-0 pixels, N; not copied
   */
  public long[] yLevel0() {
    return grid.coords().yLevel0();
  }

  /**
   * @return side of a patch in level-0 pixels
   */
  public double patchSizeLevel0() {
    return grid.patchSizeLevel0();
  }

  /**
   * @return distance of neighboring patches in level-0 pixels
   */
  public double stepLevel0() {
    return grid.stepLevel0();
  }

  /**
   * @return whether lengths are known in micrometers
   */
  public boolean calibrated() {
    return pixelSize.isPresent();
  }

  /**
   * @return micrometers per level-0 pixel along x, NaN when it is not known
   */
  public double mppX() {
    return pixelSize.map(PixelSize::mppX).orElse(Double.NaN);
  }

  /**
   * @return micrometers per level-0 pixel along y, NaN when it is not known
   */
  public double mppY() {
    return pixelSize.map(PixelSize::mppY).orElse(Double.NaN);
  }

  /**
   * @return the model's values of the patches
   */
  public PatchValues values() {
    return values;
  }

  /**
   * @return what the values mean
   */
  public PatchMeaning meaning() {
    return values.meaning();
  }

  /**
   * @param c class
   * @return the values a map shows, N; not copied
   */
  public float[] shown(final int c) {
    return shown[c];
  }

  /**
   * @return the slide's logits, C; not copied
   */
  public double[] logit() {
    return logit;
  }

  /**
   * @return what the model predicts for the slide, if it is known
   */
  public Optional<Prediction> prediction() {
    return prediction;
  }

  /**
   * @param known what the model predicts for the slide
   * @return the same scores with it
   */
  public PatchScores predictedAs(final Prediction known) {
    return new PatchScores(slideId, model, grid, pixelSize, values, logit, Optional.of(known));
  }

  /**
   * @return the class that the model predicts, else the one with the largest logit, the first of
   *     equals
   */
  public int predicted() {
    if (prediction.isPresent()) {
      return prediction.get().predicted();
    }
    int best = 0;
    for (int c = 1; c < logit.length; c++) {
      best = logit[c] > logit[best] ? c : best;
    }
    return best;
  }

  /**
   * @return the values as scores that add up to the logits; nothing where they are something else
   */
  public Optional<PatchValues.Additive> additive() {
    return values instanceof PatchValues.Additive a ? Optional.of(a) : Optional.empty();
  }

  /**
   * What each patch adds to the slide's logit.
   *
   * @param c class
   * @return N parts; with the bias they sum to the logit
   * @throws AttriMilException when the model's patch values do not add up to the logit
   */
  public double[] contributions(final int c) {
    return additive()
        .orElseThrow(
            () ->
                new AttriMilException(
                    "The model \""
                        + model.name()
                        + "\" gives \""
                        + meaning().words().title()
                        + "\": there are no contributions to the logit"))
        .contributions(c);
  }

  /**
   * How far the contributions and the bias are from the logit.
   *
   * @param c class
   * @return |sum_i contribution(c,i) + bias(c) - logit(c)|
   * @throws AttriMilException when the model's patch values do not add up to the logit
   */
  public double identityError(final int c) {
    return Math.abs(sum(contributions(c)) + additive().orElseThrow().bias()[c] - logit[c]);
  }

  private void requireIdentity(final int c, final double sum) {
    require(
        Math.abs(sum - logit[c]) <= TOLERANCE * Math.max(1, Math.abs(logit[c])),
        String.format(
            Locale.ROOT,
            "contributions and bias of class '%s' that sum to %.6g where the logit is %.6g;"
                + " scores, attention and logits must come from one pass of one model",
            classNames().get(c),
            sum,
            logit[c]));
  }

  private void requireFinite(final String what, final int c, final float[] of) {
    for (int i = 0; i < of.length; i++) {
      if (!Float.isFinite(of[i])) {
        final String at = " (class " + c + ", patch " + i + ")";
        require(
            false, "'" + of[i] + "' among the " + what + at + "; look for it in the features too");
      }
    }
  }

  private void require(final boolean ok, final String what) {
    if (!ok) {
      throw new AttriMilException("Scores of slide '" + slideId + "' have " + what + ".");
    }
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
}
