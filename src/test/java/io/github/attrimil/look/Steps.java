package io.github.attrimil.look;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a user does, one step a command: which entry of the menu, and what is entered in which
 * field. Fields are named by their labels; those after ADVANCED are opened first, by their group.
 *
 * @param label the entry of the menu
 * @param fields values by labels
 * @param advanced values by group and label, as "Group/Label"
 */
record Steps(String label, Map<String, String> fields, Map<String, String> advanced) {

  private static Steps of(final String label, final String... pairs) {
    final Map<String, String> fields = new LinkedHashMap<>();
    final Map<String, String> advanced = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      (pairs[i].contains("/") ? advanced : fields).put(pairs[i], pairs[i + 1]);
    }
    return new Steps(label, fields, advanced);
  }

  /**
   * Every command once, each on what those before it left.
   *
   * @param work the folder of all projects, with table.csv for the import
   */
  static List<Steps> all(final Path work) {
    final String demo = work.resolve("demo").toString();
    final String slides = work.resolve("demo").resolve("slides").toString();
    final String own = work.resolve("my study").toString();
    final String labels = work.resolve("demo").resolve("slides.csv").toString();
    return List.of(
        of(
            "Run MIL Demo...",
            "Project folder",
            demo,
            "Number of slides",
            "12",
            "Size of a slide (px)",
            "1024",
            "Folds",
            "2",
            "Training/Epochs",
            "3"),
        of("Check Slide Cohort...", "Project folder", own, "Labels", labels, "Slides", slides),
        of("Patch Slides...", "Slides", slides, "Project folder", own, "Patch size (px)", "128"),
        of("Index Patch Neighbors...", "Project folder", own),
        of(
            "Extract Patch Features...",
            "Project folder",
            own,
            "Encoder",
            "baseline",
            "Stain normalization",
            "macenko"),
        of("Split Slide Cohort...", "Project folder", own, "Folds", "2"),
        of(
            "Train MIL Model...",
            "Project folder",
            own,
            "Kind of model",
            "abmil",
            "Model",
            "mine",
            "Training/Epochs",
            "3"),
        of("Evaluate MIL Model...", "Project folder", own, "Model", "mine"),
        of("Predict Slides...", "Project folder", own, "Model", "mine"),
        of(
            "Map Attribute Scores...",
            "Project folder",
            own,
            "Model",
            "mine",
            "Slide ids",
            "demo_001",
            "Strongest patches",
            "2"),
        of(
            "Compare MIL Models...",
            "Project folder",
            own,
            "Kinds of model",
            "max,mean",
            "Training/Epochs",
            "2"),
        of(
            "Import Feature Table...",
            "Project folder",
            work.resolve("imported").toString(),
            "Table of features",
            work.resolve("table.csv").toString()),
        of(
            "Adapt Encoder...",
            "Project folder",
            own,
            "Start from",
            "random-resnet18",
            "Epochs",
            "1",
            "Encoder training/Input size (px)",
            "32",
            "Encoder training/Patches per slide",
            "4"),
        of(
            "Run MIL Pipeline...",
            "Slides",
            slides,
            "Labels",
            labels,
            "Project folder",
            work.resolve("piped").toString(),
            "Folds",
            "2",
            "Training/Epochs",
            "2"),
        of(
            "Check AttriMIL Installation...",
            "Save report as",
            work.resolve("report.txt").toString()));
  }
}
