package io.github.attrimil.command.form;

import io.github.attrimil.command.base.AttriCommand;
import io.github.attrimil.command.door.MacroKeys;
import io.github.attrimil.core.options.Option;
import io.github.attrimil.dialog.CommandDialog;
import io.github.attrimil.fiji.FijiSession;
import java.awt.GraphicsEnvironment;
import org.scijava.module.Module;
import org.scijava.module.ModuleItem;
import org.scijava.module.process.AbstractPreprocessorPlugin;
import org.scijava.module.process.PreprocessorPlugin;
import org.scijava.plugin.Plugin;

/**
 * Keeps dialogs away from macros: what a macro leaves out takes its default, as in ImageJ's own
 * commands. SciJava would ask for it as soon as there is a display. It runs after the macro's
 * parameters were read, and before files and dialogs are asked for. Of a command with many inputs,
 * dialogs show a few. Earlier names of parameters, which SciJava does not handle, are read here.
 */
@Plugin(type = PreprocessorPlugin.class, priority = MacroDefaults.PRIORITY)
public final class MacroDefaults extends AbstractPreprocessorPlugin {

  /** Below SciJava's InitPreprocessor, above its FilePreprocessor. */
  static final double PRIORITY = 0;

  @Override
  public void process(final Module module) {
    if (!(module.getDelegateObject() instanceof AttriCommand command)) {
      return;
    }
    if (FijiSession.hasMacroOptions()) {
      MacroKeys.unknown(FijiSession.macroOptions(), command.defaults()).ifPresent(command::refuse);
      for (final Option<?> option : command.defaults().list()) {
        for (final String former : option.aliases()) {
          FijiSession.macroOption(former).ifPresent(v -> command.setInput(option.name(), v));
        }
        // As written: SciJava drops what does not convert, and the default would take its place.
        FijiSession.macroOption(option.name()).ifPresent(v -> command.setInput(option.name(), v));
      }
      for (final ModuleItem<?> item : module.getInfo().inputs()) {
        module.resolveInput(item.getName());
      }
    } else if (command.isSilent()) {
      for (final ModuleItem<?> item : module.getInfo().inputs()) {
        module.resolveInput(item.getName());
      }
    } else {
      // Where nobody sees it, a command without a project would work in that of another one.
      if (command.windows().hasDialogs()) {
        command.suggest();
      }
      ask(module, command);
    }
  }

  /** Asks for what is not given in a dialog of our own, where there is a display. */
  private void ask(final Module module, final AttriCommand command) {
    if (!command.windows().hasDialogs() || GraphicsEnvironment.isHeadless()) {
      command.hidden().forEach(module::resolveInput);
      return;
    }
    final CommandForm form = new CommandForm(command);
    if (!form.shown().isEmpty()) {
      if (!CommandDialog.ask(form)) {
        command.cancel();
        command.cancel(null);
        cancel(null);
        return;
      }
      form.accept();
    }
    for (final ModuleItem<?> item : module.getInfo().inputs()) {
      module.resolveInput(item.getName());
    }
  }
}
