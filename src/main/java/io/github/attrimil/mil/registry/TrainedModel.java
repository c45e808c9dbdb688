package io.github.attrimil.mil.registry;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import io.github.attrimil.cohort.Split;
import io.github.attrimil.cohort.SplitFiles;
import io.github.attrimil.cohort.SplitStage;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.mil.ModelKind;
import io.github.attrimil.mil.ModelShape;
import io.github.attrimil.mil.PatchMeaning;
import io.github.attrimil.mil.reduction.Reduction;
import io.github.attrimil.project.Project;
import io.github.attrimil.tensor.Compute;
import io.github.attrimil.tensor.DeviceChoice;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A model to predict with: a name under {@code models/} with a checkpoint a fold, a folder of
 * checkpoints, or one checkpoint file.
 *
 * @param card what it is; its name is that of its results and maps in the project it was found for
 * @param checkpoints one file per fold
 * @param origin where it was trained, if that is known
 */
public record TrainedModel(ModelCard card, List<Path> checkpoints, Optional<Origin> origin) {

  /** Keeps a copy. */
  public TrainedModel {
    checkpoints = List.copyOf(checkpoints);
  }

  /**
   * @param model as {@link #find} takes it
   * @param kind the name of the kind that it is
   * @return the model with its kind, as {@link #find} takes it
   */
  public static String ofKind(final String model, final String kind) {
    return ModelText.withKind(model, kind);
  }

  /**
   * @param model as {@link #find} takes it
   * @param classes names of its classes, in order
   * @return the model with its classes, as {@link #find} takes it
   */
  public static String withClasses(final String model, final List<String> classes) {
    return ModelText.withClasses(model, classes);
  }

  /**
   * Finds a model.
   *
   * @param project the project whose results and maps it shall have
   * @param model a name under models/, a folder with s_0_checkpoint.pt, s_1_checkpoint.pt, ..., or
   *     a .pt, .pth or .safetensors file; {@code KIND:FILE} for a file that several kinds would
   *     fit, {@code FILE?classes=NAME,NAME} for one that does not name its classes
   * @return the model
   * @throws AttriMilException when there is none, or it is of another kind or has other classes
   */
  public static TrainedModel find(final Project project, final String model) {
    return new ModelSearch(project, ModelText.parse(model)).find();
  }

  /**
   * @param fold a fold's number, from 0
   * @return the model of that fold's network alone
   * @throws AttriMilException when there is no such fold
   */
  public TrainedModel only(final int fold) {
    if (fold < 0 || fold >= checkpoints.size()) {
      throw new AttriMilException(
          "fold="
              + fold
              + " is not one of the "
              + checkpoints.size()
              + " fold(s) of \""
              + card.name()
              + "\", counted from 0");
    }
    return new TrainedModel(
        card.named(card.name() + "_fold_" + fold).withSplits(List.of()),
        List.of(checkpoints.get(fold)),
        origin.map(o -> new Origin(o.folder(), o.card(), List.of(o.folds().get(fold)))));
  }

  /**
   * @param project a project
   * @return whether the networks were trained in it, so that its splits are theirs
   */
  public boolean isOf(final Project project) {
    return origin
        .filter(
            o ->
                o.project().isPresent()
                    ? o.project().get().equals(project.root())
                    : recordedIn(project, o))
        .isPresent();
  }

  /**
   * @param project a project
   * @return whether {@link #splits} tells which of the project's slides each fold held out
   */
  public boolean holdsOutIn(final Project project) {
    final boolean several = checkpoints.size() > 1 && Files.exists(project.split(0));
    return origin.map(o -> isOf(project) && (!o.splits().isEmpty() || several)).orElse(several);
  }

  /** A folder that was copied: the splits that it records are those of the project. */
  private static boolean recordedIn(final Project project, final Origin origin) {
    if (origin.splits().isEmpty()) {
      return false;
    }
    for (int k = 0; k < origin.folds().size(); k++) {
      final Path csv = project.split(origin.folds().get(k));
      if (!Files.exists(csv) || !origin.splits().get(k).isOf(csv)) {
        return false;
      }
    }
    return true;
  }

