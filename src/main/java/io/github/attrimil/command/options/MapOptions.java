package io.github.attrimil.command.options;

import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.explain.Drawing;
import io.github.attrimil.explain.map.DenseRequest;
import io.github.attrimil.explain.map.MapFiles;
import io.github.attrimil.explain.map.MapStage;
import java.util.List;
import java.util.Optional;

/** Options for how maps are drawn. */
public final class MapOptions {

  /** The class shown in Fiji. */
  public static final Option<String> LABEL =
      Option.text(
          "label",
          "Class shown (empty: auto)",
          "Class whose map Fiji shows. Empty: the predicted class; with two classes, never the"
              + " negative one, such as normal.",
          "");

  /** Whose network draws. */
  public static final Option<Integer> FOLD =
      Option.integer(
              "fold",
              "Fold (empty: auto)",
              "Fold whose network is used, counted from 0. Empty: the fold that holds the slide"
                  + " out; for other slides the mean of all folds, as in Predict Slides.",
              0,
              0,
              1000)
          .orNone(-1);

  /** How many patches are written as pictures. */
  public static final Option<Integer> TOP =
      Option.integer(
          "top",
          "Strongest patches",
          "Number of strongest patches per class that are written as pictures.",
          8,
          0,
          1000);

  /** Which values. */
  public static final Option<Drawing.Display> DISPLAY =
      Option.choice(
          "display",
          "Values",
          "Values shown: score, from the model; percentile, ranks among the slide's patches; share,"
              + " softmax share of attention. The last two are written in addition to scores.",
          Drawing.Display.SCORE);

  /** Smoothing. */
  public static final Option<Double> SMOOTH =
      Option.number(
              "smooth",
              "Smoothing (steps)",
              "Standard deviation of a Gaussian, in steps from patch to patch; 0 for none. Smoothed"
                  + " maps are written in addition to scores.",
              0,
              0,
              20)
          .step(0.5);

  /** The threshold of regions. */
  public static final Option<Double> THRESHOLD =
      Option.number(
          "threshold",
          "Region threshold",
          "Value above which neighboring patches form a region.",
          0);

  /** A region of interest. */
  public static final Option<String> ROI =
      Option.text(
          "roi",
          "Region of interest",
          "Region to map at a finer step: x,y,width,height in level-0 pixels, or a file of regions"
              + " (.geojson, .xml, .roi, .zip). Requires the slide and the model's encoder.",
          "");

  /** The step in the region. */
  public static final Option<Integer> STEP =
      Option.integer(
              "step",
              "Step in the region (px, empty: a quarter)",
              "Distance from patch to patch in the region of interest, in patch pixels. Empty: a"
                  + " quarter of the patch size.",
              64,
              1,
              100_000)
          .orNone(0);

  /** All of them, in the order of dialogs. */
  public static final List<Option<?>> LIST =
      CommonOptions.list(
          LABEL, FOLD, TOP, DISPLAY, SMOOTH, THRESHOLD, ROI, STEP, FeatureOptions.OF_MODEL);

  private MapOptions() {}

  /**
   * @param given values of {@link #LIST}, the model, device and redo
   * @return what to draw
   */
  public static MapStage.Request request(final Options given) {
    final String roi = given.get(ROI);
    return new MapStage.Request(
        ModelOptions.model(given),
        given.given(FOLD).orElse(-1),
        given.get(CommonOptions.DEVICE),
        given.get(CommonOptions.REDO),
        new MapFiles.Options(
            given.get(TOP),
            new Drawing(given.get(DISPLAY), given.get(SMOOTH)),
            given.get(THRESHOLD)),
        roi.isBlank()
            ? Optional.empty()
            : Optional.of(
                new DenseRequest(roi, given.given(STEP).orElse(0), FeatureOptions.ofModel(given))));
  }
}
