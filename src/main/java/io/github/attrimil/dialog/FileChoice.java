package io.github.attrimil.dialog;

import java.awt.Component;
import java.io.File;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.swing.JFileChooser;
import javax.swing.filechooser.FileNameExtensionFilter;

/**
 * Chooses files and folders.
 *
 * @param folders whether folders can be chosen
 * @param files whether files can be chosen
 * @param saves whether the file is written
 * @param extensions of the files, without the dot; empty for any
 */
record FileChoice(boolean folders, boolean files, boolean saves, List<String> extensions) {

  private static File latest;

  /**
   * Shows a window to choose in.
   *
   * @param parent what it belongs to
   * @param title of the window
   * @param now the path at present, may be empty
   * @return the chosen path, nothing when canceled
   */
  Optional<String> choose(final Component parent, final String title, final String now) {
    final JFileChooser chooser = chooser(title);
    final File file = new File(now.strip());
    if (!now.isBlank() && file.exists()) {
      chooser.setSelectedFile(file.getAbsoluteFile());
    } else if (latest != null) {
      chooser.setCurrentDirectory(latest);
    }
    final int answer = saves ? chooser.showSaveDialog(parent) : chooser.showOpenDialog(parent);
    if (answer != JFileChooser.APPROVE_OPTION) {
      return Optional.empty();
    }
    final File chosen = chooser.getSelectedFile();
    latest = chosen.getParentFile();
    return Optional.of(chosen.getPath());
  }

  /** The window as it opens. */
  JFileChooser chooser(final String title) {
    final JFileChooser chooser = new JFileChooser();
    chooser.setDialogTitle(title);
    chooser.setFileSelectionMode(
        folders
            ? files ? JFileChooser.FILES_AND_DIRECTORIES : JFileChooser.DIRECTORIES_ONLY
            : JFileChooser.FILES_ONLY);
    if (!extensions.isEmpty()) {
      final String list = extensions.stream().map(x -> "*." + x).collect(Collectors.joining(", "));
      chooser.setFileFilter(new FileNameExtensionFilter(list, extensions.toArray(String[]::new)));
    }
    return chooser;
  }
}
