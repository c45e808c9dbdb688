package io.github.attrimil.evaluate.localize;

import io.github.attrimil.cohort.Bag;
import io.github.attrimil.cohort.BagSource;
import io.github.attrimil.cohort.Cohort;
import io.github.attrimil.cohort.Split;
import io.github.attrimil.cohort.SplitStage;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.Progress;
import io.github.attrimil.core.RunRecord.Status;
import io.github.attrimil.evaluate.Interval;
import io.github.attrimil.evaluate.Ranking;
import io.github.attrimil.evaluate.SlideBootstrap;
import io.github.attrimil.explain.PatchMap;
import io.github.attrimil.format.h5.PatchAttributes;
import io.github.attrimil.format.h5.PatchFile;
import io.github.attrimil.format.table.CandidateFile;
import io.github.attrimil.format.table.CsvTable;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.mil.registry.BagScores;
import io.github.attrimil.mil.registry.TrainedModel;
import io.github.attrimil.project.Project;
import io.github.attrimil.project.Stamps;
import io.github.attrimil.slide.Level;
import io.github.attrimil.slide.Slide;
import io.github.attrimil.slide.find.SlideList;
import io.github.attrimil.slide.find.SlideSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;

/**
 * The stage from maps and annotations to how well lesions are found: writes into results/NAME/
 * localization.csv, localization_summary.csv, froc.csv and candidates/SLIDE.csv.
 */
public final class LocalizationStage {

  private static final String STAGE = "localize";

  /** A patch is lesion when at least this share of it is. */
  private static final double LESION_SHARE = 0.5;

  /**
   * What to compare.
   *
   * @param annotations a folder with a file a slide, see {@link Annotations}
   * @param label the class whose lesions are sought; empty for the last
   * @param rule what counts as a lesion for FROC
   * @param threshold from which score on a patch is called lesion; nothing for the best on
   *     validation slides
   * @param downsample level-0 pixels per pixel of images of labels, 0 to work it out
   * @param mpp micrometres per level-0 pixel of slides that do not tell
   */
  public record Request(
      Path annotations,
      String label,
      Lesions.Rule rule,
      OptionalDouble threshold,
      double downsample,
      Optional<Double> mpp) {

    /**
     * @param annotations a folder with a file a slide
     * @return Camelyon16's rule, the last class, the best threshold on validation slides
     */
    public static Request of(final Path annotations) {
      return new Request(
          annotations, "", Lesions.Rule.camelyon16(), OptionalDouble.empty(), 0, Optional.empty());
    }
  }

  /** A slide with its map and truth. */
  private record Compared(
      String slideId,
      int fold,
      Optional<PatchMap> map,
      boolean[] lesionPatches,
      double threshold,
      Froc.Slide froc,
      List<Candidate> candidates) {

    boolean hasLesion() {
      if (froc.lesions().length + froc.isolated() > 0) {
        return true;
      }
      for (final boolean lesion : lesionPatches) {
        if (lesion) {
          return true;
        }
      }
      return false;
    }

    double[] scores() {
      return map.map(PatchMap::score).orElse(new double[0]);
    }
  }

  private final Project project;
  private final Request request;
  private final Annotations annotations;
  private final Job job;
  private final Map<String, SlideSource> sources = new HashMap<>();
  private final Map<String, String> labels = new HashMap<>();
  private final Set<String> blank = new LinkedHashSet<>(); // annotations without lesion
  private final Map<String, Double> stated = new HashMap<>(); // micrometres in slides.csv

  private LocalizationStage(
      final Project project, final Request request, final List<String> classes, final Job job) {
    this.project = project;
    this.request = request;
    this.job = job;
    final String label =
        request.label().isBlank()
            ? classes.isEmpty() ? "tumor" : classes.get(classes.size() - 1)
            : request.label();
    if (!classes.isEmpty() && !classes.contains(label)) {
      throw new AttriMilException("label=" + label + " is none of the classes " + classes);
    }
    this.annotations = new Annotations(request.annotations(), classes, label, request.downsample());
    if (Files.exists(project.slidesCsv())) {
      for (final Cohort.LabelledSlide slide : Cohort.read(project.slidesCsv()).slides()) {
        labels.put(slide.slideId(), slide.label());
        slide.mpp().ifPresent(mpp -> stated.put(slide.slideId(), mpp));
      }
    }
    try {
      SlideList.find(project, SlideList.Wanted.of(Optional.empty()))
          .forEach(s -> sources.put(s.id(), s));
    } catch (final AttriMilException e) {
      // Maps and features can be compared where the slides themselves are not at hand.
      sources.clear();
    }
  }

