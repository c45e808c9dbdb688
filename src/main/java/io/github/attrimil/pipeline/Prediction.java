package io.github.attrimil.pipeline;

import io.github.attrimil.anonymous.AnonymousProject;
import io.github.attrimil.core.AtomicFile;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.RunEndedException;
import io.github.attrimil.encoder.features.Encoding;
import io.github.attrimil.encoder.features.FeatureStage;
import io.github.attrimil.evaluate.stage.PredictStage;
import io.github.attrimil.mil.registry.ModelCard;
import io.github.attrimil.mil.registry.TrainedModel;
import io.github.attrimil.project.Project;
import io.github.attrimil.slide.find.SlideList;
import io.github.attrimil.slide.find.SlideSource;
import io.github.attrimil.tensor.DeviceChoice;
import io.github.attrimil.tissue.patches.NeighborStage;
import io.github.attrimil.tissue.patches.PatchSettings;
import io.github.attrimil.tissue.patches.PatchStage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Predicts slides with a model; where they have no features yet, makes them as the model needs
 * them.
 */
public final class Prediction {

  /**
   * What to predict.
   *
   * @param model a model's name or a checkpoint file
   * @param slides which slides; without files, all slides that have features
   * @param patches how patches are cut, except for the size, which the model determines
   * @param encoding the encoder, or empty for the model's own, and its precision
   * @param device where networks compute
   * @param redo whether patches and features of the given slides are made again
   */
  public record Request(
      String model,
      SlideList.Wanted slides,
      PatchSettings patches,
      Encoding encoding,
      DeviceChoice device,
      boolean redo) {}

  private Prediction() {}

  /**
   * Predicts slides.
   *
   * @param project the project
   * @param request what to predict
   * @param job receives progress
   * @return results/NAME/predictions.csv
   */
  public static Path run(final Project project, final Request request, final Job job) {
    return PredictStage.run(
        project, request.model(), ready(project, request, job), request.device(), job);
  }

  /**
   * The same with numbers in place of names; predictions by names are written as well.
   *
   * @param project the project
   * @param request what to predict
   * @param job receives progress
   * @return anonymous/results/NAME/predictions.csv
   */
  public static Path runAnonymous(final Project project, final Request request, final Job job) {
    AnonymousProject.requireName(project, request.model());
    final List<String> slides = ready(project, request, job);
    PredictStage.run(project, request.model(), slides, request.device(), job);
    final AnonymousProject twin = AnonymousProject.of(project, job);
    return PredictStage.run(
        twin.project(),
        request.model(),
        twin.numbers(slides),
        request.device(),
        job.part(AnonymousProject.FOLDER));
  }

  /** The ids of the slides to predict that have features now; none for all that have. */
  private static List<String> ready(final Project project, final Request request, final Job job) {
    if (request.slides().slides().isEmpty()) {
      return List.of();
    }
    final String model = request.model();
    final ModelCard card = TrainedModel.find(project, model).card();
    SlideList.leftOut(request.slides()).ifPresent(job::warn);
    final List<SlideSource> sources = SlideList.find(project, request.slides());
    final List<SlideSource> without =
        sources.stream()
            .filter(s -> request.redo() || !FeatureStage.isFinished(project, s.id()))
            .toList();
    final List<SlideSource> with = new ArrayList<>(sources);
    with.removeAll(without);
    FeatureStage.noteLate(project, with.stream().map(SlideSource::id).toList(), job);
    if (!without.isEmpty()) {
      final String own =
          request.encoding().encoder().isEmpty()
              ? card.features().encoder()
              : request.encoding().encoder();
      if (own.isEmpty()) {
        throw new AttriMilException(
            "The model \""
                + model
                + "\" does not name its encoder, and "
                + without.size()
                + " slide(s) have no features; give encoder=, or run `features` first");
      }
      try {
        encode(project, without, cut(card, request.patches()), own, request, job);
      } catch (final RunEndedException e) {
        throw e;
      } catch (final AttriMilException e) {
        // None of these could be encoded, and each was reported; others may have features already.
        if (without.size() == sources.size()) {
          throw e;
        }
      }
    }
    return sources.stream()
        .map(SlideSource::id)
        .filter(id -> AtomicFile.isWritten(project.features(id)))
        .toList();
  }

  private static void encode(
      final Project project,
      final List<SlideSource> slides,
      final PatchSettings settings,
      final String encoder,
      final Request request,
      final Job job) {
    final boolean redo = request.redo();
    final List<String> patched = PatchStage.run(project, slides, settings, redo, job);
    final List<String> indexed = NeighborStage.run(project, patched, redo, job);
    final List<SlideSource> ready = slides.stream().filter(s -> indexed.contains(s.id())).toList();
    FeatureStage.run(project, ready, request.encoding().with(encoder), request.device(), redo, job);
  }

  private static PatchSettings cut(final ModelCard card, final PatchSettings defaults) {
    final Map<String, String> map = new LinkedHashMap<>(defaults.asMap());
    if (card.features().mpp() > 0) {
      map.put("mpp", Double.toString(card.features().mpp()));
    }
    if (card.features().patchSize() > 0) {
      map.put("size", Integer.toString(card.features().patchSize()));
      map.put("step", Integer.toString(card.features().patchSize()));
    }
    return PatchSettings.of(map);
  }
}
