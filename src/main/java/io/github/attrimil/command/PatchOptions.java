package io.github.attrimil.command;

import io.github.attrimil.slide.find.SlideList;
import io.github.attrimil.tissue.TissuePreset;
import io.github.attrimil.tissue.patches.PatchSettings;
import java.io.File;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.scijava.plugin.Parameter;

/** The parameters that decide which patches slides have. */
public abstract class PatchOptions extends ProjectCommand {

  /** The choice that leaves a value to the preset of tissue. */
  private static final String PRESET = "preset";

  @Parameter(
      label = "Slides",
      description =
          "A slide file or a folder of slides. Left out: the column path of slides.csv, else the"
              + " folder slides of the project; where there is neither, `patch` takes the image open"
              + " in Fiji, and `predict` always takes all slides that have features.",
      style = "both",
      required = false,
      persist = false)
  private File slides;

  @Parameter(
      label = "Slide pixel size (µm, 0: from file)",
      description =
          "Micrometres per pixel at full resolution, for slides whose files do not tell and that"
              + " have no mpp in slides.csv. 0: not given.",
      min = "0",
      max = "1000",
      stepSize = "0.0001",
      required = false,
      persist = false)
  private double slidempp;

  @Parameter(
      label = "Scene",
      description =
          "Which scene of a file with several, counted from 1. Left out: the largest. all: each"
              + " becomes a slide of its own, named FILE_scene1 and so on.",
      required = false,
      persist = false)
  private String scene = "";

  @Parameter(
      label = "Patch pixel size (µm)",
      description =
          "Micrometres per pixel of the patches; the nearest finer level is read and resampled.",
      min = "0.01",
      max = "1000",
      stepSize = "0.0001",
      required = false,
      persist = false)
  private double mpp = 0.5;

  @Parameter(
      label = "Patch size (px)",
      description = "Width and height of a patch in pixels of the size above.",
      min = "1",
      max = "32768",
      required = false,
      persist = false)
  private int size = 256;

  @Parameter(
      label = "Step (px, 0: patch size)",
      description = "From patch to patch, in the same pixels. 0: as the patch size, no overlap.",
      min = "0",
      max = "32768",
      required = false,
      persist = false)
  private int step = 0;

  @Parameter(
      label = "Level (-1: by pixel size)",
      description =
          "The level whose pixels are taken as they are, in place of a patch pixel size: CLAM's"
              + " patch_level. -1: go by the patch pixel size.",
      min = "-1",
      max = "100",
      required = false,
      persist = false)
  private int level = -1;

  @Parameter(
      label = "Tissue preset",
      description =
          "Values for the parameters below that are left to it: default, which also finds small and"
              + " faint tissue; or CLAM's for biopsies, resections or TCGA.",
      choices = {"default", "biopsy", "resection", "tcga"},
      required = false,
      persist = false)
  private String tissue = "default";

  @Parameter(
      label = "Patches at borders",
      description =
          "Which patches on the border of tissue are taken: four_pt, any of four points near the"
              + " centre; center, the centre; basic, the corner; hard, all four points; preset,"
              + " four_pt.",
      choices = {PRESET, "four_pt", "center", "basic", "hard"},
      required = false,
      persist = false)
  private String rule = PRESET;

  @Parameter(
      label = "Patches may reach over the edge",
      description =
          "Whether patches may reach over the slide's right and lower edge; preset: true.",
      choices = {PRESET, "true", "false"},
      required = false,
      persist = false)
  private String padding = PRESET;

  @Parameter(
      label = "Least share of tissue (0: by rule)",
      description = "The share of a patch that must be tissue. 0: what the rule takes.",
      min = "0",
      max = "1",
      stepSize = "0.01",
      required = false,
      persist = false)
  private double mintissue = 0;

  @Parameter(
      label = "Saturation threshold",
      description =
          "Tissue is where the smoothed 8-bit saturation is above this, 0 to 254. -1: as the preset.",
      min = "-1",
      max = "254",
      required = false,
      persist = false)
  private int sthresh = -1;

  @Parameter(
      label = "Median size (px)",
      description =
          "Window of the median that smooths the saturation, odd, 1 to 255. -1: as the preset.",
      min = "-1",
      max = "255",
      required = false,
      persist = false)
  private int mthresh = -1;

  @Parameter(
      label = "Closing size (px)",
      description = "Square that closes gaps in the tissue. 0: none. -1: as the preset.",
      min = "-1",
      max = "255",
      required = false,
      persist = false)
  private int close = -1;

  @Parameter(
      label = "Otsu threshold",
      description = "Whether the saturation threshold is found by Otsu's method; preset: false.",
      choices = {PRESET, "true", "false"},
      required = false,
      persist = false)
  private String otsu = PRESET;

