package io.github.attrimil.workbench.view;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.project.Project;
import io.github.attrimil.workbench.CommandMenu;
import io.github.attrimil.workbench.NextStep;
import io.github.attrimil.workbench.OverviewReader;
import io.github.attrimil.workbench.ProjectOverview;
import io.github.attrimil.workbench.ProjectSetup;
import io.github.attrimil.workbench.Run;
import io.github.attrimil.workbench.Runs;
import io.github.attrimil.workbench.SlideRow;
import io.github.attrimil.workbench.SmallCohort;
import io.github.attrimil.workbench.WorkStage;
import java.awt.EventQueue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/**
 * The workbench of one project: ties what is read of it to its window, and its buttons to commands.
 * Fields belong to the thread of the windows; files are read on another.
 */
public final class Workbench implements Runs.Watcher, StagesPanel.Actions, WelcomePanel.Actions {

  /** Reading a large project while a stage runs must not slow the stage. */
  private static final long EVERY_MS = 3000;

  private final CommandMenu menu;
  private final Pictures pictures = new Pictures();
  private final ExecutorService reading =
      Executors.newSingleThreadExecutor(
          work -> {
            final Thread one = new Thread(work, "attrimil-workbench");
            one.setDaemon(true);
            return one;
          });
  private final WorkbenchFrame frame;
  private Optional<Project> project = Optional.empty();
  private Optional<ProjectOverview> overview = Optional.empty();
  private String model = "";
  private boolean waiting;
  private long readAt;

  private Workbench(final CommandMenu menu) {
    this.menu = menu;
    frame = new WorkbenchFrame(this, menu, Recent.projects());
    Runs.watch(this);
  }

  /**
   * Opens a window. Returns at once.
   *
   * @param root the project's folder; without it the window asks for one
   * @param menu starts commands
   */
  public static void open(final Optional<Path> root, final CommandMenu menu) {
    EventQueue.invokeLater(
        () -> {
          final Workbench workbench = new Workbench(menu);
          workbench.frame.open();
          root.ifPresent(workbench::open);
        });
  }

  @Override
  public void open(final Path root) {
    try {
      project = Optional.of(Project.existing(root));
    } catch (final AttriMilException e) {
      frame.welcome().say(AttriMilException.oneLine(e));
      return;
    }
    overview = Optional.empty();
    model = "";
    Recent.add(project.get().root());
    menu.opened(project.get().root());
    frame.showProject(project.get().root());
    refresh();
    Runs.in(project.get().root()).ifPresent(this::changed);
  }

  @Override
  public void create(final Path root, final Optional<Path> slides, final Optional<Path> labels) {
    inBackground(
        () -> {
          try {
            final Project to = new Project(root);
            final ProjectSetup.Made made = ProjectSetup.add(to, slides, labels);
            EventQueue.invokeLater(
                () -> {
                  open(to.root());
                  frame.runs().say(made.text());
                  if (made.labeled() > 0) {
                    start(List.of("check"), SmallCohort.inputs(to));
                  }
                });
          } catch (final AttriMilException e) {
            EventQueue.invokeLater(() -> frame.welcome().say(AttriMilException.oneLine(e)));
          }
        });
  }

  /** Takes folders and tables that were dropped on the window. */
  void dropped(final List<Path> files) {
    if (project.isEmpty()) {
      // A folder with a table of slides or results is a project already.
      if (files.size() == 1 && isProject(files.get(0))) {
        open(files.get(0));
      } else {
        files.forEach(frame.welcome()::take);
      }
      return;
    }
    add();
    files.forEach(frame.welcome()::take);
  }

  private static boolean isProject(final Path folder) {
    return Files.exists(folder.resolve("slides.csv"))
        || Files.exists(folder.resolve("process_list.csv"));
  }

  CommandMenu menu() {
    return menu;
  }

  // -- Reading --

  /** Reads the project again soon, once however often it is called meanwhile. */
  void refresh() {
    if (waiting || project.isEmpty()) {
      return;
    }
    waiting = true;
    final Project of = project.get();
    final String wanted = model;
    inBackground(
        () -> {
          final ProjectOverview read = OverviewReader.read(of, wanted);
          EventQueue.invokeLater(() -> take(read));
        });
  }

  private void inBackground(final Runnable work) {
    try {
      reading.execute(work);
    } catch (final RejectedExecutionException e) {
      waiting = false; // The window is closed.
    }
  }

