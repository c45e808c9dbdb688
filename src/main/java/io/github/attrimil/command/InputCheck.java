package io.github.attrimil.command;

import io.github.attrimil.core.AttriMilException;
import java.util.List;
import org.scijava.module.ModuleItem;

/** Checks a parameter against its own definition: without a dialog SciJava does not. */
final class InputCheck {

  private InputCheck() {}

  /**
   * @param item the definition
   * @param value what was given
   * @throws AttriMilException when it is needed and missing, out of range, or none of the choices
   */
  static void check(final ModuleItem<?> item, final Object value) {
    final String text = value == null ? "" : value.toString();
    if (item.get(AttriCommand.NEEDED) != null && text.isBlank()) {
      throw new AttriMilException(item.getName() + "= is missing; it is: " + item.getDescription());
    }
    final List<?> choices = item.getChoices();
    if (choices != null && !choices.isEmpty() && !choices.contains(value)) {
      throw new AttriMilException(item.getName() + "=" + text + " is none of " + choices);
    }
    if (value instanceof Number number) {
      final double v = number.doubleValue();
      if (Double.isNaN(v)
          || item.getMinimumValue() instanceof Number least && v < least.doubleValue()
          || item.getMaximumValue() instanceof Number most && v > most.doubleValue()) {
        throw new AttriMilException(
            item.getName()
                + "="
                + text
                + " is out of range; it may be "
                + (item.getMinimumValue() == null ? "anything" : item.getMinimumValue())
                + " to "
                + (item.getMaximumValue() == null ? "anything" : item.getMaximumValue()));
      }
    }
  }
}