  /**
   * The slides that each fold learned from and held out: as model.json records them, else those in
   * splits/.
   *
   * @param project the project
   * @param job warned when the model has no record
   * @return a split a fold
   * @throws AttriMilException when splits/ has others than the model was trained with, or as many
   *     as the model has folds are not there
   */
  public List<Split> splits(final Project project, final Job job) {
    final List<FoldSplit> recorded = origin.map(Origin::splits).orElse(List.of());
    if (!recorded.isEmpty()) {
      for (int k = 0; k < recorded.size(); k++) {
        final int fold = origin.orElseThrow().folds().get(k);
        checkSplit(recorded.get(k), fold, project);
      }
      return recorded.stream().map(FoldSplit::split).toList();
    }
    final List<Split> splits = SplitStage.read(project);
    if (checkpoints.size() > 1 && checkpoints.size() != splits.size()) {
      throw new AttriMilException(
          "The model \""
              + card.name()
              + "\" has "
              + checkpoints.size()
              + " folds, splits/ has "
              + splits.size()
              + "; train again");
    }
    job.warn(
        "The model \""
            + card.name()
            + "\" has no record of the slides it was trained on: where test slides of splits/ are"
            + " among them, results are optimistic; train again to record them, or make sure that"
            + " splits/ is the one it was trained with");
    return splits;
  }

  private void checkSplit(final FoldSplit recorded, final int k, final Project project) {
    final Path csv = project.split(k);
    if (!Files.exists(csv) || recorded.isOf(csv)) {
      return;
    }
    recorded
        .difference(FoldSplit.of(csv, SplitFiles.read(project, csv)))
        .ifPresent(
            what -> {
              throw new AttriMilException(
                  csv
                      + " is not the split that fold "
                      + k
                      + " of the model \""
                      + card.name()
                      + "\" was trained with: "
                      + what
                      + "; train again, or run `split` with the original options");
            });
  }

  /**
   * @param device where it computes: auto, cpu or gpu
   * @param job shown which device was chosen
   * @return what the model's values of patches mean, by those of a single blank patch
   */
  public PatchMeaning meaning(final DeviceChoice device, final Job job) {
    try (MilModel network = load(0, device, job)) {
      return ModelMeaning.of(network);
    }
  }

  /**
   * @param device where it computes: auto, cpu or gpu
   * @param job shown which device was chosen
   * @return how many numbers the network of a fold learned
   */
  public long parameters(final DeviceChoice device, final Job job) {
    try (MilModel network = load(0, device, job)) {
      return network.parameters().values().stream().mapToLong(NDArray::size).sum();
    }
  }

  /**
   * Loads one fold's network.
   *
   * @param fold from 0
   * @param device where it computes: auto, cpu or gpu
   * @param job shown which device was chosen, and warned where options of a file from elsewhere are
   *     assumed
   * @return the network, which the caller must close
   * @throws AttriMilException when the file holds something else, or there is no such device
   */
  public MilModel load(final int fold, final DeviceChoice device, final Job job) {
    final Path file = checkpoints.get(fold);
    final Device on = Compute.device(device, job);
    final ModelKind kind = ModelKinds.named(card.kind());
    final ModelShape wanted = new ModelShape(card.features().dimension(), card.classes().size());
    if (card.training().preset().isEmpty()) {
      Stream.of(
              Assumed.warning(file, kind, card.training().options()),
              Assumed.namesake(file, kind, wanted))
          .flatMap(Optional::stream)
          .filter(warning -> !job.record().warnings().contains(warning))
          .forEach(job::warn);
    }
    final MilModel model;
    try {
      model =
          Reduction.load(
              kind, CheckpointTensors.read(file), kind.own(card.training().options()), on);
    } catch (final AttriMilException e) {
      throw e.getMessage().contains(file.toString())
          ? e
          : new AttriMilException(file + ": " + e.getMessage(), e);
    }
    if (!model.shape().equals(wanted)) {
      final ModelShape shape = model.shape();
      model.close();
      throw new AttriMilException(
          file
              + " has D="
              + shape.features()
              + " and C="
              + shape.classes()
              + ", model.json has "
              + wanted.features()
              + " and "
              + wanted.classes()
              + "; train again");
    }
    return model;
  }
}
