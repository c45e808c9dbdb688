package io.github.attrimil.train;

import ai.djl.Device;
import io.github.attrimil.cohort.BagCache;
import io.github.attrimil.cohort.BagSource;
import io.github.attrimil.cohort.Cohort;
import io.github.attrimil.cohort.FeatureCard;
import io.github.attrimil.cohort.Split;
import io.github.attrimil.cohort.SplitStage;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.RunRecord.Status;
import io.github.attrimil.core.Versions;
import io.github.attrimil.format.table.CsvTable;
import io.github.attrimil.format.tensors.TorchFile;
import io.github.attrimil.mil.registry.FoldSplit;
import io.github.attrimil.mil.registry.ModelCard;
import io.github.attrimil.project.Checkpoint;
import io.github.attrimil.project.Project;
import io.github.attrimil.project.Stamps;
import io.github.attrimil.tensor.Compute;
import io.github.attrimil.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** The stage from features and splits to a model: writes models/NAME/. */
public final class TrainStage {

  private static final String STAGE = "train";

  /** An epoch is saved when so many times the last saving has passed since. */
  private static final int SAVING = 10;

  /**
   * What to train.
   *
   * @param model the model's name
   * @param classes class names in order, or empty for the order of {@link Cohort#classes}
   * @param preset every number of the training
   * @param device auto, cpu or gpu
   * @param seed same seed, same result
   * @param redo whether a finished, matching model is trained again
   */
  public record Request(
      String model, List<String> classes, Preset preset, String device, long seed, boolean redo) {}

  private final Project project;
  private final Request request;
  private final Job job;
  private final Map<String, Integer> labels = new HashMap<>();
  private FeatureCard features;
  private long savedAt;
  private long savingTook;

  private TrainStage(final Project project, final Request request, final Job job) {
    this.project = project;
    this.request = request;
    this.job = job;
  }

  /**
   * Trains a model on every fold.
   *
   * @param project the project
   * @param request what to train
   * @param job told of progress
   * @return the model's folder
   */
  public static Path run(final Project project, final Request request, final Job job) {
    return new TrainStage(project, request, job).run();
  }

  private Path run() {
    final Path folder = project.model(request.model());
    final Cohort cohort = Cohort.read(project.slidesCsv());
    final List<String> classes = cohort.classes(request.classes());
    cohort.labelled().forEach(s -> labels.put(s.slideId(), classes.indexOf(s.label())));
    final List<Split> splits = SplitStage.read(project);
    final List<Path> inputs = check(splits);
    final List<Path> outputs = new ArrayList<>(List.of(folder.resolve("model.json")));
    for (int k = 0; k < splits.size(); k++) {
      outputs.add(project.checkpoint(request.model(), k));
    }
    final Map<String, String> key = new HashMap<>(request.preset().asMap());
    key.put("seed", Long.toString(request.seed()));
    key.put("classes", classes.toString());
    key.put("labels", new java.util.TreeMap<>(labels).toString());
    final Stamps.State state = project.stamps().state(STAGE, request.model(), key, inputs, outputs);
    if (state == Stamps.State.FRESH && !request.redo()) {
      job.info("train: nothing to do, the model \"" + request.model() + "\" is finished already");
      job.record().slide(STAGE, request.model(), Status.SKIPPED, "");
      return folder;
    }
    if (state == Stamps.State.OTHER_PARAMETERS || state == Stamps.State.OTHER_INPUTS) {
      job.info("train " + request.model() + ": done again, because of " + state.reason());
    }
    final long start = System.nanoTime();
    final Device device = Compute.device(request.device(), job);
    final Checkpoint checkpoint = new Checkpoint(folder);
    final Optional<Checkpoint.Saved> saved = begun(checkpoint, key, inputs);
    final List<double[]> log = new ArrayList<>();
    saved.ifPresent(s -> log.addAll(s.log()));
    final BagCache bags = new BagCache(project);
    for (int k = log.isEmpty() ? 0 : (int) log.get(log.size() - 1)[0]; k < splits.size(); k++) {
      fold(k, splits.get(k), classes.size(), bags, device, saved, checkpoint, log);
    }
    table(log).write(folder.resolve("log.csv"));
    card(classes, splits).write(folder.resolve("model.json"));
    project.stamps().write(STAGE, request.model(), key, inputs);
    checkpoint.remove();
    job.record().slide(STAGE, request.model(), Status.DONE, "");
    job.record().stage(STAGE, "seconds", (System.nanoTime() - start) / 1e9);
    job.record().stage(STAGE, "folds", splits.size());
    return folder;
  }

  /** What the same training, from the same files, saved before it was stopped. */
  private Optional<Checkpoint.Saved> begun(
      final Checkpoint checkpoint, final Map<String, String> key, final List<Path> inputs) {
    final Map<String, String> all = new HashMap<>(key);
    for (final Path input : inputs) {
      try {
        all.put(
            "file " + project.root().relativize(input),
            Files.size(input) + " bytes, " + Files.getLastModifiedTime(input));
      } catch (final IOException e) {
        throw new AttriMilException("Cannot read " + input + ": " + e.getMessage(), e);
      }
    }
    final Optional<Checkpoint.Saved> saved =
        checkpoint
            .begin(all)
            .filter(
                s ->
                    s.log().stream()
                        .mapToInt(row -> (int) row[0])
                        .filter(k -> k < s.log().get(s.log().size() - 1)[0])
                        .allMatch(k -> Files.exists(project.checkpoint(request.model(), k))));
    saved.ifPresent(
        s -> {
          final double[] last = s.log().get(s.log().size() - 1);
          job.info(
              "train: goes on after epoch %d of fold %d".formatted((int) last[1], (int) last[0]));
        });
    return saved;
  }

