package io.github.attrimil.command;

import io.github.attrimil.patch.PatchSettings;
import io.github.attrimil.slide.SlideList;
import java.io.File;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.scijava.plugin.Parameter;

/** The parameters that decide which patches slides have. */
public abstract class PatchOptions extends ProjectCommand {

  @Parameter(
      label = "Slides",
      description =
          "A slide file or a folder of slides. Left out: the column path of slides.csv, else the"
              + " folder slides of the project, else the image open in Fiji.",
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
      label = "Patches at borders",
      description =
          "Which patches on the border of tissue are taken: four_pt, any of four points near the"
              + " centre; center, the centre; basic, the corner; hard, all four points.",
      choices = {"four_pt", "center", "basic", "hard"},
      required = false,
      persist = false)
  private String rule = "four_pt";

  @Parameter(
      label = "Patches may reach over the edge",
      description = "Whether patches may reach over the slide's right and lower edge.",
      required = false,
      persist = false)
  private boolean padding = true;

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
      description = "Tissue is where the smoothed 8-bit saturation is above this.",
      min = "0",
      max = "254",
      required = false,
      persist = false)
  private int sthresh = 8;

  @Parameter(
      label = "Median size (px)",
      description = "Window of the median that smooths the saturation, odd.",
      min = "1",
      max = "255",
      required = false,
      persist = false)
  private int mthresh = 7;

  @Parameter(
      label = "Closing size (px)",
      description = "Square that closes gaps in the tissue. 0: none.",
      min = "0",
      max = "255",
      required = false,
      persist = false)
  private int close = 4;

  @Parameter(
      label = "Otsu threshold",
      description = "Whether the saturation threshold is found by Otsu's method.",
      required = false,
      persist = false)
  private boolean otsu = false;

  @Parameter(
      label = "Least area of tissue (-1: automatic)",
      description =
          "Smaller pieces are dropped, in squares of 512 x 512 full-resolution pixels (CLAM's a_t)."
              + " -1: 100, or less on small slides, so that none is silently empty.",
      min = "-1",
      max = "1e9",
      stepSize = "0.1",
      required = false,
      persist = false)
  private double tissuearea = -1;

  @Parameter(
      label = "Least area of holes",
      description = "Smaller holes are filled, in the same squares (CLAM's a_h).",
      min = "0",
      max = "1e9",
      stepSize = "0.1",
      required = false,
      persist = false)
  private double holearea = 16;

  @Parameter(
      label = "Most holes",
      description = "How many of the largest holes of a piece of tissue are kept.",
      min = "0",
      max = "100000",
      required = false,
      persist = false)
  private int maxholes = 8;

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
    final Map<String, String> map = new LinkedHashMap<>();
    map.put("mpp", Double.toString(level < 0 ? mpp : 0));
    map.put("size", Integer.toString(size));
    map.put("step", Integer.toString(step == 0 ? size : step));
    map.put("level", Integer.toString(Math.max(level, 0)));
    map.put("rule", rule);
    map.put("padding", Boolean.toString(padding));
    map.put("mintissue", Double.toString(mintissue));
    map.put("sthresh", Integer.toString(sthresh));
    map.put("mthresh", Integer.toString(mthresh));
    map.put("close", Integer.toString(close));
    map.put("otsu", Boolean.toString(otsu));
    map.put("tissuearea", Double.toString(tissuearea));
    map.put("holearea", Double.toString(holearea));
    map.put("maxholes", Integer.toString(maxholes));
    return PatchSettings.of(map);
  }
}
