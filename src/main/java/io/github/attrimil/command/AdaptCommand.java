package io.github.attrimil.command;

import io.github.attrimil.job.AttriMilException;
import io.github.attrimil.job.Job;
import java.nio.file.Path;
import org.scijava.command.Command;
import org.scijava.plugin.Menu;
import org.scijava.plugin.Plugin;

/** Will train encoders on pathology; says that it is not built yet. */
@Plugin(
    type = Command.class,
    name = "adapt",
    description = "Adapts an encoder to pathology. Not built yet.",
    headless = true,
    menu = {
      @Menu(label = "Plugins"),
      @Menu(label = "AttriMIL"),
      @Menu(label = "Adapt Encoder...", weight = 5)
    })
public final class AdaptCommand extends ProjectCommand {

  @Override
  protected Path execute(final Job job) {
    throw new AttriMilException(
        "adapt is not built yet; take an encoder adapted elsewhere as encoder=FILE.pt of `features`");
  }
}
