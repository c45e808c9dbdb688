package io.github.attrimil.command.base;

import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Values;
import io.github.attrimil.core.options.Values.Range;
import java.io.File;
import java.lang.reflect.Field;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.scijava.command.CommandModuleItem;
import org.scijava.module.ModuleInfo;
import org.scijava.plugin.Parameter;
import org.scijava.util.Types;
import org.scijava.widget.FileWidget;

/**
 * An option as SciJava sees it: type, label, range and choices of a dialog's field, key of a macro.
 *
 * @param <T> what its field gives: a file, a number, true or false, or else a text
 */
public final class OptionItem<T> extends CommandModuleItem<T> {

  private static final Field UNUSED = unused();

  /**
   * SciJava reads an input's properties from its field, and wants one. All that differ are
   * overridden; these are the same for every option. SciJava skips a command that lacks what it
   * requires, without a word; we ask ourselves. What belongs to one run is not taken over to the
   * next.
   */
  @Parameter(required = false, persist = false)
  private Object value;

  private final Option<?> option;
  private final Class<T> type;

  private OptionItem(final ModuleInfo info, final Option<?> option, final Class<T> type) {
    super(info, UNUSED);
    this.option = option;
    this.type = type;
  }

  /**
   * @param info the command
   * @param option one of its options
   * @return its input
   */
  static OptionItem<?> of(final ModuleInfo info, final Option<?> option) {
    return new OptionItem<>(info, option, type(option));
  }

  /**
   * @param option an option
   * @return the value a fresh dialog shows
   */
  public static Object initial(final Option<?> option) {
    return isText(option) ? option.text(option.defaultValue()) : option.defaultValue();
  }

  /**
   * @param option an option
   * @param value one of its values
   * @return that value as the option's field holds it
   */
  public static Object of(final Option<?> option, final Object value) {
    if (isText(option)) {
      return option.text(value);
    }
    return value instanceof Path path ? path.toFile() : value;
  }

  /** Whether a dialog takes its value as a text: also where a number may be left out. */
  static boolean isText(final Option<?> option) {
    return type(option) == String.class;
  }

  private static Class<?> type(final Option<?> option) {
    if (option.values().files() != Values.Files.NONE) {
      return File.class;
    }
    return option.defaultValue() instanceof Number || option.defaultValue() instanceof Boolean
        ? Types.unbox(option.defaultValue().getClass())
        : String.class;
  }

  private static Field unused() {
    try {
      return OptionItem.class.getDeclaredField("value");
    } catch (final NoSuchFieldException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String getName() {
    return option.name();
  }

  @Override
  public String getLabel() {
    return option.label();
  }

  @Override
  public String getDescription() {
    return option.description();
  }

  @Override
  public Class<T> getType() {
    return type;
  }

  @Override
  public Type getGenericType() {
    return type;
  }

  @Override
  @SuppressWarnings("unchecked")
  public T getDefaultValue() {
    return (T) initial(option);
  }

  @Override
  @SuppressWarnings("unchecked")
  public List<T> getChoices() {
    return type == String.class ? (List<T>) option.choices() : null;
  }

  @Override
  public T getMinimumValue() {
    return number(Range::least);
  }

  @Override
  public T getMaximumValue() {
    return number(Range::most);
  }

  @Override
  public Number getStepSize() {
    return (Number) number(Range::step);
  }

  @SuppressWarnings("unchecked")
  private T number(final ToDoubleFunction<Range> of) {
    if (type == String.class || option.values().range().isEmpty()) {
      return null;
    }
    final double number = of.applyAsDouble(option.values().range().get());
    if (type == int.class) {
      return (T) Integer.valueOf((int) number);
    }
    return (T) (type == long.class ? (Number) (long) number : (Number) number);
  }

  @Override
  public String getWidgetStyle() {
    return switch (option.values().files()) {
      case NONE -> "";
      case FOLDER -> FileWidget.DIRECTORY_STYLE;
      case FILE_OR_FOLDER, REGIONS -> FileWidget.FILE_AND_DIRECTORY_STYLE;
      case SAVED_TEXT -> FileWidget.SAVE_STYLE;
      default -> FileWidget.OPEN_STYLE;
    };
  }
}
