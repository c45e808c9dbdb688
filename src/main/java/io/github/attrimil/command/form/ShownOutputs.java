package io.github.attrimil.command.form;

import io.github.attrimil.command.base.AttriCommand;
import io.github.attrimil.fiji.FijiSession;
import org.scijava.module.Module;
import org.scijava.module.ModuleItem;
import org.scijava.module.process.AbstractPostprocessorPlugin;
import org.scijava.module.process.PostprocessorPlugin;
import org.scijava.plugin.Plugin;

/**
 * Marks our commands' outputs as shown: {@code map} shows its images and table itself, and SciJava
 * would warn of files and tables that it cannot show. Scripts get the outputs as before. For the
 * Recorder, which comes after it, only inputs that were changed are left.
 */
@Plugin(type = PostprocessorPlugin.class, priority = ShownOutputs.PRIORITY)
public final class ShownOutputs extends AbstractPostprocessorPlugin {

  /** Above SciJava's DisplayPostprocessor. */
  static final double PRIORITY = 0;

  @Override
  public void process(final Module module) {
    if (module.getDelegateObject() instanceof AttriCommand command) {
      final String label = command.getInfo().getMenuPath().getLeaf().getName();
      if (FijiSession.isRecording() && command.isRecorded()) {
        FijiSession.recordAs(label);
        command.keepChanged();
      } else {
        FijiSession.forgetCommand(label);
      }
      for (final ModuleItem<?> item : module.getInfo().outputs()) {
        module.resolveOutput(item.getName());
      }
    }
  }
}
