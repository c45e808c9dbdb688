package io.github.attrimil.mil.registry;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where the networks of a model were trained, as far as it is known: the folder of the model with
 * its model.json, and the splits recorded there.
 *
 * @param folder the folder of the model they belong to
 * @param card that model's card
 * @param folds which of its folds they are, one a network
 */
public record Origin(Path folder, ModelCard card, List<Integer> folds) {

  /** Keeps a copy. */
  public Origin {
    folds = List.copyOf(folds);
  }

  /**
   * @return the split that each network was trained with; empty where it is not recorded
   */
  public List<FoldSplit> splits() {
    return card.splits().isEmpty() ? List.of() : folds.stream().map(card.splits()::get).toList();
  }

  /**
   * @return the project that the model's folder is in, if it is in one
   */
  public Optional<Path> project() {
    final Path models = folder.toAbsolutePath().normalize().getParent();
    return models != null
            && models.getParent() != null
            && models.getFileName() != null
            && models.getFileName().toString().equals("models")
        ? Optional.of(models.getParent())
        : Optional.empty();
  }
}
