package io.github.attrimil.project;

import io.github.attrimil.core.FatalException;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.MemoryBudget;
import io.github.attrimil.core.RunEndedException;
import io.github.attrimil.core.RunRecord.Status;
import io.github.attrimil.core.SlideRow;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One run of one stage. It owns what all stages share: finished work that matches is skipped, work
 * with other parameters or inputs is repeated and the reason is shown, outputs from elsewhere are
 * kept, the run record takes status, seconds and failures with their stack traces, an error of the
 * machine ends the run. A stage states inputs, parameters, outputs and its work as a {@link Plan}:
 * one for each slide, or one in all.
 */
public final class Stage {

  private final String name;
  private final Project project;
  private final boolean redo;
  private final Job job;
  private final ProcessList list;

  /**
   * @param name the stage's name, as the command's
   * @param project where stamps and process list are
   * @param redo whether finished, matching outputs are made again
   * @param job takes progress, messages and the record
   */
  public Stage(final String name, final Project project, final boolean redo, final Job job) {
    this.name = name;
    this.project = project;
    this.redo = redo;
    this.job = job;
    this.list = new ProcessList(project, job.helpsWith().isEmpty());
  }

  /**
   * @return the project's process list
   */
  public ProcessList list() {
    return list;
  }

  /**
   * Works on slides, as many at once as the job states and memory allows; one that fails is
   * reported and the others are processed.
   *
   * @param slides slide ids
   * @param work what is done with each
   * @return the slides that are finished now, in order
   * @throws io.github.attrimil.core.AttriMilException when no slide could be done
   */
  public List<String> slides(final List<String> slides, final SlideWork work) {
    SlideTwins.check(project, slides, job);
    final MemoryBudget memory = MemoryBudget.ofHeap();
    list.begin(slides);
    try {
      final List<String> good =
          SlideLoop.run(
              job,
              name,
              slides,
              work.oneByOne() ? 1 : job.slidesAtOnce(),
              job.crew().filter(crew -> work.leavesFiles()),
              (id, own) -> slide(id, work, memory, own),
              row -> note(row, work));
      list.noteRecovered(good, name);
      return good;
    } finally {
      list.end();
    }
  }

  /**
   * Works on one slide, whoever gathers the rows: notes nothing in process list and record.
   *
   * @param id the slide's id
   * @param work what is done with it
   * @param memory shared with the slides that are worked on beside it
   * @param own the slide's job: takes its progress and warnings; asked whether to stop
   * @return how it fared, also when it failed
   * @throws RunEndedException when the user cancels
   */
  public SlideRow slide(
      final String id, final SlideWork work, final MemoryBudget memory, final Job own) {
    try {
      final Plan<Made> plan = work.plan(id, own);
      if (!isDue(plan, own)) {
        return row(id, Made.unchanged(), own);
      }
      try (MemoryBudget.Permit held = memory.take(plan.memory(), own)) {
        final int before = own.record().warnings().size();
        return row(
            id,
            plan.make(
                project.stamps(),
                name,
                made -> new Remarks(made.remark().orElse(""), since(before, own))),
            own);
      }
    } catch (final RunEndedException e) {
      throw e;
    } catch (final RuntimeException | Error e) {
      final String reason = own.failed(name, id, e);
      if (!FatalException.isFatal(e)) {
        own.warn(name + " " + id + ": " + reason);
      }
      return SlideRow.failed(id, reason, e, own);
    }
  }

  /** The warnings of an output while it was made; those of its planning are repeated anyway. */
  private static List<String> since(final int before, final Job own) {
    final List<String> all = own.record().warnings();
    return all.subList(before, all.size());
  }

  private static SlideRow row(final String id, final Made made, final Job own) {
    return SlideRow.of(id, made.status(), made.remark(), own);
  }

