package io.github.attrimil.command.options;

import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.OptionText;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.core.options.Values;
import io.github.attrimil.tissue.TissuePreset;
import io.github.attrimil.tissue.patches.ContourRule;
import io.github.attrimil.tissue.patches.PatchSettings;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Options for which patches slides have. */
public final class PatchOptions {

  /** Micrometers per pixel of patches. */
  public static final Option<Double> MPP =
      Option.number(
              "mpp",
              "Patch pixel size (µm)",
              "Micrometers per pixel of patches; the next finer level is read and resampled.",
              0.5,
              0.01,
              1000)
          .step(1e-4);

  /** Width and height of a patch. */
  public static final Option<Integer> SIZE =
      Option.integer(
              "patchsize",
              "Patch size (px)",
              "Width and height of a patch, in its own pixels.",
              256,
              1,
              32_768)
          .aliases("size");

  /** From patch to patch. */
  public static final Option<Integer> STEP =
      Option.integer(
              "step",
              "Step (px, empty: patch size)",
              "Distance from patch to patch, in patch pixels. Empty: the patch size, no overlap.",
              256,
              1,
              32_768)
          .orNone(0);

  /** A level instead of a pixel size. */
  public static final Option<Integer> LEVEL =
      Option.integer(
              "level",
              "Level (empty: by pixel size)",
              "Level read without resampling, instead of a patch pixel size (patch_level in"
                  + " CLAM). Empty: by the patch pixel size.",
              0,
              0,
              100)
          .orNone(-1);

  /** The preset of tissue. */
  public static final Option<TissuePreset> TISSUE =
      Option.choice(
          "tissue",
          "Tissue preset",
          "Preset of the empty fields below: default also finds small and faint tissue; biopsy,"
              + " resection and tcga are CLAM's.",
          TissuePreset.DEFAULT);

  /** Which patches on borders. */
  public static final Option<ContourRule> RULE =
      Option.choice(
              "rule",
              "Patches at borders",
              "Patches on the border of tissue that are kept: four_pt, with any of four points near"
                  + " the center in tissue; center; basic, the corner; hard, all four points."
                  + " preset: four_pt.",
              ContourRule.FOUR_PT)
          .orNone();

  /** Whether patches may reach over the edge. */
  public static final Option<Boolean> PADDING =
      Option.flag(
              "padding",
              "Patches over the edge",
              "Keep patches that extend beyond the right or lower edge of the slide. preset: true.",
              true)
          .orNone();

  /** The least share of tissue. */
  public static final Option<Double> TISSUE_SHARE =
      Option.number(
              "tissueshare",
              "Minimum share of tissue (empty: by rule)",
              "Minimum share of a patch that is tissue, above 0 to 1. Empty: by the rule.",
              0.5,
              1e-9,
              1)
          .orNone(0)
          .aliases("mintissue");

  /** Threshold of saturation. */
  public static final Option<Integer> SATURATION =
      Option.integer(
              "sthresh",
              "Saturation threshold (empty: preset)",
              "Smoothed 8-bit saturation above which a pixel is tissue, 0 to 254. Empty: by the"
                  + " preset, usually 8.",
              8,
              0,
              254)
          .orNone(-1);

  /** Window of the median. */
  public static final Option<Integer> MEDIAN =
      Option.integer(
              "mthresh",
              "Median size (px, empty: preset)",
              "Window of the median filter of the saturation: odd, 1 to 255. Empty: by the"
                  + " preset, usually 7.",
              7,
              0,
              255)
          .orNone(-1);

  /** Square of the closing. */
  public static final Option<Integer> CLOSING =
      Option.integer(
              "close",
              "Closing size (px, empty: preset)",
              "Square that closes gaps in tissue; 0 for none. Empty: by the preset, usually 4.",
              4,
              0,
              255)
          .orNone(-1);

  /** Whether Otsu's method is used. */
  public static final Option<Boolean> OTSU =
      Option.flag(
              "otsu",
              "Otsu threshold",
              "Find the saturation threshold by Otsu's method. preset: false.",
              false)
          .orNone();

  /** Whether faint tissue gets a second try. */
  public static final Option<Boolean> FAINT =
      Option.flag(
              "faint",
              "Second try on faint tissue",
              "Try Otsu's threshold where the threshold finds almost nothing and a faint section"
                  + " differs clearly from glass. preset: true with tissue=default and neither"
                  + " sthresh nor otsu.",
              true)
          .orNone();

  /** Least area of tissue in squares. */
  public static final Option<Double> TISSUE_AREA =
      Option.number(
              "tissuearea",
              "Minimum tissue area (empty: preset)",
              "Minimum area of a piece of tissue, in squares of 512 x 512 full-resolution pixels"
                  + " (a_t in CLAM). Empty: by the preset; default takes 100, less on small"
                  + " slides.",
              100,
              0,
              1e9)
          .orNone(-1);

  /** Least area of tissue in square micrometers. */
  public static final Option<Double> TISSUE_AREA_UM2 =
      Option.number(
              "minarea",
              "Minimum tissue area (µm², empty: as above)",
              "Minimum area of a piece of tissue in square micrometers. Empty: the minimum in"
                  + " squares is used.",
              1e5,
              1e-9,
              1e12)
          .orNone(0);

