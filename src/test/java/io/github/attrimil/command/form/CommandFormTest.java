package io.github.attrimil.command.form;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.command.Commands;
import io.github.attrimil.command.base.AttriCommand;
import io.github.attrimil.command.options.CommonOptions;
import io.github.attrimil.command.options.FeatureOptions;
import io.github.attrimil.command.options.MapOptions;
import io.github.attrimil.command.options.MoreSettings;
import io.github.attrimil.command.options.PatchOptions;
import io.github.attrimil.command.options.SplitOptions;
import io.github.attrimil.command.options.TrainOptions;
import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Values;
import io.github.attrimil.dialog.Group;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scijava.Context;
import org.scijava.command.CommandService;
import org.scijava.module.ModuleItem;

/** What dialogs show, follow, and find wrong. */
class CommandFormTest {

  private static final Context CONTEXT = new Context(CommandService.class);

  @TempDir private Path folder;

  @AfterAll
  static void dispose() {
    CONTEXT.dispose();
  }

  private static CommandForm form(final String name) {
    return new CommandForm(Commands.named(CONTEXT, name));
  }

  private static List<Option<?>> all(final CommandForm form) {
    final List<Option<?>> all = new ArrayList<>(form.shown());
    form.advanced().forEach(g -> all.addAll(g.options()));
    return all;
  }

  private static Option<?> option(final CommandForm form, final String name) {
    return all(form).stream().filter(o -> o.name().equals(name)).findFirst().orElseThrow();
  }

  @Test
  void eightFieldsAtMostAndTheOthersInGroups() {
    int dialogs = 0;
    for (final AttriCommand command : Commands.all(CONTEXT)) {
      final CommandForm form = new CommandForm(command);
      final String name = command.getInfo().getName();
      assertTrue(form.shown().size() <= 8, name + " shows " + form.shown().size());
      assertTrue(!form.shown().isEmpty(), name);
      final Set<String> once = new TreeSet<>();
      all(form).forEach(o -> assertTrue(once.add(o.name()), name + ": " + o.name() + " is twice"));
      final Set<String> every =
          command.defaults().list().stream().<String>map(Option::name).collect(Collectors.toSet());
      every.remove(MoreSettings.NAME);
      assertEquals(every, once, name);
      for (final Group group : form.advanced()) {
        assertTrue(group.options().size() <= 50, name + ": " + group.title());
      }
      dialogs++;
    }
    assertTrue(dialogs >= 15, dialogs + " dialogs");
  }

  @Test
  void whatIsMissingIsSaidAndDefaultsAreRight() {
    for (final AttriCommand command : Commands.all(CONTEXT)) {
      final CommandForm form = new CommandForm(command);
      for (final Option<?> option : all(form)) {
        final Optional<String> problem = form.problem(option);
        assertEquals(
            option.needed() && form.text(option).isEmpty(),
            problem.isPresent(),
            command.getInfo().getName() + " " + option.name() + ": " + problem);
      }
    }
  }

  @Test
  void wrongValuesAreSaidWithoutNamesOfParameters() throws Exception {
    final Path table = Files.writeString(folder.resolve("t.csv"), "slide_id,label\n");
    assertEquals(
        Optional.of("Must be a whole number from 1 to 100."),
        problem("split", SplitOptions.FOLDS, "many"));
    assertEquals(
        Optional.of("Must be a whole number from 1 to 100."),
        problem("split", SplitOptions.FOLDS, "0"));
    assertEquals(Optional.of("Required."), problem("train", CommonOptions.PROJECT, " "));
    final String missing = folder.resolve("none").toString();
    assertEquals(Optional.of("Does not exist."), problem("train", CommonOptions.PROJECT, missing));
    assertEquals(Optional.empty(), problem("pipeline", CommonOptions.PROJECT, missing));
    assertEquals(
        Optional.of("Is not a folder."),
        problem("pipeline", CommonOptions.PROJECT, table.toString()));
    assertEquals(
        Optional.of("Is a folder; choose a file."),
        problem("split", SplitOptions.TESTED, folder.toString()));
    assertEquals(
        Optional.of("There is no such name and no such file."),
        problem("features", FeatureOptions.ENCODER, "resnet19"));
    assertEquals(Optional.empty(), problem("features", FeatureOptions.ENCODER, "resnet18"));
    assertEquals(Optional.empty(), problem("features", FeatureOptions.ENCODER, table.toString()));
    final CommandForm train = form("train");
    final Option<?> atOnce = option(train, "foldsatonce");
    train.enter(atOnce, "some");
    assertEquals(
        Optional.of("Must be auto or a whole number from 1 to 999"), train.problem(atOnce));
    final CommandForm compare = form("compare");
    final Option<?> kinds = option(compare, "kinds");
    compare.enter(kinds, "abmil,none");
    assertTrue(compare.problem(kinds).orElseThrow().startsWith("\"none\" is not one of"));
  }