  /** Notes a row in the process list. */
  private void note(final SlideRow row, final SlideWork work) {
    final String id = row.slide();
    final Optional<Listing> listing = work.listing(id);
    listing.ifPresent(l -> list.noteListing(id, l));
    if (!row.good() && listing.isEmpty()) {
      list.noteFailure(id, work.path(id), name, row.note().orElse(""));
    } else if (row.note().isPresent()) {
      list.note(id, work.path(id), name, row.good() ? "done" : "failed", row.note().get());
    } else if (row.status() == Status.SKIPPED && listing.isPresent()) {
      list.noteSkipped(id, work.path(id), name, () -> remark(id));
    } else if (row.status() == Status.SKIPPED) {
      // A run that was killed may have finished the slide and not noted it.
      work.notesAfter().ifPresent(earlier -> list.noteLate(id, earlier, name, () -> remark(id)));
    }
  }

  /**
   * Notes slides that a run finished which was killed before it noted that.
   *
   * @param slides slide ids
   * @param earlier the stage that is noted of them then
   */
  public void noteLate(final List<String> slides, final String earlier) {
    slides.stream()
        .filter(id -> project.isNoted(name, id))
        .forEach(id -> list.noteLate(id, earlier, name, () -> remark(id)));
  }

  private String remark(final String id) {
    return project.stamps().remarks(name, id).remark();
  }

  /**
   * Makes one set of outputs.
   *
   * @param <R> what the work gives
   * @param what the output, such as a model, for the run record
   * @param planning gives the plan, whose {@link Plan#whenFinished} is set; reads and checks what
   *     is needed for it
   * @return what the work gave, now or before
   */
  public <R> R once(final String what, final Supplier<Plan<R>> planning) {
    final long start = System.nanoTime();
    try {
      final Plan<R> plan = planning.get();
      if (isLeftToOthers() || !isDue(plan, job)) {
        job.record().slide(name, what, Status.SKIPPED, "");
        return plan.readFinished();
      }
      final R made = makeOnce(plan);
      job.record().slide(name, what, Status.DONE, "");
      job.record().stage(name, "seconds", (System.nanoTime() - start) / 1e9);
      return made;
    } catch (final RunEndedException e) {
      throw e;
    } catch (final RuntimeException | Error e) {
      job.failed(name, what, e);
      if (FatalException.isFatal(e)) {
        throw FatalException.of(e, "`" + name + "` of " + what);
      }
      throw e;
    }
  }

  /**
   * Several files that a killed run left unfinished would pass for some from elsewhere, unless it
   * is noted before that they are being made.
   */
  private <R> R makeOnce(final Plan<R> plan) {
    final Stamps stamps = project.stamps();
    plan.target().ifPresent(target -> stamps.start(name, target));
    try {
      return plan.make(stamps, name, done -> Remarks.NONE);
    } catch (final RuntimeException | Error e) {
      plan.target()
          .filter(target -> target.outputs().stream().noneMatch(Files::exists))
          .ifPresent(target -> stamps.forget(name, target.name()));
      throw e;
    }
  }

  /** Whether this process helps another one with another stage only. */
  private boolean isLeftToOthers() {
    return job.helpsWith().filter(stage -> !stage.equals(name)).isPresent();
  }

  /**
   * Outputs are replaced by some from elsewhere, which no later run may replace unasked.
   *
   * @param output the name of the output
   */
  public void forget(final String output) {
    project.stamps().forget(name, output);
  }

  /** Whether the work must be done; shows why, or that it need not. */
  private <R> boolean isDue(final Plan<R> plan, final Job own) {
    if (plan.target().isEmpty()) {
      return true;
    }
    final Target target = plan.target().get();
    final String label = target.name().equals(name) ? name : name + " " + target.name();
    final Stamps stamps = project.stamps();
    final Stamps.Found found = stamps.state(name, target);
    final Stamps.State state = found.state();
    if (!redo && state == Stamps.State.FRESH) {
      plan.cleanUp();
      plan.showFinished(name, own);
      // A report that is written now must not depend on which run did the work.
      stamps.remarks(name, target.name()).warnings().forEach(own.record()::warning);
      return false;
    }
    if (!redo && !stamps.has(name, target.name()) && plan.isForeign()) {
      own.info(label + ": kept, because it was not made by this project (redo=true replaces it)");
      return false;
    }
    if (state != Stamps.State.FRESH
        && state != Stamps.State.MISSING
        && state != Stamps.State.FOREIGN) {
      own.info(label + ": repeated, because of " + found.reason());
    }
    return true;
  }
}
