package io.github.attrimil.train;

import io.github.attrimil.core.AttriMilException;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Which folds are trained and what is kept of them; their networks are the same, whichever are
 * trained in one run and however many at once.
 *
 * @param only the one that is trained, if not all are
 * @param atOnce how many are trained at the same time; empty for as many as processor and memory
 *     allow
 * @param saveEvery a checkpoint is kept every so many epochs, beside the best; 0 for none
 */
public record Folds(OptionalInt only, AtOnce atOnce, int saveEvery) {

  /** All folds, of which the best epoch is kept. */
  public static final Folds ALL = new Folds(OptionalInt.empty(), AtOnce.AUTO, 0);

  /**
   * How many folds are trained at the same time.
   *
   * @param text auto or a number
   */
  public record AtOnce(String text) {

    /** As many as processor and memory allow. */
    public static final AtOnce AUTO = new AtOnce("auto");

    /** Checks the text. */
    public AtOnce {
      if (!text.matches("auto|[1-9][0-9]{0,2}")) {
        throw new AttriMilException(
            "foldsatonce=" + text + " is not auto or a whole number from 1 to 999");
      }
    }

    /**
     * @param room finds how many there is room for
     * @return how many
     */
    int number(final java.util.function.IntSupplier room) {
      return equals(AUTO) ? room.getAsInt() : Integer.parseInt(text);
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /**
   * @param folds how many there are
   * @return the numbers of those to train
   * @throws AttriMilException when the one wanted is none of them
   */
  List<Integer> numbers(final int folds) {
    if (only.isPresent() && only.getAsInt() >= folds) {
      throw new AttriMilException(
          "fold="
              + only.getAsInt()
              + " is not one of the folds in splits/, which are 0 to "
              + (folds - 1));
    }
    return only.isPresent() ? List.of(only.getAsInt()) : IntStream.range(0, folds).boxed().toList();
  }
}
