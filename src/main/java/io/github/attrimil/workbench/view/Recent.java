package io.github.attrimil.workbench.view;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.prefs.Preferences;

/** The projects that were open last, kept for the user. */
final class Recent {

  private static final String KEY = "projects";
  private static final int MOST = 5;

  private Recent() {}

  /** Those that are still there, the last first. */
  static List<Path> projects() {
    final List<Path> found = new ArrayList<>();
    for (final String line : store().get(KEY, "").split("\n")) {
      if (!line.isBlank() && Files.isDirectory(new File(line).toPath())) {
        found.add(new File(line).toPath());
      }
    }
    return found;
  }

  static void add(final Path project) {
    final List<Path> all = new ArrayList<>(projects());
    all.remove(project);
    all.add(0, project);
    final StringBuilder text = new StringBuilder();
    all.stream().limit(MOST).forEach(p -> text.append(p).append('\n'));
    if (text.length() < Preferences.MAX_VALUE_LENGTH) {
      store().put(KEY, text.toString());
    }
  }

  private static Preferences store() {
    return Preferences.userRoot().node("io/github/attrimil/workbench");
  }
}
