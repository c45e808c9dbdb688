package io.github.attrimil.project;

import io.github.attrimil.core.FatalException;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.RunEndedException;
import io.github.attrimil.core.RunRecord.Status;
import java.util.List;
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
    this.list = new ProcessList(project);
  }

  /**
   * @return the project's process list
   */
  public ProcessList list() {
    return list;
  }

  /**
   * Works on slides, one after the other; one that fails is reported and the others are processed.
   *
   * @param slides slide ids
   * @param work what is done with each
   * @return the slides that are finished now
   * @throws io.github.attrimil.core.AttriMilException when no slide could be done
   */
  public List<String> slides(final List<String> slides, final SlideWork work) {
    final List<String> good =
        SlideLoop.run(
            job,
            name,
            slides,
            id -> slide(id, work),
            (id, reason) -> {
              if (work.isFirst()) {
                list.note(id, work.path(id), name, "failed", reason);
              } else {
                list.noteFailure(id, work.path(id), name, reason);
              }
            });
    list.noteRecovered(good, name);
    return good;
  }

  private Status slide(final String id, final SlideWork work) {
    final Plan<Made> plan = work.plan(id);
    if (!isDue(plan)) {
      if (work.isFirst()) {
        list.noteSkipped(id, work.path(id), name);
      }
      return Status.SKIPPED;
    }
    final Made made = plan.make(project.stamps(), name);
    made.remark().ifPresent(remark -> list.note(id, work.path(id), name, "done", remark));
    return made.status();
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
      if (!isDue(plan)) {
        job.record().slide(name, what, Status.SKIPPED, "");
        return plan.readFinished();
      }
      final R made = plan.make(project.stamps(), name);
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

  /** Whether the work must be done; shows why, or that it need not. */
  private <R> boolean isDue(final Plan<R> plan) {
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
      plan.showFinished(name, job);
      return false;
    }
    if (!redo && !stamps.has(name, target.name()) && plan.isForeign()) {
      job.info(label + ": kept, because it was not made by this project (redo=true replaces it)");
      return false;
    }
    if (state != Stamps.State.FRESH
        && state != Stamps.State.MISSING
        && state != Stamps.State.FOREIGN) {
      job.info(label + ": repeated, because of " + found.reason());
    }
    return true;
  }
}
