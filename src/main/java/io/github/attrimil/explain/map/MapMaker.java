package io.github.attrimil.explain.map;

import io.github.attrimil.cohort.Bag;
import io.github.attrimil.cohort.BagSource;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.encoder.features.Encoding;
import io.github.attrimil.evaluate.stage.CalibratedScores;
import io.github.attrimil.explain.ModelLabel;
import io.github.attrimil.explain.Overview;
import io.github.attrimil.explain.PatchScores;
import io.github.attrimil.explain.PatchScoresOf;
import io.github.attrimil.mil.PatchEvidence;
import io.github.attrimil.mil.PatchMeaning;
import io.github.attrimil.mil.PatchValues;
import io.github.attrimil.mil.registry.BagScores;
import io.github.attrimil.mil.registry.SharedNetworks;
import io.github.attrimil.mil.registry.TrainedModel;
import io.github.attrimil.project.Project;
import io.github.attrimil.slide.PixelSize;
import io.github.attrimil.slide.Slide;
import io.github.attrimil.tensor.DeviceChoice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Computes the map of a slide, or of a region of it, and writes nothing. */
final class MapMaker implements AutoCloseable {

  /**
   * A map in memory.
   *
   * @param result its patches and a picture below them
   * @param more further columns of the table: what each patch of a region would add to the slide's
   *     logit
   */
  record Made(MapStage.Result result, Map<String, double[]> more) {}

  private final Project project;
  private final TrainedModel model;
  private final FoldChoice folds;
  private final DeviceChoice device;
  private final SharedNetworks networks;
  private final CalibratedScores calibration;

  MapMaker(
      final Project project,
      final TrainedModel model,
      final FoldChoice folds,
      final DeviceChoice device,
      final Job job) {
    this.project = project;
    this.model = model;
    this.folds = folds;
    this.device = device;
    this.calibration = new CalibratedScores(model);
    this.networks = new SharedNetworks(model, device, job);
  }

  /**
   * The slide's features, checked for this model and with a place and a size for each patch, which
   * a region's new patches take over.
   */
  Bag bag(final String id) {
    return BagSource.of(project).openPlaced(id, model.card().features());
  }

  /**
   * Maps a slide.
   *
   * @param id the slide's id
   * @param slide the slide; without it the map lies on a plain ground
   * @param job of the slide
   */
  Made slide(final String id, final Optional<OpenSlide> slide, final Job job) {
    final Bag bag = BagSource.of(project).openForMap(id, model.card().features(), job::warn);
    final List<BagScores> of = new ArrayList<>();
    for (final int fold : folds.of(id)) {
      of.add(networks.scores(fold, bag));
    }
    final PatchScores scores =
        calibrated(
            PatchScoresOf.bag(
                id, bag, of, label(id), slide.flatMap(open -> open.slide().pixelSize())),
            folds.of(id),
            of);
    warnOfClipping(id, scores.values(), job);
    final Overview overview =
        slide.map(open -> Overviews.slide(open, job)).orElseGet(() -> Overviews.ground(scores));
    return new Made(new MapStage.Result(scores, overview), Map.of());
  }

  /**
   * Maps a region at a finer step. Its patches are a bag of their own, whose logit their
   * contributions add up to; what they would add to the slide's logit goes into columns of its own.
   *
   * @param open the slide
   * @param own the slide's own bag
   * @param map the region's patches
   * @param how their encoder
   * @param job of the slide
   */
  Made region(
      final OpenSlide open, final Bag own, final DenseMap map, final Encoding how, final Job job) {
    final Slide slide = open.slide();
    final String id = own.slideId();
    final Bag bag =
        new RegionEncoder(project, model.card(), device, job).encode(slide, map.grid(), how);
    final double area = Math.pow(map.grid().stepLevel0() / own.grid().stepLevel0(), 2);
    final List<BagScores> ofRegion = new ArrayList<>();
    final Map<String, double[]> more = new LinkedHashMap<>();
    final int count = folds.of(id).size();
    for (final int fold : folds.of(id)) {
      final BagScores scores = networks.scores(fold, bag);
      ofRegion.add(scores);
      addInSlide(scores.patches(), networks.scores(fold, own).patches(), area / count, more);
    }
    final double[] b = map.bounds();
    final String title =
        String.format(
            Locale.ROOT,
            "%s, region %.0f, %.0f, %.0f x %.0f px as a separate bag",
            id,
            b[0],
            b[1],
            b[2] - b[0],
            b[3] - b[1]);
    final Optional<PixelSize> size = slide.pixelSize();
    final PatchScores scores = PatchScoresOf.bag(title, bag, ofRegion, label(id), size);
    warnOfClipping(title, scores.values(), job);
    return new Made(new MapStage.Result(scores, Overviews.region(open, b)), more);
  }

  private PatchScores calibrated(
      final PatchScores scores, final List<Integer> networks, final List<BagScores> of) {
    return scores.predictedAs(
        scores.prediction().orElseThrow().calibrated(calibration.of(networks, of)));
  }

  private static void addInSlide(
      final PatchValues region,
      final PatchValues slide,
      final double area,
      final Map<String, double[]> more) {
    // Among other patches a patch would have another score.
    if (region instanceof PatchValues.Additive part
        && slide instanceof PatchValues.Additive all
        && part.meaning() != PatchMeaning.CONTEXT_SCORE) {
      final double[][] parts = DenseMap.inSlide(part, all, area);
      for (int c = 0; c < parts.length; c++) {
        final double[] sum =
            more.computeIfAbsent("slideContribution_" + c, name -> new double[region.patches()]);
        for (int i = 0; i < sum.length; i++) {
          sum[i] += parts[c][i];
        }
      }
    }
  }

  private static void warnOfClipping(final String what, final PatchValues values, final Job job) {
    final int patches = values instanceof PatchValues.Additive a ? a.clipped() : 0;
    if (patches > 0) {
      job.warn(
          String.format(
              Locale.ROOT,
              "%s: attention beyond %.0f was cut in the scores of %d %s; contributions are exact",
              what,
              PatchEvidence.Additive.LARGEST_EXPONENT,
              patches,
              patches == 1 ? "patch" : "patches"));
    }
  }

  @Override
  public void close() {
    networks.close();
  }

  private ModelLabel label(final String id) {
    return new ModelLabel(model.card().name(), folds.label(id), model.card().classes());
  }

  /** The slide of a region, whose file is needed. */
  static Slide needed(final MapTarget target) {
    return target
        .atHand()
        .orElseThrow(
            () ->
                new AttriMilException(
                    "roi= reads the pixels of slide \""
                        + target.id()
                        + "\", whose file "
                        + target.missingFile().map(f -> f + " is missing").orElse("is not known")
                        + "; give slides= with its file"))
        .read();
  }
}
