package io.github.attrimil.command.options;

import io.github.attrimil.core.Job;
import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Options;
import java.util.Locale;

/**
 * How many slides are worked on at once.
 *
 * @param most a number from 1, or 0 for one more than there are cores
 */
public record SlidesAtOnce(int most) {

  /** As many as cores and memory allow. */
  public static final SlidesAtOnce AUTO = new SlidesAtOnce(0);

  /** The option of commands that work on slides. */
  public static final Option<SlidesAtOnce> OPTION =
      Option.parsed(
          "slidesatonce",
          "Slides at once",
          "Maximum number of slides processed at the same time. auto: one per core, and one more. A"
              + " slide waits while the others leave too little of Java's memory for it. Results do"
              + " not depend on it.",
          AUTO,
          SlidesAtOnce::of);

  private static final int MOST = 1000;

  /**
   * @param text auto, or a number from 1
   * @return the number
   * @throws IllegalArgumentException when it is neither
   */
  static SlidesAtOnce of(final String text) {
    final String word = text.strip().toLowerCase(Locale.ROOT);
    if (word.equals(AUTO.toString())) {
      return AUTO;
    }
    final int most = Integer.parseInt(word);
    if (most < 1 || most > MOST) {
      throw new IllegalArgumentException(
          "slidesatonce=" + text + " is neither auto nor a number from 1 to " + MOST);
    }
    return new SlidesAtOnce(most);
  }

  /**
   * @param given values of a command's options
   * @param job of its run, told how many slides are worked on at once where that is an option
   */
  public static void apply(final Options given, final Job job) {
    if (given.list().contains(OPTION)) {
      job.slidesAtOnce(given.get(OPTION).most);
    }
  }

  @Override
  public String toString() {
    return most == 0 ? "auto" : Integer.toString(most);
  }
}