  /** Least area of holes in squares. */
  public static final Option<Double> HOLE_AREA =
      Option.number(
              "holearea",
              "Minimum hole area (empty: preset)",
              "Minimum area of a hole; smaller ones are filled. In squares of 512 x 512"
                  + " full-resolution pixels (a_h in CLAM). Empty: by the preset, usually 16.",
              16,
              0,
              1e9)
          .orNone(-1);

  /** Least area of holes in square micrometers. */
  public static final Option<Double> HOLE_AREA_UM2 =
      Option.number(
              "minhole",
              "Minimum hole area (µm², empty: as above)",
              "Minimum area of a hole in square micrometers. Empty: the minimum in squares is"
                  + " used.",
              1e4,
              1e-9,
              1e12)
          .orNone(0);

  /** Most holes. */
  public static final Option<Integer> HOLES =
      Option.integer(
              "maxholes",
              "Maximum holes (empty: preset)",
              "Maximum number of holes of a piece of tissue; the largest ones are kept. Empty: by"
                  + " the preset, usually 8.",
              8,
              0,
              100_000)
          .orNone(-1);

  /** Whether ink is excluded. */
  public static final Option<Boolean> PEN_MARKS =
      Option.flag(
          "penmarks",
          "Exclude pen marks",
          "Exclude green, blue, red and black ink; check the stitch, where it is orange.",
          false);

  /** Whether blur is excluded. */
  public static final Option<Boolean> BLUR =
      Option.flag(
          "blur",
          "Exclude blur",
          "Exclude areas out of focus; takes up to a minute per slide. Check the stitch, where they"
              + " are violet.",
          false);

  /** Regions to keep to. */
  public static final Option<Path> INCLUDE =
      Option.path(
          "include",
          "Only in these regions",
          "Regions that may have patches: GeoJSON (QuPath), XML (ASAP), .roi or .zip (Fiji), drawn"
              + " at full resolution; or a folder with one file per slide, named as the slide.",
          Values.Files.REGIONS);

  /** Regions to keep out of. */
  public static final Option<Path> EXCLUDE =
      Option.path(
          "exclude",
          "Not in these regions",
          "Regions that have no patches, in the same formats.",
          Values.Files.REGIONS);

  /** What a preset of tissue has values for, by the names of {@link PatchSettings#asMap}. */
  private static final List<Option<?>> OF_PRESET =
      List.of(
          RULE, PADDING, SATURATION, MEDIAN, CLOSING, OTSU, FAINT, TISSUE_AREA, HOLE_AREA, HOLES);

  /** Where patches lie, in the order of dialogs. */
  static final List<Option<?>> OF_PATCHES =
      List.of(MPP, SIZE, STEP, LEVEL, RULE, PADDING, TISSUE_SHARE, INCLUDE, EXCLUDE);

  /** All of them, in the order of dialogs. */
  public static final List<Option<?>> LIST =
      CommonOptions.list(
          List.of(MPP, SIZE, STEP, LEVEL, TISSUE, RULE, PADDING, TISSUE_SHARE),
          List.of(SATURATION, MEDIAN, CLOSING, OTSU, FAINT),
          List.of(TISSUE_AREA, TISSUE_AREA_UM2, HOLE_AREA, HOLE_AREA_UM2, HOLES),
          List.of(PEN_MARKS, BLUR, INCLUDE, EXCLUDE));

  private PatchOptions() {}

  /** Whether a preset of tissue has a value for an option. */
  static boolean isOfPreset(final Option<?> option) {
    return OF_PRESET.contains(option);
  }

  /** What a preset of tissue has for them, by the names of options; nothing where there is none. */
  static Map<String, String> ofPreset(final String name) {
    final Map<String, String> values = new LinkedHashMap<>();
    if (TISSUE.choices().contains(name)) {
      final Map<String, String> preset = TISSUE.parse(name).with(Map.of());
      OF_PRESET.stream()
          .filter(o -> !preset.getOrDefault(o.name(), "-").startsWith("-"))
          .forEach(o -> values.put(o.name(), preset.get(o.name())));
    }
    return values;
  }

  /**
   * @param given values of {@link #LIST}
   * @return which patches are cut
   */
  public static PatchSettings settings(final Options given) {
    final Map<String, String> map = new LinkedHashMap<>();
    OF_PRESET.forEach(o -> map.put(o.name(), given.given(o).map(OptionText::write).orElse("")));
    final int size = given.get(SIZE);
    map.put("mpp", given.given(LEVEL).isPresent() ? "0" : OptionText.write(given.get(MPP)));
    map.put("size", Integer.toString(size));
    map.put("step", OptionText.write(given.given(STEP).orElse(size)));
    map.put("level", OptionText.write(given.given(LEVEL).orElse(0)));
    map.put("mintissue", OptionText.write(given.given(TISSUE_SHARE).orElse(0.0)));
    map.put("minarea", OptionText.write(given.given(TISSUE_AREA_UM2).orElse(0.0)));
    map.put("minhole", OptionText.write(given.given(HOLE_AREA_UM2).orElse(0.0)));
    map.put("penmarks", OptionText.write(given.get(PEN_MARKS)));
    map.put("blur", OptionText.write(given.get(BLUR)));
    map.put("include", absolute(given, INCLUDE));
    map.put("exclude", absolute(given, EXCLUDE));
    return PatchSettings.of(given.get(TISSUE).with(map));
  }

  private static String absolute(final Options given, final Option<Path> path) {
    return given.given(path).map(p -> p.toAbsolutePath().toString()).orElse("");
  }
}
