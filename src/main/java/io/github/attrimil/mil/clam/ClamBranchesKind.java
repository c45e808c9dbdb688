package io.github.attrimil.mil.clam;

import io.github.attrimil.mil.ModelShape;
import io.github.attrimil.mil.TensorShapes;
import java.util.Map;
import java.util.Optional;

/** CLAM with an attention branch for each class as a kind; the network is {@link Clam}. */
public final class ClamBranchesKind extends ClamKind {

  /** The kind. */
  public ClamBranchesKind() {
    super(Clam.CLASSIFIERS + ".0.bias");
  }

  @Override
  public String name() {
    return "clammb";
  }

  @Override
  public String title() {
    return "CLAM (a branch per class)";
  }

  @Override
  int branches(final int classes) {
    return classes;
  }

  @Override
  void classifiers(final TensorShapes tensors, final int classes, final int width) {
    for (int c = 0; c < classes; c++) {
      tensors.linear(Clam.CLASSIFIERS + "." + c, 1, width);
    }
  }

  @Override
  protected Optional<ModelShape> shape(final Map<String, long[]> shapes) {
    return branched(shapes, Clam.CLASSIFIERS);
  }
}
