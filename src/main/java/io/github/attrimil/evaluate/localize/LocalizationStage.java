package io.github.attrimil.evaluate.localize;

import io.github.attrimil.cohort.BagSource;
import io.github.attrimil.cohort.Split;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.Progress;
import io.github.attrimil.core.RunRecord.Status;
import io.github.attrimil.evaluate.Interval;
import io.github.attrimil.format.table.CandidateFile;
import io.github.attrimil.format.table.CsvTable;
import io.github.attrimil.mil.registry.TrainedModel;
import io.github.attrimil.project.Plan;
import io.github.attrimil.project.Project;
import io.github.attrimil.project.Stage;
import io.github.attrimil.project.StampKey;
import io.github.attrimil.project.Target;
import io.github.attrimil.tensor.DeviceChoice;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * The stage from maps and annotations to how well lesions are found: writes into results/NAME/
 * localization.csv, localization_summary.csv, froc.csv and candidates/SLIDE.csv.
 */
public final class LocalizationStage {

  private static final String STAGE = "localize";

  /**
   * What to compare.
   *
   * @param annotations a folder with one file per slide, see {@link Annotations}
   * @param label the class whose lesions are sought; empty for the last
   * @param rule what counts as a lesion for FROC
   * @param threshold from which score on a patch is called lesion; nothing for the best on
   *     validation slides
   * @param downsample level-0 pixels per pixel of images of labels, 0 to work it out
   * @param mpp micrometers per level-0 pixel of slides that do not state it
   */
  public record Request(
      Path annotations,
      String label,
      Lesions.Rule rule,
      OptionalDouble threshold,
      double downsample,
      Optional<Double> mpp) {

    /**
     * @param annotations a folder with one file per slide
     * @return Camelyon16's rule, the last class, the best threshold on validation slides
     */
    public static Request of(final Path annotations) {
      return new Request(
          annotations, "", Lesions.Rule.camelyon16(), OptionalDouble.empty(), 0, Optional.empty());
    }

    /**
     * @param folder where the same annotations lie under other names
     * @return the same with that folder
     */
    public Request in(final Path folder) {
      return new Request(folder, label, rule, threshold, downsample, mpp);
    }
  }

  private final Project project;
  private final Request request;
  private final SlideTruths truths;
  private final Job job;

  private LocalizationStage(
      final Project project, final Request request, final List<String> classes, final Job job) {
    this.project = project;
    this.request = request;
    this.truths = new SlideTruths(project, request, classes);
    this.job = job;
  }

  /**
   * Compares a model's maps of its test slides, each by the network of the fold that holds the
   * slide out.
   *
   * @param project the project
   * @param modelName a model's name or a checkpoint file
   * @param request what to compare with
   * @param device where networks compute
   * @param redo whether finished, matching results are made again
   * @param job shown progress
   * @return how well lesions are found
   */
  public static Localization run(
      final Project project,
      final String modelName,
      final Request request,
      final DeviceChoice device,
      final boolean redo,
      final Job job) {
    final TrainedModel model = TrainedModel.find(project, modelName);
    return new LocalizationStage(project, request, model.card().classes(), job)
        .model(model, device, redo);
  }

  /**
   * Compares maps made elsewhere.
   *
   * @param project the project, whose slides.csv and slides state pixel and slide sizes where there
   *     are any
   * @param maps the maps
   * @param request what to compare with; slides without annotation have no lesion
   * @param job shown progress
   * @return how well lesions are found
   */
  public static Localization run(
      final Project project, final MapSource maps, final Request request, final Job job) {
    return new LocalizationStage(project, request, List.of(), job).elsewhere(maps);
  }

  private Localization elsewhere(final MapSource maps) {
    final long start = System.nanoTime();
    final List<ComparedSlide> compared = new ArrayList<>();
    final Set<String> without = new LinkedHashSet<>();
    final Progress progress = job.progress(STAGE, "slides", maps.slides().size());
    for (final String id : maps.slides()) {
      job.checkCanceled();
      final Annotations.Extent extent = truths.extent(id);
      final MapSource.Scored scored = maps.read(id, extent.mpp());
      if (truths.annotation(id).isEmpty()) {
        without.add(id);
      }
      compared.add(
          truths.compare(
              new ComparedSlide.MappedSlide(id, -1, scored.patches(), scored.candidates()),
              extent,
              request.threshold().orElse(ModelMaps.NEUTRAL)));
      progress.add(1);
    }
    if (without.size() == compared.size()) {
      throw new AttriMilException(
          "None of the maps has an annotation in "
              + request.annotations()
              + "; name annotations as slides: "
              + maps.slides().get(0)
              + ".xml, .geojson, .zip, .png");
    }
    if (!without.isEmpty()) {
      job.info(without.size() + " slide(s) without annotation count as free of lesions");
    }
    final Localization result = write(maps.name(), compared, 1);
    job.record().slide(STAGE, maps.name(), Status.DONE, "");
    job.record().stage(STAGE, "seconds", (System.nanoTime() - start) / 1e9);
    return result;
  }

  private Localization model(
      final TrainedModel model, final DeviceChoice device, final boolean redo) {
    final String name = model.card().name();
    return new Stage(STAGE, project, redo, job).once(name, () -> plan(model, device));
  }

