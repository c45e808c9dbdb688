package io.github.attrimil.command.options;

import io.github.attrimil.core.options.Option;
import io.github.attrimil.dialog.Group;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The groups of options under Advanced. */
public final class Groups {

  private static final Map<String, List<Option<?>>> GROUPS = groups();

  private Groups() {}

  private static Map<String, List<Option<?>>> groups() {
    final Map<String, List<Option<?>>> groups = new LinkedHashMap<>();
    groups.put("Slides", CommonOptions.list(SlideOptions.LIST, SlidesAtOnce.OPTION));
    groups.put("Columns of the table", ColumnOptions.LIST);
    groups.put("Patches", PatchOptions.OF_PATCHES);
    groups.put("Tissue", PatchOptions.LIST);
    groups.put("Features", CommonOptions.list(FeatureOptions.LIST, FeatureOptions.OF_MODEL));
    groups.put("Encoder training", AdaptOptions.LIST);
    groups.put("Splits", CommonOptions.list(SplitOptions.LIST, CommonOptions.LEAKS));
    groups.put("Model file from elsewhere", List.of(ModelOptions.KIND, ModelOptions.CLASSES));
    groups.put(
        "Training",
        CommonOptions.list(TrainOptions.OF_ALL_KINDS, CompareOptions.HYPERPARAMETERS.list()));
    groups.put("Kind of model", TrainOptions.HYPERPARAMETERS.list());
    groups.put("Evaluation", EvaluateOptions.LIST);
    groups.put("Maps", MapOptions.LIST);
    groups.put("Comparison with annotations", LocalizationOptions.LIST);
    return groups;
  }

  /**
   * @param options options of a command
   * @return them in groups; those of no group come last
   */
  public static List<Group> of(final List<Option<?>> options) {
    final List<Option<?>> left = new ArrayList<>(options);
    final List<Group> found = new ArrayList<>();
    GROUPS.forEach(
        (title, of) -> {
          final List<Option<?>> these = left.stream().filter(of::contains).toList();
          if (!these.isEmpty()) {
            found.add(new Group(title, these));
            left.removeAll(these);
          }
        });
    if (!left.isEmpty()) {
      found.add(new Group("General", left));
    }
    return found;
  }
}
