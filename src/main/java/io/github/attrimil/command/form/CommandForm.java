package io.github.attrimil.command.form;

import io.github.attrimil.command.base.AttriCommand;
import io.github.attrimil.command.base.OptionItem;
import io.github.attrimil.command.base.ProjectSettings;
import io.github.attrimil.command.door.Words;
import io.github.attrimil.command.options.AdaptOptions;
import io.github.attrimil.command.options.CommonOptions;
import io.github.attrimil.command.options.CompareOptions;
import io.github.attrimil.command.options.EvaluateOptions;
import io.github.attrimil.command.options.FeatureOptions;
import io.github.attrimil.command.options.FieldRules;
import io.github.attrimil.command.options.Groups;
import io.github.attrimil.command.options.MoreSettings;
import io.github.attrimil.command.options.SlideOptions;
import io.github.attrimil.command.options.SplitOptions;
import io.github.attrimil.command.options.TrainOptions;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.OptionProblem;
import io.github.attrimil.core.options.OptionText;
import io.github.attrimil.core.options.Values;
import io.github.attrimil.dialog.Form;
import io.github.attrimil.dialog.Group;
import io.github.attrimil.encoder.KnownEncoder;
import io.github.attrimil.encoder.baseline.BaselineEncoder;
import io.github.attrimil.mil.ModelKind;
import io.github.attrimil.mil.registry.ModelKinds;
import io.github.attrimil.project.Project;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.scijava.command.Previewable;

/** The dialog of one of our commands: its inputs, what a project has to choose from, and rules. */
final class CommandForm implements Form {

  private static final Pattern EMPTY = Pattern.compile("Empty: (.*?)\\.(?= |$)");
  private static final Pattern IN_LABEL = Pattern.compile("empty: ([^)]*)");
  private static final String LABELS = "labels";
  private static final int LONGEST_NOTE = 68;

  /** Where a name must be one that there is, or a file. */
  private static final Set<Option<?>> NAMES =
      Set.of(
          FeatureOptions.ENCODER,
          CommonOptions.MODEL_ENCODER,
          AdaptOptions.ENCODER,
          CommonOptions.MODEL,
          EvaluateOptions.AGAINST);

  /** Where names must be some that there are. */
  private static final Set<Option<?>> LISTS =
      Set.of(CommonOptions.SLIDE, SplitOptions.SITE, EvaluateOptions.SUBGROUPS);

  private final AttriCommand command;
  private final List<Option<?>> shown;
  private final List<Option<?>> hidden;
  private final FieldRules rules;
  private final Set<String> entered = new HashSet<>();

  /** What users typed, which need not be a value, and may be written otherwise than we would. */
  private final Map<Option<?>, String> typed = new HashMap<>();

  private ProjectChoices choices = new ProjectChoices(Map.of(), 0);
  private Optional<Path> known = Optional.empty();
  private Optional<Path> table = Optional.empty();
  private boolean read;

  /**
   * @param command a command with what is likely filled in
   */
  CommandForm(final AttriCommand command) {
    this.command = command;
    final List<String> rest = command.hidden();
    final List<Option<?>> asked =
        command.defaults().list().stream()
            .filter(o -> !o.name().equals(MoreSettings.NAME))
            .filter(o -> !command.isInputResolved(o.name()))
            .toList();
    shown = asked.stream().filter(o -> !rest.contains(o.name())).toList();
    hidden = asked.stream().filter(o -> rest.contains(o.name())).toList();
    rules = new FieldRules(command.defaults().list(), this::text);
    follow();
  }

  @Override
  public String title() {
    return command.getInfo().getMenuPath().getLeaf().getName();
  }

  @Override
  public String description() {
    return command.getInfo().getDescription();
  }

  @Override
  public List<Option<?>> shown() {
    return shown;
  }

  @Override
  public List<Group> advanced() {
    return Groups.of(hidden);
  }