  /**
   * Compares a model's maps of its test slides, each by the network of the fold that holds the
   * slide out.
   *
   * @param project the project
   * @param modelName a model's name or a checkpoint file
   * @param request what to compare with
   * @param device auto, cpu or gpu
   * @param redo whether finished, matching results are made again
   * @param job told of progress
   * @return how well lesions are found
   */
  public static Localization run(
      final Project project,
      final String modelName,
      final Request request,
      final String device,
      final boolean redo,
      final Job job) {
    final TrainedModel model = TrainedModel.find(project, modelName);
    return new LocalizationStage(project, request, model.card().classes(), job)
        .model(model, device, redo);
  }

  /**
   * Compares maps made elsewhere.
   *
   * @param project the project, whose slides.csv and slides tell pixel and slide sizes where there
   *     are any
   * @param maps the maps
   * @param request what to compare with; slides without annotation have no lesion
   * @param job told of progress
   * @return how well lesions are found
   */
  public static Localization run(
      final Project project, final MapSource maps, final Request request, final Job job) {
    return new LocalizationStage(project, request, List.of(), job).elsewhere(maps);
  }

  private Localization elsewhere(final MapSource maps) {
    final long start = System.nanoTime();
    final List<Compared> compared = new ArrayList<>();
    final Set<String> without = new LinkedHashSet<>();
    final Progress progress = job.progress(STAGE, "slides", maps.slides().size());
    for (final String id : maps.slides()) {
      job.checkCanceled();
      final Annotations.Extent extent = extent(id, Optional.empty());
      final MapSource.Scored scored = maps.read(id, extent.mpp());
      if (annotations.find(id).isEmpty()) {
        without.add(id);
      }
      compared.add(
          compare(
              id,
              -1,
              scored.patches(),
              scored.candidates(),
              truth(id, extent, scored.patches()),
              extent,
              request.threshold().orElse(Math.nextUp(0.0))));
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
    final Localization result = summarize(compared, 1);
    write(maps.name(), result, compared, start);
    return result;
  }

  private Localization model(final TrainedModel model, final String device, final boolean redo) {
    final List<Split> splits = SplitStage.read(project);
    final String name = model.card().name();
    final Map<String, Integer> foldOf = new LinkedHashMap<>();
    final Set<String> unknown = new LinkedHashSet<>();
    for (int k = 0; k < splits.size(); k++) {
      for (final String id : splits.get(k).test()) {
        if (known(model, id)) {
          foldOf.putIfAbsent(id, k);
        } else {
          unknown.add(id);
        }
      }
    }
    if (foldOf.keySet().stream().noneMatch(id -> annotations.find(id).isPresent())) {
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
              + " test slide(s) are labelled as "
              + annotations.lesion()
              + " but have no annotation; they are left out: "
              + unknown);
    }
    final List<Path> inputs = inputs(model, splits, foldOf.keySet());
    final Map<String, Object> key = new LinkedHashMap<>();
    key.put("request", request);
    key.put("labels", new java.util.TreeMap<>(labels));
    final Path folder = project.results(name);
    final List<Path> outputs =
        List.of(
            folder.resolve("localization.csv"),
            folder.resolve("localization_summary.csv"),
            folder.resolve("froc.csv"));
    if (project.stamps().state(STAGE, name, key, inputs, outputs) == Stamps.State.FRESH && !redo) {
      job.info("localize: nothing to do, " + outputs.get(0) + " is finished already");
      job.record().slide(STAGE, name, Status.SKIPPED, "");
      return Localization.read(folder);
    }
    final long start = System.nanoTime();
    final List<Compared> compared = new ArrayList<>();
    for (int k = 0; k < splits.size(); k++) {
      final int fold = k;
      final List<String> test =
          foldOf.entrySet().stream()
              .filter(e -> e.getValue() == fold)
              .map(Map.Entry::getKey)
              .toList();
      if (!test.isEmpty()) {
        compared.addAll(fold(model, k, splits.get(k), test, device));
      }
    }
    final Localization result = summarize(compared, model.card().training().seed());
    write(name, result, compared, start);
    project.stamps().write(STAGE, name, key, inputs);
    return result;
  }

