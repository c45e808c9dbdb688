package io.github.attrimil.mil.ilra;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.mil.Start;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * ILRA-MIL's own options. All but the number of heads can be read off a checkpoint's tensors. The
 * usual network is narrower than the reference's, which has two blocks of width 256: 50 slides are
 * too few for those.
 */
final class IlraOptions {

  private static final int MOST = 65_536;

  static final Option<Integer> HIDDEN =
      Option.integer("hidden", "Hidden width", "Width of hidden layers.", 64, 1, MOST);

  static final Option<Integer> LAYERS =
      Option.integer("layers", "Layers", "Number of attention blocks.", 1, 1, MOST);

  static final Option<Integer> LATENTS =
      Option.integer(
          "latents",
          "Latent rows",
          "Number of latent rows that patches exchange information through.",
          1,
          1,
          MOST);

  static final Option<Integer> HEADS =
      Option.integer("heads", "Attention heads", "Number of attention heads.", 8, 1, MOST);

  static final Option<Boolean> NORM =
      Option.flag(
          "layernorm", "Layer normalization", "Normalize layers within attention blocks.", false);

  private static final Pattern BLOCK = Pattern.compile("gab_blocks\\.(\\d{1,4})\\..*");

  private IlraOptions() {}

  static Options defaults() {
    return Options.of(HIDDEN, LAYERS, LATENTS, HEADS, NORM, Start.OPTION);
  }

  /**
   * @param shapes of a state dict's tensors, by name
   * @param own as given
   * @return as the tensors show them
   */
  static Options shown(final Map<String, long[]> shapes, final Options own) {
    Options shown =
        own.with(NORM, shapes.keySet().stream().anyMatch(name -> name.matches(".*\\.ln[01]\\..*")));
    final int layers =
        shapes.keySet().stream()
            .map(BLOCK::matcher)
            .filter(Matcher::matches)
            .mapToInt(m -> 1 + Integer.parseInt(m.group(1)))
            .max()
            .orElse(1);
    shown = shown.with(LAYERS, layers);
    final long[] latent = shapes.get(Ilra.latent(0));
    return latent != null && latent.length == 3 && isCount(latent[1]) && isCount(latent[2])
        ? shown.with(LATENTS, (int) latent[1]).with(HIDDEN, (int) latent[2])
        : shown;
  }

  private static boolean isCount(final long length) {
    return length >= 1 && length <= MOST;
  }

  /** Refuses heads that do not divide the width. */
  static void check(final Options own) {
    if (own.get(HIDDEN) % own.get(HEADS) != 0) {
      throw new AttriMilException(
          "ILRA-MIL cannot divide a width of hidden="
              + own.get(HIDDEN)
              + " among heads="
              + own.get(HEADS)
              + "; use a number of heads that divides the width");
    }
  }
}