  private void take(final ProjectOverview read) {
    waiting = false;
    readAt = System.currentTimeMillis();
    if (project.isEmpty() || !project.get().root().equals(read.root())) {
      refresh();
      return;
    }
    overview = Optional.of(read);
    model = read.model();
    show();
  }

  private void show() {
    overview.ifPresent(o -> frame.show(o, Runs.in(o.root())));
  }

  // -- Runs --

  @Override
  public void changed(final Run run) {
    EventQueue.invokeLater(
        () -> {
          if (project.isPresent() && run.isIn(project.get().root())) {
            frame.runs().show(run);
            show();
            if (run.ended().isPresent()
                || System.currentTimeMillis() - readAt > EVERY_MS && !waiting) {
              refresh();
            }
          }
        });
  }

  @Override
  public void next() {
    if (overview.isEmpty() || project.isEmpty()) {
      return;
    }
    final NextStep step = overview.get().next();
    switch (step.kind()) {
      case RUN -> {
        final WorkStage stage = step.stage().orElseThrow();
        if (stage == WorkStage.SPLIT) {
          split(stage.commands());
        } else {
          start(stage.commands(), Map.of());
        }
      }
      case REPORT -> overview.get().report().ifPresent(pictures::browse);
      case ADD_SLIDES -> add();
      case LABEL -> frame.runs().say(step.text());
    }
  }

  @Override
  public void all() {
    split(List.of("pipeline"));
  }

  /** Starts commands that split, with fewer folds where a small cohort needs that. */
  private void split(final List<String> commands) {
    final Map<String, String> inputs = SmallCohort.inputs(project.orElseThrow());
    if (!inputs.isEmpty()) {
      frame.runs().say("A class has few patients: " + inputs.get("folds") + " fold(s) are used");
    }
    start(commands, inputs);
  }

  /** Starts commands one after the other, while each ends well. */
  private void start(final List<String> commands, final Map<String, String> inputs) {
    CompletableFuture<Boolean> before = CompletableFuture.completedFuture(true);
    final Path root = project.orElseThrow().root();
    for (final String command : commands) {
      before =
          before.thenCompose(
              well ->
                  well
                      ? menu.run(command, root, inputs)
                      : CompletableFuture.completedFuture(false));
    }
    before.exceptionally(
        e -> {
          EventQueue.invokeLater(
              () -> frame.runs().say("Cannot start: " + AttriMilException.oneLine(e)));
          return false;
        });
  }

  @Override
  public void settings(final WorkStage stage) {
    menu.dialog(stage.commands().get(0), project.orElseThrow().root());
  }

  @Override
  public void model(final String name) {
    model = name;
    refresh();
  }

  @Override
  public void add() {
    frame.showWelcome();
    project.ifPresent(p -> frame.welcome().project(p.root()));
  }

  // -- Slides --

  /** Keeps a label that was typed. */
  void relabel(final SlideRow slide, final String label) {
    final Project in = project.orElseThrow();
    inBackground(
        () -> {
          try {
            ProjectSetup.label(in, slide.id(), label);
          } catch (final AttriMilException e) {
            EventQueue.invokeLater(() -> frame.runs().say(AttriMilException.oneLine(e)));
          }
          EventQueue.invokeLater(this::refresh);
        });
  }

  /** Runs again what a slide failed in; finished slides are skipped. */
  void retry(final SlideRow slide) {
    if (Runs.in(project.orElseThrow().root()).isPresent()) {
      frame.runs().say("A stage is running; try again when it has ended.");
      return;
    }
    final String command = slide.failure().orElseThrow().command();
    final List<String> again =
        java.util.Arrays.stream(WorkStage.values())
            .filter(s -> s.commands().contains(command))
            .findFirst()
            .map(WorkStage::commands)
            .orElse(List.of(command));
    start(again, Map.of());
  }

  /** Shows a slide's map, or the slide where no model has seen it. */
  void showSlide(final SlideRow slide) {
    final Project in = project.orElseThrow();
    final boolean mapped = !model.isEmpty() && Files.exists(in.features(slide.id()));
    if (!mapped) {
      frame.runs().say("Opening " + slide.id());
      pictures.slide(in, slide, frame.runs()::say);
    } else if (Runs.in(in.root()).isPresent()) {
      // One run at a time in a project; a map is drawn without writing anything.
      pictures.map(in, model, slide, frame.runs()::say);
    } else {
      menu.run("map", in.root(), Map.of("slide", slide.id(), "model", model));
    }
  }

  /** Lets go of everything. */
  void closed() {
    Runs.forget(this);
    reading.shutdown();
    pictures.close();
  }
}