  /** Whether it is known where a slide has lesions: a slide of the first class has none. */
  private boolean known(final TrainedModel model, final String id) {
    return annotations.find(id).isPresent()
        || !labels.getOrDefault(id, annotations.lesion()).equals(annotations.lesion())
            && model.card().classes().get(0).equals(labels.get(id));
  }

  private List<Path> inputs(
      final TrainedModel model, final List<Split> splits, final Set<String> test) {
    final Set<Path> inputs = new LinkedHashSet<>(model.checkpoints());
    for (int k = 0; k < splits.size(); k++) {
      inputs.add(project.split(k));
      final Set<String> slides = new LinkedHashSet<>(splits.get(k).val());
      slides.removeIf(id -> !known(model, id));
      slides.addAll(test);
      for (final String id : slides) {
        inputs.add(features(id));
        annotations.find(id).ifPresent(inputs::add);
      }
    }
    return List.copyOf(inputs);
  }

  private Path features(final String id) {
    final Path features = project.features(id);
    if (!Files.exists(features)) {
      throw new AttriMilException(
          "The slide \"" + id + "\" has no " + features + "; run `features` first");
    }
    return features;
  }

  private List<Compared> fold(
      final TrainedModel model,
      final int k,
      final Split split,
      final List<String> test,
      final String device) {
    final List<Compared> compared = new ArrayList<>();
    final Progress progress = job.progress(STAGE + " fold " + k, "slides", test.size());
    try (MilModel network = model.load(Math.min(k, model.checkpoints().size() - 1), device, job)) {
      final double threshold =
          request.threshold().isPresent()
              ? request.threshold().getAsDouble()
              : validated(model, network, k, split);
      for (final String id : test) {
        job.checkCanceled();
        final Bag bag = Bag.read(id, features(id));
        final PatchMap map = map(model, network, bag);
        final Annotations.Extent extent = extent(id, bag.patches());
        compared.add(
            compare(
                id,
                k,
                Optional.of(map),
                Candidate.of(map),
                truth(id, extent, Optional.of(map)),
                extent,
                threshold));
        progress.add(1);
      }
    }
    return compared;
  }

  /** The threshold with the best Dice on a fold's validation slides. */
  private double validated(
      final TrainedModel model, final MilModel network, final int k, final Split split) {
    final List<double[]> scores = new ArrayList<>();
    final List<boolean[]> lesions = new ArrayList<>();
    for (final String id : split.val()) {
      job.checkCanceled();
      if (known(model, id)) {
        final Bag bag = Bag.read(id, features(id));
        final PatchMap map = map(model, network, bag);
        scores.add(map.score());
        lesions.add(lesions(map, truth(id, extent(id, bag.patches()), Optional.of(map)).patches()));
      }
    }
    final OptionalDouble best = PatchDice.best(scores, lesions);
    if (best.isEmpty()) {
      job.warn(
          "fold "
              + k
              + ": no annotated lesion among its validation slides; a patch is called lesion where"
              + " its score is above 0");
    }
    return best.orElse(Math.nextUp(0.0));
  }

