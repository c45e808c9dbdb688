package io.github.attrimil.command.options;

import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.pipeline.Pipeline;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The options of a whole run, from slides to report: those of its stages. */
public final class PipelineOptions {

  /** All of them but where slides and labels come from, in the order of dialogs. */
  public static final List<Option<?>> LIST =
      CommonOptions.list(
          ColumnOptions.LIST,
          PatchOptions.LIST,
          FeatureOptions.LIST,
          SplitOptions.LIST,
          TrainOptions.LIST,
          MapOptions.TOP,
          CommonOptions.DEVICE,
          SlidesAtOnce.OPTION,
          CommonOptions.SEED,
          CommonOptions.REDO);

  private PipelineOptions() {}

  /**
   * @param given values of {@link #LIST} and {@link SlideOptions#LIST}
   * @param labels a table as slides.csv, if given
   * @return what to do
   */
  public static Pipeline.Request request(final Options given, final Optional<Path> labels) {
    return new Pipeline.Request(
        new Pipeline.Slides(
            SlideOptions.wanted(given),
            labels,
            ColumnOptions.columns(given),
            PatchOptions.settings(given)),
        FeatureOptions.of(given),
        SplitOptions.splitter(given),
        TrainOptions.request(given),
        given.get(MapOptions.TOP));
  }
}
