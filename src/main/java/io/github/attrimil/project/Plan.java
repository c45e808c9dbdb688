package io.github.attrimil.project;

import io.github.attrimil.core.Job;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What a stage would do next: what it makes from what, and the work. {@link Stage} decides whether
 * the work is done.
 *
 * @param <R> what the work gives
 */
public final class Plan<R> {

  /** Gives the result of work that was finished before. */
  private record Finished<R>(String sentence, Supplier<R> reading) {}

  private final Optional<Target> target;
  private final Supplier<R> work;
  private BooleanSupplier foreign = () -> false;
  private Optional<Finished<R>> finished = Optional.empty();
  private Optional<Path> filled = Optional.empty();
  private BooleanSupplier whole = () -> true;
  private Runnable last = () -> {};
  private LongSupplier memory = () -> 0;

  private Plan(final Optional<Target> target, final Supplier<R> work) {
    this.target = target;
    this.work = work;
  }

  /**
   * @param <R> what the work gives
   * @param target what is made and from what
   * @param work makes it, all outputs in place when it returns
   * @return a plan whose work is skipped when the target is finished and matches
   */
  public static <R> Plan<R> of(final Target target, final Supplier<R> work) {
    return new Plan<>(Optional.of(target), work);
  }

  /**
   * @param <R> what the work gives
   * @param work is always done; it may itself find nothing to change
   * @return a plan without a stamp
   */
  public static <R> Plan<R> always(final Supplier<R> work) {
    return new Plan<>(Optional.empty(), work);
  }

  /**
   * @param test whether outputs that nobody stamped were made elsewhere; asked only then
   * @return this plan, which keeps such outputs unless they are to be made again
   */
  public Plan<R> keepingForeign(final BooleanSupplier test) {
    foreign = test;
    return this;
  }

  /**
   * @param sentence what is finished, for example "the model \"a\" is finished already"
   * @param reading gives its result
   * @return this plan
   */
  public Plan<R> whenFinished(final String sentence, final Supplier<R> reading) {
    finished = Optional.of(new Finished<>(sentence, reading));
    return this;
  }

  /**
   * @param folder whose files, all made by this work, must stay whole for it to be finished
   * @return this plan
   */
  public Plan<R> filling(final Path folder) {
    filled = Optional.of(folder);
    return this;
  }

  /**
   * @param test whether all outputs are in place after the work; where it leaves some for a later
   *     run, nothing is stamped
   * @return this plan
   */
  public Plan<R> whenWhole(final BooleanSupplier test) {
    whole = test;
    return this;
  }

  /**
   * @param bytes estimates the Java memory the work takes; asked only when it is to be done
   * @return this plan, whose work waits until other slides leave so much
   */
  public Plan<R> needing(final LongSupplier bytes) {
    memory = bytes;
    return this;
  }

  /**
   * @param action done after the outputs are in place and stamped, such as removing a snapshot
   * @return this plan
   */
  public Plan<R> lastly(final Runnable action) {
    last = action;
    return this;
  }

  Optional<Target> target() {
    return target;
  }

  long memory() {
    return memory.getAsLong();
  }

  boolean isForeign() {
    return foreign.getAsBoolean();
  }

  /** Of work that is done once; slides are counted instead. */
  void showFinished(final String stage, final Job job) {
    finished.ifPresent(f -> job.info(stage + ": nothing to do, " + f.sentence));
  }

  R readFinished() {
    return finished.orElseThrow().reading.get();
  }

  /** Works, stamps, cleans up. */
  R make(final Stamps stamps, final String stage, final Function<R, Remarks> remarks) {
    target.ifPresent(t -> stamps.begin(stage, t));
    final R made = work.get();
    if (whole.getAsBoolean()) {
      target.ifPresent(t -> stamps.write(stage, t, filled, remarks.apply(made)));
      last.run();
    }
    return made;
  }

  /** Of outputs that are stamped: a run that was killed may have left what is removed at last. */
  void cleanUp() {
    last.run();
  }
}
