package io.github.attrimil.bench.kill;

import io.github.attrimil.command.Shell;
import io.github.attrimil.core.Job;
import io.github.attrimil.demo.SyntheticCohort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What is disturbed: every command that writes, in a project that has what the command needs. The
 * project is a planted cohort of few small slides, so that a command takes seconds.
 */
final class Cases {

  private static final int SLIDES = 12;
  private static final int PIXELS = 512;
  private static final String PIPELINE =
      "pipeline project=PROJECT kind=attrimil patchsize=128 folds=2 epochs=4 bags=0 patience=0"
          + " noise=0.2 saveevery=2 top=1 device=cpu";

  /**
   * @param name what it is called
   * @param template the name of the project it begins with
   * @param command words of the shell; PROJECT stands for its folder, OUTSIDE for one beside it
   */
  record Case(String name, String template, List<String> command) {}

  private final Path templates;

  /**
   * @param folder where projects to begin with are kept
   */
  Cases(final Path folder) {
    this.templates = folder.resolve("templates");
  }

  /**
   * @return the cases, each command at least once
   */
  static List<Case> all() {
    final String train =
        "train project=PROJECT kind=attrimil epochs=6 bags=0 patience=0 restarts=0 noise=0.2"
            + " saveevery=2 device=cpu";
    return List.of(
        of("pipeline", "painted", PIPELINE + " slidesatonce=1 foldsatonce=1"),
        of("pipeline, at once", "painted", PIPELINE + " slidesatonce=3 foldsatonce=2"),
        of(
            "pipeline, other patches",
            "finished",
            PIPELINE.replace("=128", "=160") + " slidesatonce=3"),
        of("pipeline, redo", "finished", PIPELINE + " redo=true"),
        of("patch", "painted", "patch project=PROJECT patchsize=128 slidesatonce=1"),
        of(
            "patch, at once",
            "painted",
            "patch project=PROJECT patchsize=128 slidesatonce=3 export=true"),
        of("neighbors", "finished", "neighbors project=PROJECT redo=true"),
        of("features", "patched", "features project=PROJECT device=cpu slidesatonce=1"),
        of("features, at once", "patched", "features project=PROJECT device=cpu slidesatonce=3"),
        of(
            "features, other stain",
            "finished",
            "features project=PROJECT device=cpu stain=macenko slidesatonce=3"),
        of(
            "adapt",
            "patched",
            "adapt project=PROJECT method=simclr encoder=random-resnet18 size=32 patches=12"
                + " epochs=3 batch=16 name=mine device=cpu"),
        of("split", "encoded", "split project=PROJECT folds=3"),
        of("split, other folds", "finished", "split project=PROJECT folds=3"),
        of("train", "divided", train + " foldsatonce=1"),
        of("train, at once", "divided", train + " foldsatonce=2"),
        of("train, other epochs", "finished", train.replace("=6", "=5") + " foldsatonce=2"),
        of("evaluate", "trained", "evaluate project=PROJECT device=cpu"),
        of(
            "evaluate, maps",
            "finished",
            "evaluate project=PROJECT annotations=PROJECT/truth downsample=8 device=cpu"),
        of(
            "compare",
            "divided",
            "compare project=PROJECT kinds=abmil,mean epochs=3 bags=0 device=cpu"),
        of("predict", "trained", "predict project=PROJECT slides=OUTSIDE/slides device=cpu"),
        of(
            "predict, at once",
            "trained",
            "predict project=PROJECT slides=OUTSIDE/slides device=cpu slidesatonce=3"),
        of("map", "trained", "map project=PROJECT top=1 device=cpu slidesatonce=1"),
        of("map, at once", "trained", "map project=PROJECT top=1 device=cpu slidesatonce=3"),
        of("map, other colors", "finished", "map project=PROJECT top=2 smooth=1 device=cpu"),
        of("check", "encoded", "check project=PROJECT"),
        of("import", "nothing", "import project=PROJECT table=OUTSIDE/table.csv"),
        of("doctor", "painted", "doctor report=PROJECT/doctor.txt device=cpu"));
  }

  private static Case of(final String name, final String template, final String command) {
    return new Case(name, template, List.of(command.split(" ")));
  }

  /**
   * @param name of a template
   * @return its folder, which is not there for a project that starts from nothing
   */
  Path template(final String name) {
    return templates.resolve(name);
  }

  /**
   * @return the folder of slides and tables that are not in the project
   */
  Path outside() {
    return templates.resolve("outside");
  }

  /** Makes the projects to begin with, unless they are there. */
  void prepare() throws IOException {
    if (Files.exists(outside())) {
      return;
    }
    Folders.delete(templates);
    SyntheticCohort.write(template("painted"), SLIDES, PIXELS, 1, Job.silent());
    then("painted", "patched", "patch project=PROJECT patchsize=128");
    then("patched", "encoded", "features project=PROJECT device=cpu");
    then("encoded", "divided", "split project=PROJECT folds=2");
    then("divided", "trained", "train project=PROJECT kind=attrimil epochs=4 bags=0 device=cpu");
    then("painted", "finished", PIPELINE);
    SyntheticCohort.write(templates.resolve("other"), 3, PIXELS, 4, Job.silent());
    Files.createDirectories(templates.resolve("unseen"));
    Files.writeString(templates.resolve("unseen/table.csv"), table());
    final Path slides = Files.createDirectories(templates.resolve("unseen/slides"));
    try (Stream<Path> painted = Files.list(templates.resolve("other/slides"))) {
      for (final Path slide : painted.filter(f -> f.toString().endsWith(".tif")).toList()) {
        // Other slides than those of the project, which have the same names.
        Files.move(slide, slides.resolve("new_" + slide.getFileName()));
      }
    }
    Folders.delete(templates.resolve("other"));
    Files.move(templates.resolve("unseen"), outside());
  }

  private static String table() {
    final StringBuilder rows = new StringBuilder("bag,label,a,b\n");
    for (int i = 0; i < 60; i++) {
      rows.append(String.format(Locale.ROOT, "bag_%d,%d,%d,%d%n", i / 3, i / 3 % 2, i, i % 7));
    }
    return rows.toString();
  }

  private void then(final String from, final String to, final String command) throws IOException {
    Folders.copy(template(from), template(to));
    final List<String> words = new ArrayList<>();
    for (final String word : command.split(" ")) {
      words.add(word.replace("PROJECT", template(to).toString()));
    }
    if (Shell.run(words.toArray(String[]::new)) != 0) {
      throw new IOException("Cannot prepare a project: " + command);
    }
  }
}
