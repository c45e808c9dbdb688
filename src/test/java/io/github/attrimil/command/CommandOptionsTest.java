package io.github.attrimil.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.command.base.AttriCommand;
import io.github.attrimil.command.door.OurCommands;
import io.github.attrimil.command.options.FeatureOptions;
import io.github.attrimil.command.options.MoreSettings;
import io.github.attrimil.command.options.PatchOptions;
import io.github.attrimil.command.options.SlideOptions;
import io.github.attrimil.command.options.SplitOptions;
import io.github.attrimil.command.options.TrainOptions;
import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Options;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.scijava.Context;
import org.scijava.command.CommandInfo;
import org.scijava.command.CommandService;
import org.scijava.module.ModuleItem;
import org.scijava.module.ModuleService;
import org.scijava.widget.FileWidget;

/** What commands offer is made from options, and holds what macros and the Recorder need. */
class CommandOptionsTest {

  private static final Context CONTEXT = new Context(CommandService.class);

  @AfterAll
  static void dispose() {
    CONTEXT.dispose();
  }

  private static <C extends AttriCommand> C fresh(final Class<C> type) {
    return type.cast(
        CONTEXT
            .getService(ModuleService.class)
            .createModule(CONTEXT.getService(CommandService.class).getCommand(type)));
  }

  private static List<ModuleItem<?>> inputs(final AttriCommand command) {
    final List<ModuleItem<?>> items = new ArrayList<>();
    for (final ModuleItem<?> item : command.getInfo().inputs()) {
      if (!org.scijava.service.Service.class.isAssignableFrom(item.getType())
          && item.getType() != Context.class) {
        items.add(item);
      }
    }
    return items;
  }

  @Test
  void noNameEndsInAnother() {
    for (final AttriCommand command : Commands.all(CONTEXT)) {
      final List<String> names = command.defaults().list().stream().map(Option::name).toList();
      for (final String name : names) {
        assertTrue(name.matches("[a-z]+"), name + ": macros know no other");
        for (final String other : names) {
          assertFalse(
              !name.equals(other) && name.endsWith(other),
              "the Recorder takes "
                  + name
                  + "= of "
                  + command.getInfo().getName()
                  + " for "
                  + other);
        }
      }
    }
  }

  @Test
  void formerNamesAreNobodyElses() {
    for (final AttriCommand command : Commands.all(CONTEXT)) {
      final List<String> all = new ArrayList<>();
      command
          .defaults()
          .list()
          .forEach(
              o -> {
                all.add(o.name());
                all.addAll(o.aliases());
              });
      assertEquals(all.size(), all.stream().distinct().count(), all.toString());
    }
  }

  @Test
  void inputsAreTheOptions() {
    for (final AttriCommand command : Commands.all(CONTEXT)) {
      final List<Option<?>> options = command.defaults().list();
      final List<ModuleItem<?>> items = inputs(command);
      assertEquals(
          options.stream().map(Option::name).toList(),
          items.stream().map(ModuleItem::getName).toList());
      for (int i = 0; i < items.size(); i++) {
        final Option<?> option = options.get(i);
        final ModuleItem<?> item = items.get(i);
        assertEquals(option.label(), item.getLabel());
        assertEquals(option.description(), item.getDescription());
        assertTrue(option.description().endsWith("."), option.description());
        assertFalse(item.getLabel().isBlank(), item.getName());
        assertFalse(item.isRequired(), item.getName() + ": SciJava would skip the command");
        assertFalse(item.isPersisted(), item.getName());
        final Object value = command.getInput(item.getName());
        if (item.getType() == String.class) {
          assertEquals(option.choices(), item.getChoices());
          assertTrue(item.getChoices().isEmpty() || item.getChoices().contains(value));
        } else if (item.getType() == File.class) {
          assertNull(value, item.getName());
          assertTrue(
              List.of(
                      FileWidget.DIRECTORY_STYLE,
                      FileWidget.OPEN_STYLE,
                      FileWidget.SAVE_STYLE,
                      FileWidget.FILE_AND_DIRECTORY_STYLE)
                  .contains(item.getWidgetStyle()),
              item.getName());
        } else {
          assertTrue(item.getType().isPrimitive(), item.getName() + " is " + item.getType());
          assertEquals(option.defaultValue(), value);
        }
      }
    }
  }

