package io.github.attrimil.mil.mamba;

import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Options;
import java.util.List;

/**
 * MambaMIL with a second branch a mixer that reads the patches reordered; the usual one. A state
 * dict has the names and shapes of BiMamba's and does not hold the reordering rate.
 */
public final class SrMambaMilKind extends MambaKind {

  /** The kind. */
  public SrMambaMilKind() {
    super(true);
  }

  @Override
  public String name() {
    return "srmambamil";
  }

  @Override
  public String title() {
    return "MambaMIL (SRMamba)";
  }

  @Override
  public Options options() {
    return super.options().and(Options.of(MambaOptions.REORDERING));
  }

  @Override
  public List<Option<?>> notStored() {
    return List.of(MambaOptions.ACTIVATION, MambaOptions.REORDERING);
  }

  @Override
  List<Order> orders(final Options own) {
    return List.of(Order.FORWARD, Order.strided(own.get(MambaOptions.REORDERING)));
  }
}
