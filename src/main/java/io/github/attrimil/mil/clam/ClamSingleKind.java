package io.github.attrimil.mil.clam;

import io.github.attrimil.mil.TensorShapes;

/** CLAM with one attention branch as a kind; the network is {@link Clam}. */
public final class ClamSingleKind extends ClamKind {

  /** The kind. */
  public ClamSingleKind() {
    super(Clam.CLASSIFIERS + ".bias");
  }

  @Override
  public String name() {
    return "clamsb";
  }

  @Override
  public String title() {
    return "CLAM (one attention branch)";
  }

  @Override
  int branches(final int classes) {
    return 1;
  }

  @Override
  void classifiers(final TensorShapes tensors, final int classes, final int width) {
    tensors.linear(Clam.CLASSIFIERS, classes, width);
  }
}
