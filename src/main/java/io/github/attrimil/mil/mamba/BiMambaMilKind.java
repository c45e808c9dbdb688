package io.github.attrimil.mil.mamba;

import io.github.attrimil.core.options.Options;
import java.util.List;

/** MambaMIL with a second branch a mixer, from the last patch to the first. */
public final class BiMambaMilKind extends MambaKind {

  /** The kind. */
  public BiMambaMilKind() {
    super(true);
  }

  @Override
  public String name() {
    return "bimambamil";
  }

  @Override
  public String title() {
    return "MambaMIL (BiMamba)";
  }

  @Override
  List<Order> orders(final Options own) {
    return List.of(Order.FORWARD, Order.REVERSED);
  }
}
