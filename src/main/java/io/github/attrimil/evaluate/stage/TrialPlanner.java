package io.github.attrimil.evaluate.stage;

import io.github.attrimil.cohort.BagSource;
import io.github.attrimil.cohort.Split;
import io.github.attrimil.cohort.SplitFiles;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.evaluate.summary.Tested;
import io.github.attrimil.mil.registry.FoldSplit;
import io.github.attrimil.mil.registry.Origin;
import io.github.attrimil.mil.registry.TrainedModel;
import io.github.attrimil.project.Project;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Decides what a model may be measured on, so that nothing is called a test that is none. Networks
 * whose splits are recorded are tested on the slides that they held out; on another cohort they are
 * tried on all of it, but for slides they learned from; a network of unknown origin is tested on
 * the split that the user names, with a warning, or tried on all labeled slides, which is no test.
 */
final class TrialPlanner {

  private static final int SHOWN = 5;

  private final Project project;
  private final TrainedModel model;
  private final OptionalInt fold;
  private final Job job;

  /**
   * @param project the project of the results
   * @param model one network, or several of which none is singled out
   * @param fold the split that a single network is tested on, if it is given
   * @param job warned
   */
  TrialPlanner(
      final Project project, final TrainedModel model, final OptionalInt fold, final Job job) {
    this.project = project;
    this.model = model;
    this.fold = fold;
    this.job = job;
  }

  /**
   * @param external another project whose slides the model is tried on, if it is given
   * @return what is tried
   */
  Trial plan(final Optional<Project> external) {
    if (external.isPresent() || model.origin().isPresent() && !model.isOf(project)) {
      if (fold.isPresent() && model.checkpoints().size() == 1 && external.isEmpty()) {
        throw new AttriMilException(
            "fold="
                + fold.getAsInt()
                + ": the model was trained in another project, "
                + model.origin().orElseThrow().folder()
                + ", so all labeled slides of "
                + project.root()
                + " are an external cohort; omit fold=");
      }
      return external(external.orElse(project));
    }
    if (model.origin().isPresent()) {
      return known(model.origin().get());
    }
    final boolean several = model.checkpoints().size() > 1;
    if (several && Files.exists(project.split(0)) || fold.isPresent()) {
      return assumed(several);
    }
    job.warn(
        "It is not known which slides \""
            + model.card().name()
            + "\" learned from. All labeled slides of slides.csv are evaluated; where it learned"
            + " from them, results are optimistic, so this is not a test. If it was trained with a"
            + " split of this project, give fold= to test it on that fold's test slides");
    return all(project, Tested.labeled(), labeled(project));
  }

  private List<String> labeled(final Project cohort) {
    return new LabeledSlides(cohort, model.card()).withFeatures(job);
  }

  private Trial all(final Project cohort, final Tested tested, final List<String> slides) {
    return new Trial(
        project,
        model,
        cohort,
        tested,
        IntStream.range(0, model.checkpoints().size())
            .mapToObj(k -> new Trial.Part(number(k), k, slides, List.of()))
            .toList(),
        List.of());
  }

  private int number(final int network) {
    return model.origin().map(o -> o.folds().get(network)).orElse(network);
  }

  /** Each network on the slides of the split that it was trained with. */
  private Trial known(final Origin origin) {
    if (model.checkpoints().size() < origin.card().training().folds()) {
      final int own = origin.folds().get(0);
      job.info(
          "evaluate: \""
              + model.card().name()
              + "\" is fold "
              + own
              + " of the model \""
              + origin.card().name()
              + "\"; slides that it learned from are excluded");
    }
    if (fold.isPresent() && !origin.folds().contains(fold.getAsInt())) {
      return otherFold(origin);
    }
    final List<Split> splits =
        origin.splits().isEmpty() && model.checkpoints().size() == 1
            ? List.of(unrecorded(origin.folds().get(0)))
            : model.splits(project, job);
    return test(splits, origin.folds());
  }

  /** A single network on a split that is not its own: only where it has learned from none. */
  private Trial otherFold(final Origin origin) {
    final int k = fold.getAsInt();
    final Split split = split(k);
    for (final FoldSplit own : origin.splits()) {
      final List<String> known = new ArrayList<>(split.test());
      known.retainAll(union(own.train(), own.val()));
      if (!known.isEmpty()) {
        throw new AttriMilException(
            "fold="
                + k
                + ": of its "
                + split.test().size()
                + " test slides the network learned from "
                + known.size()
                + ", such as "
                + known.subList(0, Math.min(SHOWN, known.size()))
                + ", because it is fold "
                + origin.folds().get(0)
                + " of the model \""
                + origin.card().name()
                + "\"; omit fold=, or give fold="
                + origin.folds().get(0));
      }
    }
    return test(List.of(split), List.of(k));
  }

