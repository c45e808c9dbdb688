package io.github.attrimil.command.options;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.core.options.Values;
import io.github.attrimil.evaluate.localize.Lesions;
import io.github.attrimil.evaluate.localize.LocalizationStage;
import io.github.attrimil.evaluate.localize.MapFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;

/** Options for how maps are compared with annotations. */
public final class LocalizationOptions {

  private static final String VALIDATION = "validation";

  /** A folder of annotations. */
  public static final Option<Path> ANNOTATIONS =
      Option.path(
          "annotations",
          "Annotations",
          "Folder with one file per slide, named as the slide, to compare maps with: .geojson, .xml"
              + " (ASAP), .zip or .roi (Fiji), or a label image, .png or .tif. Empty: maps are"
              + " not compared.",
          Values.Files.FOLDER);

  /** A folder of maps made elsewhere. */
  public static final Option<Path> MAPS =
      Option.path(
          "maps",
          "Maps (empty: the model's)",
          "Folder of maps made elsewhere to compare with the annotations: SLIDE/scores.csv,"
              + " SLIDE.csv with probability,x,y, or SLIDE.tif. Empty: the model's maps.",
          Values.Files.FOLDER);

  /** The class of lesions. */
  public static final Option<String> LABEL =
      Option.text(
          "label",
          "Class of lesions (empty: last)",
          "Class whose lesions are annotated; with maps=, its number. Empty: the last class, 1 with"
              + " maps=.",
          "");

  /** From which score a patch is lesion. */
  public static final Option<String> THRESHOLD =
      Option.text(
          "threshold",
          "Lesion threshold",
          "Score from which a patch counts as lesion, for Dice. validation: the best one on"
              + " annotated validation slides.",
          VALIDATION);

  /** How much lesions are widened. */
  public static final Option<Double> DILATION =
      Option.number(
          "dilation",
          "Widening of lesions (µm)",
          "Distance by which annotations are widened; pieces closer than twice this"
              + " distance count as one lesion (Camelyon16: 37.5). 0 for none.",
          Lesions.Rule.DILATION,
          0,
          1000);

  /** Below which length a lesion does not count. */
  public static final Option<Double> ISOLATED =
      Option.number(
          "isolated",
          "Isolated cells below (µm)",
          "Major axis below which a lesion counts neither as found nor as missed (Camelyon16: 275);"
              + " 0 to count all.",
          Lesions.Rule.ISOLATED,
          0,
          10_000);

  /** Pixels of images of labels. */
  public static final Option<Double> DOWNSAMPLE =
      Option.number(
              "downsample",
              "Downsample of label images (empty: by width)",
              "Level-0 pixels per pixel of label images, and of maps without a pixel size. Empty:"
                  + " the slide's width divided by the image's.",
              1,
              1e-9,
              100_000)
          .orNone(0);

  /** All of them, in the order of dialogs. */
  public static final List<Option<?>> LIST =
      List.of(
          ANNOTATIONS,
          MAPS,
          LABEL,
          THRESHOLD,
          DILATION,
          ISOLATED,
          DOWNSAMPLE,
          SlideOptions.PIXELSIZE);

  private LocalizationOptions() {}

  /**
   * @param given values of {@link #LIST} with {@link #MAPS}
   * @return the maps made elsewhere
   */
  public static MapFolder folder(final Options given) {
    return new MapFolder(given.get(MAPS), given.get(LABEL), given.given(DOWNSAMPLE).orElse(0.0));
  }

  /**
   * @param given values of {@link #LIST}
   * @return what to compare
   */
  public static LocalizationStage.Request request(final Options given) {
    return new LocalizationStage.Request(
        given
            .given(ANNOTATIONS)
            .orElseThrow(
                () -> new AttriMilException("maps= needs annotations= to compare them with")),
        given.given(MAPS).isPresent() ? "" : given.get(LABEL),
        new Lesions.Rule(given.get(DILATION), given.get(ISOLATED)),
        fixed(given.get(THRESHOLD)),
        given.given(DOWNSAMPLE).orElse(0.0),
        given.given(SlideOptions.PIXELSIZE));
  }

  /**
   * @param annotations the folder
   * @param given values of {@link #LABEL}, {@link #DOWNSAMPLE} and the pixel size
   * @return what to compare, with the usual rules for lesions
   */
  public static LocalizationStage.Request usual(final Path annotations, final Options given) {
    return new LocalizationStage.Request(
        annotations,
        given.get(LABEL),
        Lesions.Rule.camelyon16(),
        OptionalDouble.empty(),
        given.given(DOWNSAMPLE).orElse(0.0),
        given.given(SlideOptions.PIXELSIZE));
  }

  private static OptionalDouble fixed(final String threshold) {
    if (threshold.isBlank() || threshold.equals(VALIDATION)) {
      return OptionalDouble.empty();
    }
    try {
      return OptionalDouble.of(Double.parseDouble(threshold));
    } catch (final NumberFormatException e) {
      throw new AttriMilException(
          "threshold=" + threshold + " is neither a number nor " + VALIDATION, e);
    }
  }
}
