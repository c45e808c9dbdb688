package io.github.attrimil.mil;

import ai.djl.Device;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.tensor.Tensor;
import java.util.Map;
import java.util.Optional;

/** A kind that has a name and no network. */
public abstract class BareKind implements ModelKind {

  private final String name;

  protected BareKind(final String name) {
    this.name = name;
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public String title() {
    return name;
  }

  @Override
  public final String citation() {
    return "";
  }

  @Override
  public Options options() {
    return Options.of();
  }

  @Override
  public final MilModel create(
      final ModelShape shape, final Options options, final long seed, final Device device) {
    throw new UnsupportedOperationException();
  }

  @Override
  public final MilModel load(
      final Map<String, Tensor> state, final Options options, final Device device) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<ModelShape> recognize(final Map<String, long[]> shapes) {
    return Optional.empty();
  }
}
