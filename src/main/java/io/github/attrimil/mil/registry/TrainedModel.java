package io.github.attrimil.mil.registry;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.attrimil.cohort.Split;
import io.github.attrimil.cohort.SplitFiles;
import io.github.attrimil.cohort.SplitStage;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.geometry.PatchGrid;
import io.github.attrimil.mil.BagInput;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.mil.ModelKind;
import io.github.attrimil.mil.ModelShape;
import io.github.attrimil.mil.PatchMeaning;
import io.github.attrimil.mil.PatchValues;
import io.github.attrimil.mil.reduction.Reduction;
import io.github.attrimil.project.Project;
import io.github.attrimil.tensor.Compute;
import io.github.attrimil.tensor.DeviceChoice;
import io.github.attrimil.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A model to predict with: a name under {@code models/} with a checkpoint a fold, or a checkpoint
 * file from elsewhere.
 *
 * @param card what it is
 * @param checkpoints one file per fold
 */
public record TrainedModel(ModelCard card, List<Path> checkpoints) {

  /** Two letters at least, so that C: stays a drive. */
  private static final Pattern KIND_AND_MODEL = Pattern.compile("([a-z][a-z0-9]+):(.+)");

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
    return kind + ":" + model;
  }

  /**
   * Finds a model.
   *
   * @param project the project
   * @param model a name under models/, or a .pt, .pth or .safetensors file, or KIND:FILE for a file
   *     that several kinds would fit
   * @return the model
   * @throws AttriMilException when there is none, or it is of another kind
   */
  public static TrainedModel find(final Project project, final String model) {
    final Matcher named = KIND_AND_MODEL.matcher(model);
    return named.matches()
        ? find(project, named.group(2), ModelKinds.named(named.group(1)).name())
        : find(project, model, "");
  }

  private static TrainedModel find(final Project project, final String model, final String kind) {
    final Path file = fileOf(model);
    if (file != null) {
      return ofFile(file, kind);
    }
    final Path folder = project.model(model);
    final Path card = folder.resolve("model.json");
    if (!Files.exists(card)) {
      throw new AttriMilException(
          "model="
              + model
              + " is neither a model of "
              + project.root()
              + " nor a checkpoint file; run `train`, or give the path of a .pt or .safetensors"
              + " file");
    }
    final ModelCard read = ModelCard.read(card);
    if (!kind.isEmpty() && !kind.equals(read.kind())) {
      throw new AttriMilException(
          "The model \"" + model + "\" is of kind=" + read.kind() + ", not kind=" + kind);
    }
    final List<Path> checkpoints = new ArrayList<>();
    for (int k = 0; k < read.training().folds(); k++) {
      final Path checkpoint = project.checkpoint(model, k);
      if (!Files.exists(checkpoint)) {
        throw new AttriMilException(
            checkpoint + " is missing; run `train` again to finish fold " + k);
      }
      checkpoints.add(checkpoint);
    }
    return new TrainedModel(read, checkpoints);
  }

  private static Path fileOf(final String model) {
    try {
      final Path path = Path.of(model);
      return model.matches("(?i).*\\.(pt|pth|safetensors)") || Files.isRegularFile(path)
          ? path
          : null;
    } catch (final InvalidPathException e) {
      return null;
    }
  }

  private static TrainedModel ofFile(final Path file, final String kind) {
    final Map<String, Tensor> state = CheckpointTensors.read(file);
    final CheckpointCard beside = CheckpointCard.beside(file);
    final Recognized recognized = Recognized.of(file, state, beside.kind(kind));
    final ModelCard card =
        new ModelCard(
            recognized.kind().name(),
            Project.checkName(file.getFileName().toString().replaceFirst("\\.[^.]*$", "")),
            beside.classes(recognized.shape().classes()),
            beside.features(recognized.shape().features()),
            beside.training(recognized.kind()),
            List.of());
    return new TrainedModel(card, List.of(file));
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
    if (!card.splits().isEmpty()) {
      for (int k = 0; k < card.training().folds(); k++) {
        checkSplit(k, project);
      }
      return card.splits().stream().map(FoldSplit::split).toList();
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

  private void checkSplit(final int k, final Project project) {
    final Path csv = project.split(k);
    if (!Files.exists(csv) || card.splits().get(k).isOf(csv)) {
      return;
    }
    card.splits()
        .get(k)
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
    try (MilModel network = load(0, device, job);
        NDManager scope = network.manager().newSubManager()) {
      final NDArray blank = scope.zeros(new Shape(1, network.shape().features()));
      return PatchValues.of(network.score(new BagInput(blank, PatchGrid.unplaced(1))).patches())
          .meaning();
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
    if (card.training().preset().isEmpty()) {
      Assumed.warning(file, kind, card.training().options())
          .filter(warning -> !job.record().warnings().contains(warning))
          .ifPresent(job::warn);
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
    final ModelShape wanted = new ModelShape(card.features().dimension(), card.classes().size());
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