  private void fold(
      final int k,
      final Split split,
      final int classes,
      final BagCache bags,
      final Device device,
      final Optional<Checkpoint.Saved> saved,
      final Checkpoint checkpoint,
      final List<double[]> log) {
    final Trainer trainer =
        new Trainer(request.preset(), bags::get, labels, device, request.seed() + 1000L * k, job);
    final List<Trainer.Epoch> begun =
        log.stream().filter(row -> row[0] == k).map(TrainStage::epoch).toList();
    final List<double[]> before = log.subList(0, log.size() - begun.size());
    // A card over new and old folds would pass for a whole model if this run ended here.
    forget(project.model(request.model()).resolve("model.json"));
    final Trainer.Result result =
        trainer.run(
            "fold " + k,
            classes,
            split.train(),
            split.val(),
            begun.isEmpty()
                ? Optional.empty()
                : Optional.of(new Trainer.Stand(saved.orElseThrow().tensors(), begun)),
            (state, epochs) -> save(checkpoint, state, before, k, epochs));
    log.subList(before.size(), log.size()).clear();
    result.epochs().forEach(e -> log.add(row(k, e)));
    TorchFile.write(project.checkpoint(request.model(), k), result.state());
    final Trainer.Epoch best = result.epochs().get(result.bestEpoch());
    job.info(
        String.format(
            java.util.Locale.ROOT,
            "train: fold %d, best of %d epochs is %d, validation loss %.4f, accuracy %.3f",
            k,
            result.epochs().size(),
            result.bestEpoch(),
            best.validation(),
            best.accuracy()));
    if (split.val().isEmpty()) {
      job.warn("Fold " + k + " has no validation slides; its last epoch is kept");
    }
  }

  /** Saves an epoch, unless saving would take more than a small part of the time. */
  private void save(
      final Checkpoint checkpoint,
      final Supplier<Map<String, Tensor>> state,
      final List<double[]> before,
      final int fold,
      final List<Trainer.Epoch> epochs) {
    final long now = System.nanoTime();
    if (savingTook > 0 && now - savedAt < SAVING * savingTook) {
      return;
    }
    final List<double[]> rows = new ArrayList<>(before);
    epochs.forEach(e -> rows.add(row(fold, e)));
    checkpoint.save(state.get(), rows);
    savedAt = System.nanoTime();
    savingTook = savedAt - now;
  }

  private static double[] row(final int fold, final Trainer.Epoch e) {
    return new double[] {
      fold, e.epoch(), e.loss(), e.bag(), e.spatial(), e.rank(), e.validation(), e.accuracy()
    };
  }

  private static Trainer.Epoch epoch(final double[] row) {
    return new Trainer.Epoch((int) row[1], row[2], row[3], row[4], row[5], row[6], row[7]);
  }

  private static CsvTable table(final List<double[]> log) {
    final CsvTable table =
        CsvTable.of(
            "fold",
            "epoch",
            "loss",
            "bag_loss",
            "spatial_loss",
            "rank_loss",
            "val_loss",
            "val_acc");
    for (final double[] row : log) {
      table.add((int) row[0], (int) row[1], row[2], row[3], row[4], row[5], row[6], row[7]);
    }
    return table;
  }

  private static void forget(final Path card) {
    try {
      Files.deleteIfExists(card);
    } catch (final IOException e) {
      throw new AttriMilException("Cannot replace " + card + ": " + e.getMessage(), e);
    }
  }

  /** Checks that every slide of the splits can be learned from, before hours are spent. */
  private List<Path> check(final List<Split> splits) {
    final Set<String> slides = new LinkedHashSet<>();
    splits.forEach(
        s -> {
          slides.addAll(s.train());
          slides.addAll(s.val());
        });
    final BagSource source = BagSource.of(project);
    final List<Path> inputs = new ArrayList<>();
    for (int k = 0; k < splits.size(); k++) {
      inputs.add(project.split(k));
    }
    for (final String slide : slides) {
      if (!labels.containsKey(slide)) {
        throw new AttriMilException(
            "The slide \""
                + slide
                + "\" is in splits/ but has no label in "
                + project.slidesCsv()
                + "; add it, or run `split` again");
      }
      inputs.add(source.file(slide));
    }
    features = source.common(slides);
    for (final Split split : splits) {
      final long found = split.train().stream().map(labels::get).distinct().count();
      if (found < 2) {
        throw new AttriMilException(
            "A split has train slides of one class only; run `split` again with fewer folds");
      }
    }
    return inputs;
  }

  private ModelCard card(final List<String> classes, final List<Split> splits) {
    return new ModelCard(
        "attrimil",
        request.model(),
        classes,
        features,
        new ModelCard.Training(
            splits.size(),
            request.seed(),
            request.preset().name(),
            request.preset().asMap(),
            Versions.ofThis()),
        IntStream.range(0, splits.size()).mapToObj(k -> FoldSplit.read(project.split(k))).toList());
  }
}