  private Optional<String> problem(
      final String command, final Option<?> option, final String text) {
    final CommandForm form = form(command);
    form.enter(option, text);
    return form.problem(option);
  }

  @Test
  void pathsAreChosenAsWhatTheyAre() {
    for (final AttriCommand command : Commands.all(CONTEXT)) {
      for (final Option<?> option : command.defaults().list()) {
        final Values.Files files = option.values().files();
        if (files == Values.Files.FOLDER) {
          assertFalse(option.description().contains("(.csv)"), option.name());
        } else if (option.description().contains("(.csv)")) {
          assertEquals(Values.Files.TABLE, files, option.name());
        }
      }
    }
  }

  @Test
  void encodersAreChosen() throws Exception {
    final Path own = Files.createDirectories(folder.resolve("encoders/mine"));
    Files.writeString(own.resolve("mine.pt"), "");
    Files.createDirectories(folder.resolve("encoders/unfinished"));
    Files.createDirectories(folder.resolve("features"));
    for (final String name : List.of("features", "pipeline", "adapt", "predict", "demo")) {
      final CommandForm form = form(name);
      form.enter(CommonOptions.PROJECT, folder.toString());
      final Option<?> encoder = option(form, "encoder");
      final List<String> choices = form.choices(encoder);
      assertTrue(choices.contains("resnet18") && choices.contains("mine"), name + choices);
      assertFalse(choices.contains("unfinished"), name);
      assertTrue(form.isOpen(encoder) && form.fileTypes(encoder).contains("pt"), name);
      assertTrue(choices.contains(form.text(encoder)), name);
    }
  }

  @Test
  void fieldsFollowEachOther() {
    final AttriCommand training = Commands.named(CONTEXT, "train");
    final CommandForm train = new CommandForm(training);
    train.enter(TrainOptions.KIND, "clamsb");
    final Option<?> own =
        all(train).stream()
            .filter(train::applies)
            .filter(o -> o.description().endsWith("Only for kind=clamsb, clammb."))
            .filter(o -> o.type() == Double.class)
            .findFirst()
            .orElseThrow();
    train.enter(own, "0.5");
    train.enter(TrainOptions.KIND, "mean");
    assertFalse(train.applies(own));
    train.accept();
    assertEquals("", training.getInput(own.name()), "else training would refuse it");
    train.enter(TrainOptions.KIND, "attrimil");
    final List<String> presets = train.choices(TrainOptions.PRESET);
    assertTrue(presets.size() > 1, presets.toString());
    train.enter(TrainOptions.PRESET, presets.get(presets.size() - 1));
    train.enter(TrainOptions.KIND, "mean");
    assertTrue(train.choices(TrainOptions.PRESET).contains(train.text(TrainOptions.PRESET)));
    final CommandForm split = form("split");
    assertFalse(split.applies(SplitOptions.INNER));
    split.enter(SplitOptions.SCHEME, "nested");
    assertTrue(split.applies(SplitOptions.INNER));
    assertFalse(split.applies(SplitOptions.SHARE));
    final CommandForm patch = form("patch");
    patch.enter(PatchOptions.LEVEL, "1");
    assertFalse(patch.applies(PatchOptions.MPP));
    final CommandForm map = form("map");
    assertFalse(map.applies(MapOptions.STEP));
    map.enter(MapOptions.ROI, "0,0,9,9");
    assertTrue(map.applies(MapOptions.STEP));
  }