  private PatchMap map(final TrainedModel model, final MilModel network, final Bag bag) {
    BagSource.check("the slide \"" + bag.slideId() + "\"", model.card().features(), bag.card());
    final PatchFile patches =
        bag.patches()
            .orElseThrow(
                () ->
                    new AttriMilException(
                        features(bag.slideId()) + " has no coords: its patches have no place"));
    final int c = model.card().classes().indexOf(annotations.lesion());
    final float[] all = BagScores.of(network, bag).patches().values(c);
    final double[] x = new double[bag.size()];
    final double[] y = new double[x.length];
    final double[] score = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = patches.grid().coords().xLevel0()[i];
      y[i] = patches.grid().coords().yLevel0()[i];
      score[i] = all[i];
    }
    return new PatchMap(x, y, patches.attributes().patchSizeLevel0(), score);
  }

  private Annotations.Truth truth(
      final String id, final Annotations.Extent extent, final Optional<PatchMap> map) {
    final Optional<Path> file = annotations.find(id);
    if (file.isEmpty()) {
      return Annotations.Truth.none();
    }
    final Annotations.Truth truth = annotations.read(file.get(), extent, map);
    if (truth.evaluation().isEmpty() && truth.patches().isEmpty()) {
      blank.add(id);
    }
    return truth;
  }

  private static boolean[] lesions(final PatchMap map, final LesionMask mask) {
    final boolean[] lesion = new boolean[map.score().length];
    for (int i = 0; i < lesion.length; i++) {
      lesion[i] = mask.share(map.xLevel0()[i], map.yLevel0()[i], map.sizeLevel0()) >= LESION_SHARE;
    }
    return lesion;
  }

  private Compared compare(
      final String id,
      final int fold,
      final Optional<PatchMap> map,
      final List<Candidate> candidates,
      final Annotations.Truth truth,
      final Annotations.Extent extent,
      final double threshold) {
    final boolean empty = truth.evaluation().isEmpty();
    if (!empty && request.rule().needsMicrons() && Double.isNaN(extent.mpp())) {
      throw new AttriMilException(
          "The pixel size of slide \""
              + id
              + "\" is not known, and Camelyon16's rule needs it; give pixelsize=, a column mpp in"
              + " slides.csv, or dilation=0 isolated=0");
    }
    final Lesions lesions =
        empty
            ? new Lesions(LesionMask.none(), List.of())
            : Lesions.of(truth.evaluation(), extent.mpp(), request.rule());
    return new Compared(
        id,
        fold,
        map,
        map.map(m -> lesions(m, truth.patches())).orElse(new boolean[0]),
        threshold,
        lesions.compare(id, candidates),
        candidates);
  }

  /** What the patches' attributes tell of the slide, else the slide's file. */
  private Annotations.Extent extent(final String id, final Optional<PatchFile> patches) {
    Optional<PatchFile> known = patches;
    if (known.isEmpty() && Files.exists(project.patches(id))) {
      known = Optional.of(PatchFile.read(project.patches(id)));
    }
    double width = 0;
    double height = 0;
    double mpp = known.map(p -> p.attributes().mpp()).orElse(Double.NaN);
    if (known.isPresent()
        && known.get().attributes().map().get("level_dim") instanceof long[] size
        && known.get().attributes().map().get(PatchAttributes.DOWNSAMPLE) instanceof double[] d
        && size.length == 2
        && d.length == 2) {
      width = Math.rint(size[0] * d[0]);
      height = Math.rint(size[1] * d[1]);
    }
    final SlideSource source = sources.get(id);
    if (source != null
        && source.files().stream().allMatch(Files::exists)
        && (width == 0 || Double.isNaN(mpp))) {
      final Slide slide = source.read();
      final Level full = slide.levels().get(0);
      width = full.width();
      height = full.height();
      mpp = slide.pixelSize().map(p -> p.mpp()).orElse(mpp);
    }
    if (Double.isNaN(mpp)) {
      mpp = stated.getOrDefault(id, request.mpp().orElse(Double.NaN));
    }
    return new Annotations.Extent(width, height, mpp);
  }

  private Localization summarize(final List<Compared> compared, final long seed) {
    if (!blank.isEmpty()) {
      job.info(blank.size() + " annotation(s) hold no lesion");
    }
    final List<double[]> scores = compared.stream().map(Compared::scores).toList();
    final List<boolean[]> truths = compared.stream().map(Compared::lesionPatches).toList();
    final List<PatchDice> dice = new ArrayList<>();
    final List<Localization.Row> rows = new ArrayList<>();
    final int n = compared.size();
    final boolean[] withLesion = new boolean[n];
    for (int s = 0; s < n; s++) {
      final Compared c = compared.get(s);
      withLesion[s] = c.hasLesion();
      dice.add(PatchDice.of(scores.get(s), truths.get(s), c.threshold()));
      rows.add(row(c, dice.get(s)));
    }
    final PooledPatches patches = new PooledPatches(scores, truths);
    final Froc froc = new Froc(compared.stream().map(Compared::froc).toList());
    final Map<String, Function<int[], OptionalDouble>> metrics = new LinkedHashMap<>();
    metrics.put(Localization.PATCH_AUC, patches::auc);
    metrics.put(Localization.PATCH_AUC_LESION, w -> patches.auc(masked(w, withLesion)));
    metrics.put(Localization.PATCH_AP, patches::averagePrecision);
    metrics.put(Localization.PATCH_AP_LESION, w -> patches.averagePrecision(masked(w, withLesion)));
    metrics.put(Localization.DICE, w -> pooled(dice, w));
    metrics.put(Localization.MEAN_AUC, w -> mean(rows, Localization.Row::auc, w));
    metrics.put(Localization.MEAN_AP, w -> mean(rows, Localization.Row::averagePrecision, w));
    metrics.put(
        Localization.MEAN_DICE, w -> mean(rows, Localization.Row::dice, masked(w, withLesion)));
    metrics.put(Localization.FROC, w -> value(froc.curve(w, false).map(Froc.Curve::score)));
    metrics.put(Localization.FROC_ALL, w -> value(froc.curve(w, true).map(Froc.Curve::score)));
    for (final double rate : Froc.RATES) {
      metrics.put(
          "sensitivity_at_" + (rate < 1 ? Double.toString(rate) : Integer.toString((int) rate)),
          w -> value(froc.curve(w, false).map(c -> c.at(rate))));
    }
    final Map<String, Interval> figures = new SlideBootstrap(withLesion, seed, job).run(metrics);
    return new Localization(rows, figures, n);
  }

  private static Localization.Row row(final Compared c, final PatchDice dice) {
    final boolean[] lesion = c.lesionPatches();
    final Optional<Ranking> ranking = c.map().map(m -> Ranking.of(lesion, m.score()));
    int lesionPatches = 0;
    for (final boolean is : lesion) {
      lesionPatches += is ? 1 : 0;
    }
    int found = 0;
    for (final double best : c.froc().lesions()) {
      found += best > 0 ? 1 : 0;
    }
    return new Localization.Row(
        c.slideId(),
        c.fold(),
        lesion.length,
        lesionPatches,
        ranking.map(Ranking::auc).orElse(OptionalDouble.empty()),
        ranking.map(Ranking::averagePrecision).orElse(OptionalDouble.empty()),
        c.map().isPresent() ? c.threshold() : Double.NaN,
        dice.value(),
        c.froc().lesions().length,
        found,
        c.froc().isolated(),
        c.froc().falsePositives().length);
  }

  private static int[] masked(final int[] weights, final boolean[] kept) {
    final int[] masked = new int[weights.length];
    for (int s = 0; s < masked.length; s++) {
      masked[s] = kept[s] ? weights[s] : 0;
    }
    return masked;
  }

  private static OptionalDouble pooled(final List<PatchDice> dice, final int[] weights) {
    PatchDice sum = new PatchDice(0, 0, 0);
    for (int s = 0; s < weights.length; s++) {
      sum = sum.plus(dice.get(s), weights[s]);
    }
    return sum.value();
  }

  private static OptionalDouble mean(
      final List<Localization.Row> rows,
      final Function<Localization.Row, OptionalDouble> of,
      final int[] weights) {
    double sum = 0;
    double count = 0;
    for (int s = 0; s < weights.length; s++) {
      final OptionalDouble value = of.apply(rows.get(s));
      if (value.isPresent()) {
        sum += weights[s] * value.getAsDouble();
        count += weights[s];
      }
    }
    return count == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / count);
  }

  private static OptionalDouble value(final Optional<Double> value) {
    return value.map(OptionalDouble::of).orElse(OptionalDouble.empty());
  }

  private void write(
      final String name,
      final Localization result,
      final List<Compared> compared,
      final long start) {
    final Path folder = project.results(name);
    for (final Compared c : compared) {
      CandidateFile.write(
          folder.resolve("candidates").resolve(c.slideId() + ".csv"),
          c.candidates().stream()
              .map(k -> new double[] {k.score(), k.xLevel0(), k.yLevel0()})
              .toList());
    }
    final CsvTable curve = CsvTable.of("threshold", "false_positives", "sensitivity");
    new Froc(compared.stream().map(Compared::froc).toList())
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
    job.record().slide(STAGE, name, Status.DONE, "");
    job.record().stage(STAGE, "seconds", (System.nanoTime() - start) / 1e9);
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
  }

  private static String text(final Localization result, final String figure) {
    return result.figure(figure).map(Interval::text).orElse("undefined");
  }
}
