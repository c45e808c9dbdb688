package io.github.attrimil.command;

import io.github.attrimil.command.options.CommonOptions;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.pipeline.Doctor;
import java.nio.file.Path;
import java.util.List;
import org.scijava.command.Command;
import org.scijava.plugin.Menu;
import org.scijava.plugin.Plugin;

/** Reports what is installed, which device is used and what is missing. */
@Plugin(
    type = Command.class,
    name = "doctor",
    description = "Checks what is installed, which device is used and what is missing.",
    headless = true,
    menu = {
      @Menu(label = "Plugins"),
      @Menu(label = "AttriMIL"),
      @Menu(label = "Check AttriMIL Installation...", weight = 12)
    })
public final class DoctorCommand extends AttriCommand {

  @Override
  protected List<Option<?>> options() {
    return List.of(CommonOptions.DEVICE);
  }

  @Override
  protected Path execute(final Options given, final Job job) {
    Doctor.run(given.get(CommonOptions.DEVICE), job);
    return null;
  }
}