  @Test
  void emptyFieldsSayWhatIsUsed() {
    final CommandForm patch = form("patch");
    assertEquals("Empty: 8", patch.note(PatchOptions.SATURATION));
    assertEquals("As preset: four_pt", patch.note(PatchOptions.RULE));
    patch.enter(PatchOptions.TISSUE, "biopsy");
    assertEquals("Empty: 15", patch.note(PatchOptions.SATURATION));
    final CommandForm train = form("train");
    final String rate = train.note(option(train, "rate"));
    assertTrue(rate.matches("Empty: [0-9.e-]+"), rate);
    assertEquals("Empty: the name of its kind", train.note(TrainOptions.MODEL));
    final CommandForm evaluate = form("evaluate");
    assertEquals("Empty: all", evaluate.note(option(evaluate, "fold")));
    assertEquals("Optional", evaluate.note(option(evaluate, "external")));
    // No empty field leaves a user without a word.
    for (final AttriCommand command : Commands.all(CONTEXT)) {
      final CommandForm any = new CommandForm(command);
      for (final Option<?> option : all(any)) {
        if (any.text(option).isEmpty() && !option.needed() && !command.isSilent()) {
          assertFalse(any.note(option).isEmpty(), command.getInfo().getName() + option.name());
        }
      }
    }
  }

  /** What nobody can see and change must not come from an earlier run. */
  @Test
  void withoutADisplayDefaultsStay() throws Exception {
    final Path runs = Files.createDirectories(folder.resolve("runs"));
    Files.writeString(
        runs.resolve("20260101T000000.000Z-pipeline.json"),
        "{\"parameters\":{\"folds\":\"3\"},\"stages\":{\"train\":{\"seconds\":25.0}}}");
    final AttriCommand pipeline = Commands.named(CONTEXT, "pipeline");
    pipeline.setInput("project", folder.toFile());
    new MacroDefaults().process(pipeline);
    assertEquals(5, pipeline.getInput("folds"));
    assertTrue(pipeline.isInputResolved("epochs"));
    assertFalse(pipeline.isInputResolved("folds"), "a caller may still be asked for it");
  }

  @Test
  void theProjectsOwnValuesAreOfferedAndTheUsersStay() throws Exception {
    final Path runs = Files.createDirectories(folder.resolve("runs"));
    Files.writeString(
        runs.resolve("20260101T000000.000Z-pipeline.json"),
        "{\"parameters\":{\"folds\":\"3\",\"epochs\":\"7\",\"mpp\":\"1.0\"},"
            + "\"stages\":{\"train\":{\"seconds\":25.0}}}");
    final AttriCommand pipeline = Commands.named(CONTEXT, "pipeline");
    final CommandForm form = new CommandForm(pipeline);
    form.enter(PatchOptions.MPP, "2.50");
    form.enter(CommonOptions.PROJECT, folder.toString());
    assertEquals("3", form.text(SplitOptions.FOLDS));
    assertEquals("7", form.text(option(form, "epochs")));
    assertEquals("2.50", form.text(PatchOptions.MPP));
    pipeline.keepChanged();
    final List<String> recorded = new ArrayList<>();
    for (final ModuleItem<?> item : pipeline.getInfo().inputs()) {
      recorded.add(item.getName() + "=" + pipeline.getInput(item.getName()));
    }
    assertEquals(
        Set.of("project=" + new File(folder.toString()), "mpp=2.5", "folds=3", "epochs=7"),
        Set.copyOf(recorded));
    // Another folder knows none of them.
    form.enter(CommonOptions.PROJECT, folder.resolve("other").toString());
    assertEquals("5", form.text(SplitOptions.FOLDS));
    assertEquals("2.50", form.text(PatchOptions.MPP));
  }

  @Test
  void modelsSlidesAndClassesAreChosenNotTyped() throws IOException {
    Files.writeString(folder.resolve("slides.csv"), "slide_id,label\ns1,normal\ns2,tumor\n");
    final Path model = Files.createDirectories(folder.resolve("models/mine"));
    Files.writeString(model.resolve("model.json"), "{}");
    final CommandForm map = form("map");
    assertEquals(List.of(""), map.choices(CommonOptions.SLIDE));
    map.enter(CommonOptions.PROJECT, folder.toString());
    assertEquals(List.of("", "s1", "s2"), map.choices(CommonOptions.SLIDE));
    assertEquals(List.of("mine"), map.choices(CommonOptions.MODEL));
    assertEquals("mine", map.text(CommonOptions.MODEL));
    assertEquals(List.of("", "normal", "tumor"), map.choices(MapOptions.LABEL));
  }
}