  private Plan<Localization> plan(final TrainedModel model, final DeviceChoice device) {
    final List<Split> splits = model.splits(project, job);
    final Map<String, Integer> foldOf = heldOut(splits);
    final Path folder = project.results(model.card().name());
    final List<Path> outputs =
        List.of(
            folder.resolve("localization.csv"),
            folder.resolve("localization_summary.csv"),
            folder.resolve("froc.csv"));
    return Plan.of(
            new Target(model.card().name(), key(), inputs(model, splits, foldOf.keySet()), outputs),
            () -> compare(model, splits, foldOf, device))
        .whenFinished(outputs.get(0) + " is already finished", () -> Localization.read(folder));
  }

  private Localization compare(
      final TrainedModel model,
      final List<Split> splits,
      final Map<String, Integer> foldOf,
      final DeviceChoice device) {
    final ModelMaps maps = new ModelMaps(project, model, truths, job);
    final List<ComparedSlide> compared = new ArrayList<>();
    for (int k = 0; k < splits.size(); k++) {
      final int fold = k;
      final List<String> test =
          foldOf.entrySet().stream()
              .filter(e -> e.getValue() == fold)
              .map(Map.Entry::getKey)
              .toList();
      if (!test.isEmpty()) {
        compared.addAll(maps.fold(k, splits.get(k), test, request.threshold(), device));
      }
    }
    return write(model.card().name(), compared, model.card().training().seed());
  }

  /** The fold that holds out each test slide whose lesions are known. */
  private Map<String, Integer> heldOut(final List<Split> splits) {
    final Map<String, Integer> foldOf = new LinkedHashMap<>();
    final Set<String> unknown = new LinkedHashSet<>();
    for (int k = 0; k < splits.size(); k++) {
      for (final String id : splits.get(k).test()) {
        if (truths.known(id)) {
          foldOf.putIfAbsent(id, k);
        } else {
          unknown.add(id);
        }
      }
    }
    if (foldOf.keySet().stream().noneMatch(id -> truths.annotation(id).isPresent())) {
      throw new AttriMilException(
          "None of the test slides has an annotation in "
              + request.annotations()
              + "; name annotations as slides, for example "
              + splits.get(0).test().get(0)
              + ".xml");
    }
    if (!unknown.isEmpty()) {
      job.warn(
          unknown.size()
              + " test slide(s) are labeled as "
              + truths.lesion()
              + " but have no annotation; they are excluded: "
              + unknown);
    }
    return foldOf;
  }

  private StampKey key() {
    return new StampKey()
        .with("lesion", truths.lesion())
        .with("dilation", request.rule().dilation())
        .with("isolated", request.rule().isolatedBelow())
        .with("threshold", text(request.threshold()))
        .with("downsample", request.downsample())
        .with("mpp", request.mpp().map(String::valueOf).orElse(""))
        .with(
            "labels",
            truths.labels().entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList());
  }

  private static String text(final OptionalDouble threshold) {
    return threshold.isPresent() ? Double.toString(threshold.getAsDouble()) : "validation";
  }

  private List<Path> inputs(
      final TrainedModel model, final List<Split> splits, final Set<String> test) {
    final Set<Path> inputs = new LinkedHashSet<>(model.checkpoints());
    final BagSource bags = BagSource.of(project);
    for (int k = 0; k < splits.size(); k++) {
      inputs.add(
          model.card().splits().isEmpty()
              ? project.split(k)
              : project.model(model.card().name()).resolve("model.json"));
      final Set<String> slides = new LinkedHashSet<>(splits.get(k).val());
      slides.removeIf(id -> !truths.known(id));
      slides.addAll(test);
      for (final String id : slides) {
        inputs.add(bags.file(id));
        truths.annotation(id).ifPresent(inputs::add);
      }
    }
    return List.copyOf(inputs);
  }

  private Localization write(
      final String name, final List<ComparedSlide> compared, final long seed) {
    if (truths.blank() > 0) {
      job.info(truths.blank() + " annotation(s) contain no lesion");
    }
    final Localization result = LocalizationMetrics.of(compared, seed, job);
    final Path folder = project.results(name);
    for (final ComparedSlide c : compared) {
      CandidateFile.write(
          folder.resolve("candidates").resolve(c.slideId() + ".csv"),
          c.mapped().candidates().stream()
              .map(k -> new double[] {k.score(), k.xLevel0(), k.yLevel0()})
              .toList());
    }
    final CsvTable curve = CsvTable.of("threshold", "false_positives", "sensitivity");
    new Froc(compared.stream().map(ComparedSlide::froc).toList())
        .curve()
        .ifPresent(
            c -> {
              for (int i = 0; i < c.threshold().length; i++) {
                curve.add(
                    i == 0 ? "inf" : c.threshold()[i], c.falsePositives()[i], c.sensitivity()[i]);
              }
            });
    curve.write(folder.resolve("froc.csv"));
    result.write(folder);
    job.record().stage(STAGE, "slides", compared.size());
    job.info(
        String.format(
            Locale.ROOT,
            "localize: %d slides; patch AUC %s, AP %s, Dice %s, FROC %s",
            compared.size(),
            text(result, Localization.PATCH_AUC),
            text(result, Localization.PATCH_AP),
            text(result, Localization.DICE),
            text(result, Localization.FROC)));
    return result;
  }

  private static String text(final Localization result, final String figure) {
    return result.figure(figure).map(Interval::text).orElse("undefined");
  }
}
