package io.github.attrimil.mil.mamba;

import io.github.attrimil.core.options.Options;
import java.util.List;

/** MambaMIL with one branch a mixer, from the first patch to the last. */
public final class MambaMilKind extends MambaKind {

  /** The kind. */
  public MambaMilKind() {
    super(false);
  }

  @Override
  public String name() {
    return "mambamil";
  }

  @Override
  public String title() {
    return "MambaMIL (Mamba)";
  }

  @Override
  List<Order> orders(final Options own) {
    return List.of(Order.FORWARD);
  }
}