  @Override
  public String text(final Option<?> option) {
    final String text = typed.get(option);
    return text == null ? OptionText.readable(command.text(option)) : text;
  }

  // -- Changes --

  @Override
  public void enter(final Option<?> option, final String text) {
    entered.add(option.name());
    typed.put(option, text);
    set(option, text);
    if (option.name().equals(CommonOptions.PROJECT.name()) || option.name().equals(LABELS)) {
      follow();
    }
    final Option<?> preset = TrainOptions.PRESET;
    final List<String> presets = rules.choices(preset);
    if (rules.options().contains(preset) && !presets.contains(text(preset))) {
      typed.remove(preset);
      set(preset, presets.get(0));
    }
    if (command instanceof Previewable previewable) {
      previewable.preview();
    }
  }

  private void set(final Option<?> option, final String text) {
    command.setInput(option.name(), value(option, text));
  }

  /** The value as scripts and records get it; the text where it is none. */
  private static Object value(final Option<?> option, final String text) {
    if (text.isBlank() && option.type() == Path.class) {
      return null;
    }
    try {
      return OptionItem.of(option, option.parse(text));
    } catch (final AttriMilException | InvalidPathException e) {
      return text;
    }
  }

  /** Fills in what a project has, for all that the user has not set. */
  private void follow() {
    final Optional<Path> project = path(CommonOptions.PROJECT.name()).filter(Project::isOne);
    final Optional<Path> labels =
        command.defaults().find(LABELS).isPresent()
            ? path(LABELS).filter(Files::isRegularFile)
            : Optional.empty();
    if (read && project.equals(known) && labels.equals(table)) {
      return; // Every letter that is typed comes here.
    }
    read = true;
    table = labels;
    if (!project.equals(known)) {
      for (final Option<?> option : command.defaults().list()) {
        if (!entered.contains(option.name()) && !command.isInputResolved(option.name())) {
          typed.remove(option);
          if (known.isPresent()) {
            command.setInput(option.name(), OptionItem.initial(option));
          }
        }
      }
      project.ifPresent(
          p ->
              new ProjectSettings(new Project(p), command.getInfo().getName())
                  .offer(command, entered));
      known = project;
    }
    choices = ProjectChoices.of(project.map(Project::new), labels);
    for (final Option<?> option : shown) {
      if (!entered.contains(option.name())) {
        choices.likely(option, text(option)).ifPresent(model -> set(option, model));
      }
    }
  }

  private Optional<Path> path(final String name) {
    try {
      return command
          .defaults()
          .find(name)
          .map(this::text)
          .filter(text -> !text.isBlank())
          .map(text -> Path.of(text.strip()));
    } catch (final InvalidPathException e) {
      return Optional.empty();
    }
  }

  /** Gives fields without an effect their defaults, after the dialog was accepted. */
  void accept() {
    for (final Option<?> option : hidden) {
      if (!applies(option)) {
        command.setInput(option.name(), OptionItem.initial(option));
      }
    }
  }

  // -- What fields offer --

  @Override
  public List<String> choices(final Option<?> option) {
    final List<String> own = choices.texts().getOrDefault(option, List.of());
    return own.isEmpty() ? rules.choices(option) : own;
  }

  @Override
  public boolean isOpen(final Option<?> option) {
    return ProjectChoices.isOpen(option);
  }

  @Override
  public List<String> fileTypes(final Option<?> option) {
    return ProjectChoices.fileTypes(option);
  }

  @Override
  public boolean applies(final Option<?> option) {
    return rules.applies(option);
  }

  // -- What is wrong, and what empty fields mean --

