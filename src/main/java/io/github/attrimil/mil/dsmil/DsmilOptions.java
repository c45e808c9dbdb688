package io.github.attrimil.mil.dsmil;

import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.mil.PooledObjective;

/** Options of the original DSMIL. A checkpoint shows all of them by its tensors. */
public final class DsmilOptions {

  /** How many outputs the network has. */
  public enum Outputs {
    /** One for each class. */
    CLASSES,
    /** A single one, for two classes. */
    ONE
  }

  /** What compares patches. */
  public enum Query {
    /** Two layers, the second with tanh. */
    DEEP,
    /** A linear layer. */
    LINEAR
  }

  /** The number of outputs. */
  public static final Option<Outputs> OUTPUTS =
      Option.choice(
          "outputs",
          "Outputs",
          "One output for each class, or a single output for two classes.",
          Outputs.CLASSES);

  /** The query. */
  public static final Option<Query> QUERY =
      Option.choice(
          "query",
          "Query",
          "Compare patches by two layers, as in the authors' code, or by a linear layer.",
          Query.DEEP);

  /** Whether there is a value layer. */
  public static final Option<Boolean> VALUES =
      Option.flag(
          "values",
          "Value layer",
          "Transform features by a further layer before they are pooled.",
          false);

  private DsmilOptions() {}

  /**
   * @return all of them at their defaults
   */
  static Options defaults() {
    return Options.of(OUTPUTS, QUERY, VALUES, PooledObjective.OPTION);
  }
}