  @Parameter(
      label = "Second try on faint tissue",
      description =
          "Whether Otsu's threshold is tried where the threshold finds next to nothing and a faint"
              + " section stands out from glass; preset: in the preset default, when neither"
              + " sthresh nor otsu is given.",
      choices = {PRESET, "true", "false"},
      required = false,
      persist = false)
  private String faint = PRESET;

  @Parameter(
      label = "Least area of tissue (-1: automatic)",
      description =
          "Smaller pieces are dropped, in squares of 512 x 512 full-resolution pixels (CLAM's a_t)."
              + " -1: as the preset; default takes 100, or less on small slides, so that none is"
              + " silently empty.",
      min = "-1",
      max = "1e9",
      stepSize = "0.1",
      required = false,
      persist = false)
  private double tissuearea = -1;

  @Parameter(
      label = "Least area of tissue (µm²)",
      description = "The same in square micrometres, in its place. 0: go by squares.",
      min = "0",
      max = "1e12",
      required = false,
      persist = false)
  private double minarea = 0;

  @Parameter(
      label = "Least area of holes",
      description =
          "Smaller holes are filled, in the same squares (CLAM's a_h). -1: as the preset.",
      min = "-1",
      max = "1e9",
      stepSize = "0.1",
      required = false,
      persist = false)
  private double holearea = -1;

  @Parameter(
      label = "Least area of holes (µm²)",
      description = "The same in square micrometres, in its place. 0: go by squares.",
      min = "0",
      max = "1e12",
      required = false,
      persist = false)
  private double minhole = 0;

  @Parameter(
      label = "Most holes",
      description =
          "How many of the largest holes of a piece of tissue are kept. -1: as the preset.",
      min = "-1",
      max = "100000",
      required = false,
      persist = false)
  private int maxholes = -1;

  @Parameter(
      label = "Leave out pen marks",
      description =
          "Whether ink of green, blue, red and black pens is left out; check the stitch, where it is"
              + " orange.",
      required = false,
      persist = false)
  private boolean penmarks = false;

  @Parameter(
      label = "Leave out blur",
      description =
          "Whether areas out of focus are left out; takes up to a minute a slide. Check the stitch,"
              + " where they are violet.",
      required = false,
      persist = false)
  private boolean blur = false;

  @Parameter(
      label = "Only in these regions",
      description =
          "Regions in which patches are taken: GeoJSON (QuPath), XML (ASAP) or .roi and .zip"
              + " (Fiji), drawn at full resolution; or a folder with a file for each slide, named"
              + " as the slide. Left out: everywhere.",
      style = "both",
      required = false,
      persist = false)
  private File include;

  @Parameter(
      label = "Not in these regions",
      description = "Regions in which no patches are taken, in the same formats.",
      style = "both",
      required = false,
      persist = false)
  private File exclude;

  /**
   * @return which slides
   */
  protected final SlideList.Wanted slides() {
    return new SlideList.Wanted(
        path(slides), slidempp > 0 ? Optional.of(slidempp) : Optional.empty(), scene.strip());
  }

  /**
   * @return which patches are cut
   */
  protected final PatchSettings settings() {
    final Map<String, String> given = new LinkedHashMap<>();
    given.put("mpp", Double.toString(level < 0 ? mpp : 0));
    given.put("size", Integer.toString(size));
    given.put("step", Integer.toString(step == 0 ? size : step));
    given.put("level", Integer.toString(Math.max(level, 0)));
    given.put("rule", unlessPreset(rule));
    given.put("padding", unlessPreset(padding));
    given.put("mintissue", Double.toString(mintissue));
    given.put("sthresh", Integer.toString(sthresh));
    given.put("mthresh", Integer.toString(mthresh));
    given.put("close", Integer.toString(close));
    given.put("otsu", unlessPreset(otsu));
    given.put("faint", unlessPreset(faint));
    given.put("tissuearea", Double.toString(tissuearea));
    given.put("holearea", Double.toString(holearea));
    given.put("minarea", Double.toString(minarea));
    given.put("minhole", Double.toString(minhole));
    given.put("maxholes", Integer.toString(maxholes));
    given.put("penmarks", Boolean.toString(penmarks));
    given.put("blur", Boolean.toString(blur));
    given.put("include", path(include).map(p -> p.toAbsolutePath().toString()).orElse(""));
    given.put("exclude", path(exclude).map(p -> p.toAbsolutePath().toString()).orElse(""));
    return PatchSettings.of(TissuePreset.of(tissue).with(given));
  }

  private static String unlessPreset(final String choice) {
    return PRESET.equals(choice) ? "" : choice;
  }
}
