package io.github.attrimil.mil.mhim;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.mil.layers.Nonlinearity;
import java.util.Map;

/**
 * MHIM-MIL's own options. A checkpoint's tensors show the baseline, the width and the number of
 * merged tokens; whether those are used at inference they do not show, nor activations, nor what
 * training does.
 */
final class MhimOptions {

  /** Which network the student is. */
  enum BaselineKind {
    /** Attention pooling: {@link AbmilBaseline}. */
    ABMIL,
    /** Two streams: {@link DsmilBaseline}. */
    DSMIL,
    /** Self-attention: {@link TransmilBaseline}. */
    TRANSMIL
  }

  private static final int MOST = 65_536;

  static final Option<BaselineKind> BASELINE =
      Option.choice("baseline", "Baseline", "Network that is trained.", BaselineKind.ABMIL);

  static final Option<Integer> HIDDEN =
      Option.integer("hidden", "Hidden width", "Width of hidden layers.", 512, 1, MOST);

  static final Option<Integer> TOKENS =
      Option.integer(
          "tokens",
          "Merged tokens",
          "Number of tokens that patches are merged into; 0 for none.",
          1,
          0,
          MOST);

  static final Option<Boolean> MERGE_IN_TEST =
      Option.flag(
          "mergeintest",
          "Merged tokens at inference",
          "Use the merged tokens at inference, too.",
          false);

  static final Option<Double> MASKED =
      Option.number(
          "masked",
          "Masked patches",
          "Share of patches that are masked because the teacher finds them easiest.",
          0.02,
          0,
          0.99);

  static final Option<Double> KEPT =
      Option.number(
          "kept",
          "Kept patches",
          "Share of the remaining patches that the student sees, drawn at random; it sees the"
              + " others merged.",
          1,
          0.01,
          1);

  static final Option<Double> TEACHER =
      Option.number(
          "teacher",
          "Momentum of the teacher",
          "Share of the teacher's weights that is kept in each step; the rest comes from"
              + " the student.",
          0.99,
          0,
          1);

  static final Option<Double> QUERIES =
      Option.number(
          "queries",
          "Momentum of the queries",
          "Share of the merging queries that is kept in each step; the rest comes from"
              + " the merged tokens.",
          0.9998,
          0,
          1);

  static final Option<Double> DISTILLATION =
      Option.number(
          "distillation",
          "Distillation",
          "Weight of the distance between the features of teacher and student.",
          0.5,
          0,
          1e6);

  static final Option<Double> TEMPERATURE =
      Option.number(
          "temperature",
          "Temperature",
          "Temperature of the teacher's features in the distillation loss.",
          0.1,
          1e-3,
          1e3);

  /** After the first layer. */
  static final Option<Nonlinearity> ACTIVATION = Nonlinearity.first(Nonlinearity.RELU);

  /** Of the attention of {@link AbmilBaseline}. */
  static final Option<Nonlinearity> POOLING = Nonlinearity.pooling(Nonlinearity.GELU);

  private MhimOptions() {}

  static Options defaults() {
    return Options.of(
        BASELINE,
        HIDDEN,
        TOKENS,
        MERGE_IN_TEST,
        ACTIVATION,
        POOLING,
        MASKED,
        KEPT,
        TEACHER,
        QUERIES,
        DISTILLATION,
        TEMPERATURE);
  }

  /**
   * @param shapes of a state dict's tensors, by name
   * @param own as given
   * @return as the tensors show them
   */
  static Options shown(final Map<String, long[]> shapes, final Options own) {
    final BaselineKind baseline =
        has(shapes, DsmilBaseline.INSTANCES)
            ? BaselineKind.DSMIL
            : has(shapes, TransmilBaseline.LAYER_1) ? BaselineKind.TRANSMIL : BaselineKind.ABMIL;
    Options shown = own.with(BASELINE, baseline);
    final long[] width = shapes.get(Mhim.FEATURE + ".weight");
    if (width != null && width.length == 2 && isCount(width[0])) {
      shown = shown.with(HIDDEN, (int) width[0]);
    }
    final long[] queries = shapes.get(Merging.QUERIES);
    if (!has(shapes, Merging.NAME)) {
      return shown.with(TOKENS, 0);
    }
    return queries != null && queries.length == 3 && isCount(queries[1])
        ? shown.with(TOKENS, (int) queries[1])
        : shown;
  }

  private static boolean has(final Map<String, long[]> shapes, final String layer) {
    return shapes.keySet().stream().anyMatch(name -> name.startsWith(layer + "."));
  }

  private static boolean isCount(final long length) {
    return length >= 1 && length <= MOST;
  }

  /** Refuses a width that the heads of TransMIL do not divide. */
  static void check(final Options own) {
    if (own.get(BASELINE) == BaselineKind.TRANSMIL
        && own.get(HIDDEN) % TransmilBaseline.HEADS != 0) {
      throw new AttriMilException(
          "MHIM-MIL with baseline=transmil cannot divide a width of hidden="
              + own.get(HIDDEN)
              + " among "
              + TransmilBaseline.HEADS
              + " heads; use a multiple of "
              + TransmilBaseline.HEADS);
    }
  }
}
