package io.github.attrimil.project;

import java.nio.file.Path;
import java.util.List;

/** Reads a project's notes, for fuzzing: stamps, and names of models and columns. */
public final class NoteReading {

  private NoteReading() {}

  /**
   * @param file PROJECT/.attrimil/patch/s1.json
   */
  public static void stamp(final Path file) {
    final Path root = file.getParent().getParent().getParent().toAbsolutePath();
    final Stamps stamps = new Stamps(root);
    final StampKey key = new StampKey().with("patchsize", 256).with("mask", "");
    stamps.state("patch", new Target("s1", key, List.of(file), List.of(root)));
    stamps.looksCurrent("patch", "s1");
  }

  /**
   * @param file PROJECT/.attrimil/models.csv
   */
  public static void models(final Path file) {
    final ModelNames names = new ModelNames(new Project(file.getParent().getParent()));
    names.reserve("b");
    names.of("a", "0123456789abcdef");
  }

  /**
   * @param file PROJECT/.attrimil/columns.json
   */
  public static void columns(final Path file) {
    SlideColumns.notedFor(file.getParent().resolveSibling("slides.csv"));
  }

  /**
   * @param file PROJECT/runs/TIME-patch.json
   */
  public static void settings(final Path file) {
    LastSettings.of(new Project(file.getParent().getParent()), List.of("patch")).totalSeconds();
  }
}