  private Split unrecorded(final int k) {
    warnOfNoRecord(k);
    return split(k);
  }

  private void warnOfNoRecord(final int k) {
    job.warn(
        "The model \""
            + model.card().name()
            + "\" has no record of the slides it was trained on: where test slides of "
            + project.split(k).getFileName()
            + " are among them, results are optimistic");
  }

  private Split split(final int k) {
    if (!Files.exists(project.split(k))) {
      throw new AttriMilException(
          "fold=" + k + ": " + project.split(k) + " does not exist; run `split` first");
    }
    return SplitFiles.read(project, project.split(k));
  }

  /** Networks without a record, on the splits of the project. */
  private Trial assumed(final boolean several) {
    if (several) {
      final List<Split> splits = model.splits(project, job);
      return test(splits, IntStream.range(0, splits.size()).boxed().toList());
    }
    return test(List.of(unrecorded(fold.getAsInt())), List.of(fold.getAsInt()));
  }

  private Trial test(final List<Split> splits, final List<Integer> numbers) {
    final List<Trial.Part> parts = new ArrayList<>();
    for (int k = 0; k < splits.size(); k++) {
      final Split split = splits.get(k);
      if (split.test().isEmpty()) {
        throw new AttriMilException(
            "Fold "
                + numbers.get(k)
                + " of the model \""
                + model.card().name()
                + "\" has no test slides; run `split` again with more slides, then train again");
      }
      parts.add(new Trial.Part(numbers.get(k), k, split.test(), split.val()));
    }
    return new Trial(project, model, project, Tested.test(), parts, checked(splits));
  }

  /** All splits of the model, so that leaks are called by the number of their fold. */
  private List<Split> checked(final List<Split> tested) {
    return model
        .origin()
        .map(o -> o.card().splits())
        .filter(all -> !all.isEmpty() && fold.isEmpty())
        .map(all -> all.stream().map(FoldSplit::split).toList())
        .orElse(tested);
  }

  private Trial external(final Project cohort) {
    final List<String> slides = new ArrayList<>(labeled(cohort));
    final Set<String> learned = new LinkedHashSet<>();
    model
        .origin()
        .ifPresent(o -> o.splits().forEach(s -> learned.addAll(union(s.train(), s.val()))));
    final List<String> namesakes = slides.stream().filter(learned::contains).toList();
    final List<String> same = namesakes.stream().filter(s -> isSame(s, cohort)).toList();
    slides.removeAll(same);
    if (!same.isEmpty()) {
      job.warn(
          same.size()
              + " slide(s) of "
              + cohort.root()
              + " are excluded, because the model learned from them: "
              + shown(same));
    }
    if (slides.isEmpty()) {
      throw new AttriMilException(
          "The model learned from every labeled slide of "
              + cohort.root()
              + ", so it is not an external cohort; give the project of other slides");
    }
    if (namesakes.size() > same.size()) {
      job.warn(
          (namesakes.size() - same.size())
              + " slide(s) have the ids of slides that the model learned from, but other features,"
              + " and are taken for others: "
              + shown(namesakes.stream().filter(s -> !same.contains(s)).toList()));
    }
    return all(cohort, Tested.external(cohort.root().getFileName().toString()), slides);
  }

  private static String shown(final List<String> slides) {
    return String.join(", ", slides.subList(0, Math.min(SHOWN, slides.size())))
        + (slides.size() > SHOWN ? ", ..." : "");
  }

  /** Whether a slide of another cohort is one that the model learned from, by its features. */
  private boolean isSame(final String slide, final Project cohort) {
    final Optional<Project> home = model.origin().flatMap(Origin::project).map(Project::new);
    if (home.isEmpty() || !Files.exists(home.get().features(slide))) {
      return false;
    }
    return home.get().equals(cohort)
        || Arrays.equals(
            BagSource.of(home.get()).open(slide).features(),
            BagSource.of(cohort).open(slide).features());
  }

  private static Set<String> union(final List<String> a, final List<String> b) {
    final Set<String> all = new LinkedHashSet<>(a);
    all.addAll(b);
    return all;
  }
}
