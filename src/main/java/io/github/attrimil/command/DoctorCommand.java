package io.github.attrimil.command;

import io.github.attrimil.core.Job;
import io.github.attrimil.pipeline.Doctor;
import java.nio.file.Path;
import org.scijava.command.Command;
import org.scijava.plugin.Menu;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/** Tells what is installed, which device is used and what is missing. */
@Plugin(
    type = Command.class,
    name = "doctor",
    description = "Tells what is installed, which device is used and what is missing.",
    headless = true,
    menu = {
      @Menu(label = "Plugins"),
      @Menu(label = "AttriMIL"),
      @Menu(label = "Check AttriMIL Installation...", weight = 12)
    })
public final class DoctorCommand extends AttriCommand {

  @Parameter(
      label = "Device",
      description = "The device to try: auto takes a GPU where PyTorch sees one.",
      choices = {"auto", "cpu", "gpu"},
      required = false,
      persist = false)
  private String device = "auto";

  @Override
  protected Path execute(final Job job) {
    Doctor.run(device, job);
    return null;
  }
}
