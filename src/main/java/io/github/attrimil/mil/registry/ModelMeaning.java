package io.github.attrimil.mil.registry;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.geometry.PatchGrid;
import io.github.attrimil.mil.BagInput;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.mil.ModelKind;
import io.github.attrimil.mil.ModelShape;
import io.github.attrimil.mil.PatchMeaning;
import io.github.attrimil.mil.PatchValues;
import java.util.Optional;

/** What a network's values of patches mean, by those of a single blank patch. */
public final class ModelMeaning {

  /** Features of a network that is only asked. */
  private static final int FEATURES = 8;

  private ModelMeaning() {}

  /**
   * @param network any
   * @return what its values mean
   */
  static PatchMeaning of(final MilModel network) {
    try (NDManager scope = network.manager().newSubManager()) {
      final NDArray blank = scope.zeros(new Shape(1, network.shape().features()));
      return PatchValues.of(network.score(new BagInput(blank, PatchGrid.unplaced(1))).patches())
          .meaning();
    }
  }

  /**
   * Does not read a file of weights: a network of the same kind and options is made.
   *
   * @param card a trained model
   * @return what its values mean; nothing for a kind that is not installed, or options of another
   *     version
   */
  public static Optional<PatchMeaning> of(final ModelCard card) {
    final Optional<ModelKind> kind =
        ModelKinds.all().stream().filter(k -> k.name().equals(card.kind())).findFirst();
    if (kind.isEmpty()) {
      return Optional.empty();
    }
    final ModelShape shape = new ModelShape(FEATURES, card.classes().size());
    try (MilModel network =
        kind.get().create(shape, kind.get().own(card.training().options()), 0, Device.cpu())) {
      return Optional.of(of(network));
    } catch (final AttriMilException e) {
      return Optional.empty();
    }
  }
}
