package io.github.attrimil.command;

import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.core.options.Values;
import java.io.File;
import org.scijava.command.CommandInfo;
import org.scijava.command.DynamicCommandInfo;
import org.scijava.module.DefaultMutableModuleItem;
import org.scijava.module.ModuleItem;
import org.scijava.widget.FileWidget;

/**
 * A command's inputs as SciJava sees them, made from its options: types, labels, ranges and choices
 * of the dialog, keys of macros. An option's earlier names are found too, but not listed, so that
 * nothing shows or records them.
 */
final class CommandInputs extends DynamicCommandInfo {

  private final CommandInfo info;
  private final Options options;

  /**
   * @param info SciJava's description of the command
   * @param command its class
   * @param options its options
   */
  CommandInputs(
      final CommandInfo info, final Class<? extends AttriCommand> command, final Options options) {
    super(info, command);
    this.info = info;
    this.options = options;
    options.list().forEach(option -> addInput(item(option)));
  }

  @Override
  public ModuleItem<?> getInput(final String name) {
    return super.getInput(options.find(name).<String>map(Option::name).orElse(name));
  }

  @Override
  public boolean canRunHeadless() {
    return info.canRunHeadless();
  }

  /** The value a fresh dialog shows. */
  static Object initial(final Option<?> option) {
    return isText(option) ? option.text(option.defaultValue()) : option.defaultValue();
  }

  private static boolean isText(final Option<?> option) {
    return option.values().files() == Values.Files.NONE
        && (option.defaultValue() == null
            || !(option.defaultValue() instanceof Number)
                && !(option.defaultValue() instanceof Boolean));
  }

  private ModuleItem<?> item(final Option<?> option) {
    final DefaultMutableModuleItem<?> item;
    if (option.values().files() != Values.Files.NONE) {
      item = new DefaultMutableModuleItem<>(this, option.name(), File.class);
      item.setWidgetStyle(style(option.values().files()));
    } else if (isText(option)) {
      final DefaultMutableModuleItem<String> text =
          new DefaultMutableModuleItem<>(this, option.name(), String.class);
      text.setChoices(option.choices());
      item = text;
    } else if (option.defaultValue() instanceof Integer) {
      item = number(option, int.class);
    } else if (option.defaultValue() instanceof Long) {
      item = number(option, long.class);
    } else if (option.defaultValue() instanceof Double) {
      item = number(option, double.class);
    } else {
      item = new DefaultMutableModuleItem<>(this, option.name(), boolean.class);
    }
    item.setLabel(option.label());
    item.setDescription(option.description());
    // SciJava skips a command that lacks what it requires, without a word; we ask ourselves. What
    // belongs to one run is not taken over to the next.
    item.setRequired(false);
    item.setPersisted(false);
    return item;
  }

  private <N extends Number> DefaultMutableModuleItem<N> number(
      final Option<?> option, final Class<N> type) {
    final DefaultMutableModuleItem<N> item =
        new DefaultMutableModuleItem<>(this, option.name(), type);
    option
        .values()
        .range()
        .ifPresent(
            range -> {
              item.setMinimumValue(of(type, range.least()));
              item.setMaximumValue(of(type, range.most()));
              item.setStepSize(of(type, range.step()));
            });
    return item;
  }

  @SuppressWarnings("unchecked")
  private static <N extends Number> N of(final Class<N> type, final double value) {
    if (type == int.class) {
      return (N) Integer.valueOf((int) value);
    }
    return (N) (type == long.class ? (Number) (long) value : (Number) value);
  }

  private static String style(final Values.Files files) {
    return switch (files) {
      case FOLDER -> FileWidget.DIRECTORY_STYLE;
      case FILE_OR_FOLDER -> FileWidget.FILE_AND_DIRECTORY_STYLE;
      default -> FileWidget.OPEN_STYLE;
    };
  }
}
