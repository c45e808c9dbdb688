package io.github.attrimil.command.options;

import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.core.options.Values;
import io.github.attrimil.slide.find.SlideList;
import java.nio.file.Path;
import java.util.List;

/** Options for which slides are read, and what is known of them. */
public final class SlideOptions {

  /** A slide file or folder. */
  public static final Option<Path> SLIDES =
      Option.path(
          "slides",
          "Slides",
          "Slide file or folder of slides. Empty: the slides of the project: from its process"
              + " list, the column path of slides.csv or its folder slides; else the image open in"
              + " Fiji.",
          Values.Files.FILE_OR_FOLDER);

  /** The pixel size of slides whose files have none. */
  public static final Option<Double> PIXELSIZE =
      Option.number(
              "pixelsize",
              "Slide pixel size (µm, empty: from file)",
              "Micrometers per full-resolution pixel of slides whose files do not state it and that have"
                  + " none in slides.csv. Empty: from the file.",
              0.25,
              1e-4,
              1000)
          .orNone(0)
          .aliases("slidempp");

  /** Which scene of a file. */
  public static final Option<String> SCENE =
      Option.text(
          "scene",
          "Scene (empty: largest)",
          "Scene of a file that has several, counted from 1. all: every scene becomes a slide named"
              + " FILE_scene1 and so on.",
          "");

  /** Slides to be patched. */
  public static final List<Option<?>> LIST = List.of(SLIDES, PIXELSIZE, SCENE);

  private SlideOptions() {}

  /**
   * @param given values of {@link #LIST}
   * @return which slides
   */
  public static SlideList.Wanted wanted(final Options given) {
    return new SlideList.Wanted(given.given(SLIDES), given.given(PIXELSIZE), given.get(SCENE));
  }

  /**
   * @param given values of options with {@link #SLIDES}
   * @return the slides, as their files and the project describe them
   */
  public static SlideList.Wanted files(final Options given) {
    return SlideList.Wanted.of(given.given(SLIDES));
  }
}
