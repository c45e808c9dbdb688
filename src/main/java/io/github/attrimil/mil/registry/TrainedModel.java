package io.github.attrimil.mil.registry;

import ai.djl.Device;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.format.tensors.TensorFiles;
import io.github.attrimil.mil.attrimil.AttriMil;
import io.github.attrimil.project.Project;
import io.github.attrimil.tensor.Compute;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A model to predict with: a name under {@code models/} with a checkpoint a fold, or a checkpoint
 * file from elsewhere.
 *
 * @param card what it is
 * @param checkpoints a file a fold
 */
public record TrainedModel(ModelCard card, List<Path> checkpoints) {

  /** Keeps a copy. */
  public TrainedModel {
    checkpoints = List.copyOf(checkpoints);
  }

  /**
   * Finds a model.
   *
   * @param project the project
   * @param model a name under models/, or a .pt, .pth or .safetensors file
   * @return the model
   * @throws AttriMilException when there is none, or the file holds something else
   */
  public static TrainedModel find(final Project project, final String model) {
    final Path file = fileOf(model);
    if (file != null) {
      return ofFile(file);
    }
    final Path folder = project.model(model);
    final Path card = folder.resolve("model.json");
    if (!Files.exists(card)) {
      throw new AttriMilException(
          "model="
              + model
              + " is neither a model of "
              + project.root()
              + " nor a checkpoint file; run `train`, or give the path of a .pt or .safetensors file");
    }
    final ModelCard read = ModelCard.read(card);
    final List<Path> checkpoints = new ArrayList<>();
    for (int k = 0; k < read.folds(); k++) {
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

  private static TrainedModel ofFile(final Path file) {
    final String name = file.getFileName().toString().replaceFirst("\\.[^.]*$", "");
    try (AttriMil model = AttriMil.of(TensorFiles.read(file), Device.cpu())) {
      final List<String> classes = new ArrayList<>();
      for (int c = 0; c < model.classes(); c++) {
        classes.add(Integer.toString(c));
      }
      final ModelCard card =
          new ModelCard(
              "attrimil",
              Project.checkName(name),
              model.features(),
              classes,
              "",
              "",
              0,
              0,
              1,
              0,
              "",
              Map.of(),
              "");
      return new TrainedModel(card, List.of(file));
    } catch (final AttriMilException e) {
      throw e.getMessage().contains(file.toString())
          ? e
          : new AttriMilException(file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Loads one fold's network.
   *
   * @param fold from 0
   * @param device where it computes: auto, cpu or gpu
   * @param job told which device was chosen
   * @return the network, which the caller must close
   * @throws AttriMilException when the file holds something else, or there is no such device
   */
  public AttriMil load(final int fold, final String device, final Job job) {
    final Path file = checkpoints.get(fold);
    final Device on = Compute.device(device, job);
    final AttriMil model;
    try {
      model = AttriMil.of(TensorFiles.read(file), on);
    } catch (final AttriMilException e) {
      throw e.getMessage().contains(file.toString())
          ? e
          : new AttriMilException(file + ": " + e.getMessage(), e);
    }
    if (model.features() != card.features() || model.classes() != card.classes().size()) {
      model.close();
      throw new AttriMilException(
          file
              + " has D="
              + model.features()
              + " and C="
              + model.classes()
              + ", model.json says "
              + card.features()
              + " and "
              + card.classes().size()
              + "; train again");
    }
    return model;
  }
}