  @Test
  void numbersHaveTheirRangeInDialogs() {
    final ModuleItem<?> folds = fresh(SplitCommand.class).getInfo().getInput("folds");
    assertEquals(int.class, folds.getType());
    assertEquals(1, folds.getMinimumValue());
    assertEquals(100, folds.getMaximumValue());
    final ModuleItem<?> mpp = fresh(PatchCommand.class).getInfo().getInput("mpp");
    assertEquals(double.class, mpp.getType());
    assertEquals(1e-4, mpp.getStepSize());
    assertEquals(long.class, fresh(SplitCommand.class).getInfo().getInput("seed").getType());
  }

  @Test
  void defaultsMakeARoundTrip() {
    for (final AttriCommand command : Commands.all(CONTEXT)) {
      command.defaults().list().stream()
          .filter(Option::needed)
          .forEach(o -> command.setInput(o.name(), "somewhere"));
      final Options given = command.given();
      for (final Option<?> option : given.list()) {
        final Object expected = option.needed() ? Path.of("somewhere") : option.defaultValue();
        assertEquals(expected, given.get(option), option.name());
        if (!option.needed()) {
          assertEquals(
              option.defaultValue(),
              option.parse(option.text(option.defaultValue())),
              option.name());
        }
        if (!option.choices().isEmpty()) {
          option.choices().forEach(c -> assertEquals(c, option.text(option.parse(c))));
        }
      }
    }
  }

  @Test
  void composedCommandsOfferTheirStagesOptions() {
    final Map<String, Option<?>> stages = new LinkedHashMap<>();
    for (final Class<? extends AttriCommand> type :
        List.of(
            CheckCommand.class,
            PatchCommand.class,
            FeaturesCommand.class,
            SplitCommand.class,
            TrainCommand.class,
            MapCommand.class)) {
      fresh(type).defaults().list().forEach(o -> stages.putIfAbsent(o.name(), o));
    }
    final Options pipeline = fresh(PipelineCommand.class).defaults();
    final Options demo = fresh(DemoCommand.class).defaults();
    for (final Option<?> option : pipeline.list()) {
      // The field for further settings names those of its own command.
      if (!option.name().equals("labels") && !option.name().equals(MoreSettings.NAME)) {
        assertSame(stages.get(option.name()), option, option.name());
        assertSame(option, demo.find(option.name()).orElseThrow(), option.name());
      }
    }
    assertEquals(pipeline.list().size() - 1 + 2, demo.list().size());
    for (final List<Option<?>> list :
        List.of(
            SlideOptions.LIST,
            PatchOptions.LIST,
            FeatureOptions.LIST,
            SplitOptions.LIST,
            TrainOptions.LIST)) {
      list.forEach(o -> assertNotNull(pipeline.find(o.name()).orElse(null), o.name()));
    }
  }

  @Test
  void formerNamesAndMarksStillWork() {
    final PatchCommand command = fresh(PatchCommand.class);
    command.setInput("project", new File("p"));
    command.setInput("slidempp", "0.25");
    command.setInput("size", 128);
    command.setInput("mintissue", "0");
    command.setInput("sthresh", -1);
    command.setInput("level", "-1");
    command.setInput("padding", "preset");
    command.setInput("include", new File(""));
    final Options given = command.given();
    assertEquals(Optional.of(0.25), SlideOptions.wanted(given).mpp());
    assertEquals(128, PatchOptions.settings(given).patches().size());
    assertEquals(128, PatchOptions.settings(given).patches().step());
    assertEquals(0.5, PatchOptions.settings(given).patches().targetMpp());
    assertEquals(8, PatchOptions.settings(given).tissue().saturation());
    assertEquals(0.25, ((Number) Double.valueOf(command.getInput("slidempp").toString())));
    assertNull(given.get(PatchOptions.TISSUE_SHARE));
  }

  /** A laptop's screen has room for about eight fields. */
  @Test
  void dialogsAreShort() {
    final List<CommandInfo> ours =
        OurCommands.in(CONTEXT.getService(CommandService.class)).toList();
    assertFalse(ours.isEmpty());
    for (final CommandInfo info : ours) {
      final AttriCommand command =
          (AttriCommand) CONTEXT.getService(ModuleService.class).createModule(info);
      final int all = command.defaults().list().size();
      final int fields = all - command.hidden().size();
      assertTrue(fields <= 8, info.getName() + " shows " + fields + " fields");
      assertEquals(
          command.hidden().isEmpty(),
          command.defaults().find(MoreSettings.NAME).isEmpty(),
          info.getName());
    }
  }
}