  @Override
  public Optional<String> problem(final Option<?> option) {
    final String text = text(option).strip();
    final Optional<String> wrong =
        text.isEmpty() && !option.needed() ? Optional.empty() : OptionProblem.of(option, text);
    if (wrong.isPresent() || text.isEmpty()) {
      return wrong;
    }
    if (option.type() == Path.class) {
      return noPath(option, text);
    }
    if (NAMES.contains(option)) {
      final boolean models = option == CommonOptions.MODEL || option == EvaluateOptions.AGAINST;
      return choices(option).contains(text)
              || isPath(text)
              || models && choices(CommonOptions.MODEL).isEmpty()
          ? Optional.empty()
          : Optional.of("There is no such name and no such file.");
    }
    if (LISTS.contains(option) && choices(option).size() > 1) {
      final String unknown = choices.unknown(option, text);
      return unknown.isEmpty()
          ? Optional.empty()
          : Optional.of("The project has no " + unknown + ".");
    }
    return option == CompareOptions.KINDS ? CompareOptions.problem(text) : Optional.empty();
  }

  private static boolean isPath(final String text) {
    try {
      return Files.exists(Path.of(text));
    } catch (final InvalidPathException e) {
      return false;
    }
  }

  private Optional<String> noPath(final Option<?> option, final String text) {
    final Path path = Path.of(text);
    final Values.Files files = option.values().files();
    if (files == Values.Files.SAVED_TEXT) {
      return Files.isDirectory(path) ? Optional.of("Is a folder.") : Optional.empty();
    }
    if (!Files.exists(path)) {
      return option.name().equals(CommonOptions.PROJECT.name()) && command.startsProject()
          ? Optional.empty()
          : Optional.of("Does not exist.");
    }
    if (files == Values.Files.FOLDER && !Files.isDirectory(path)) {
      return Optional.of("Is not a folder.");
    }
    return !files.isFolder() && Files.isDirectory(path)
        ? Optional.of("Is a folder; choose a file.")
        : Optional.empty();
  }

  @Override
  public String note(final Option<?> option) {
    final String text = text(option);
    if (option.name().equals(CommonOptions.PROJECT.name())) {
      return projectNote(text);
    }
    final Optional<String> preset =
        text.isEmpty() || text.equals(Values.PRESET) ? rules.ofPreset(option) : Optional.empty();
    if (preset.isPresent()) {
      return (text.isEmpty() ? "Empty: " : "As preset: ") + preset.get();
    }
    if (!text.isEmpty()) {
      return meaning(option, text).orElse("");
    }
    if (option == SlideOptions.SLIDES && choices.slides() > 0) {
      return "Empty: the " + choices.slides() + " slides of the project";
    }
    final Matcher empty = EMPTY.matcher(option.description());
    if (empty.find()) {
      return "Empty: " + brief(empty.group(1));
    }
    final Matcher label = IN_LABEL.matcher(option.label());
    if (label.find()) {
      return "Empty: " + label.group(1);
    }
    return option.needed() || !option.text(option.defaultValue()).isEmpty() ? "" : "Optional";
  }

  /** Details are in the description, which is shown for the field that has the focus. */
  private static String brief(final String text) {
    return text.length() <= LONGEST_NOTE ? text : text.replaceFirst("[:;,].*", "");
  }

  /** What a name stands for. */
  private static Optional<String> meaning(final Option<?> option, final String text) {
    if (option == TrainOptions.KIND) {
      return ModelKinds.all().stream()
          .filter(k -> k.name().equals(text))
          .map(ModelKind::title)
          .findFirst();
    }
    if (option == FeatureOptions.ENCODER || option == CommonOptions.MODEL_ENCODER) {
      return text.equals(BaselineEncoder.NAME)
          ? Optional.of("Hand-crafted stain and texture features, no download")
          : KnownEncoder.find(text).map(e -> e.network() + ", license: " + e.license());
    }
    return Optional.empty();
  }

  @Override
  public String help(final Option<?> option) {
    final Words words = command.words();
    return words.fields(words.menu(option.description()));
  }

  private String projectNote(final String text) {
    if (text.isBlank() || !problem(CommonOptions.PROJECT).isEmpty()) {
      return "";
    }
    return path(CommonOptions.PROJECT.name()).filter(Files::isDirectory).isEmpty()
        ? "Will be created."
        : "";
  }
}
