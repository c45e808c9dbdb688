package io.github.attrimil.command;

import io.github.attrimil.command.base.AttriCommand;
import io.github.attrimil.command.options.CommonOptions;
import io.github.attrimil.command.options.DoctorOptions;
import io.github.attrimil.core.AtomicFile;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.fiji.SystemClipboard;
import io.github.attrimil.pipeline.health.Doctor;
import io.github.attrimil.pipeline.health.InstallationReport;
import java.nio.file.Files;
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
    return DoctorOptions.all();
  }

  @Override
  protected Path execute(final Options given, final Job job) {
    final InstallationReport report = Doctor.examine(given.get(CommonOptions.DEVICE));
    if (given.get(DoctorOptions.COPY)) {
      if (SystemClipboard.copy(report.text())) {
        job.info("The report is in the clipboard.");
      } else {
        job.warn("There is no clipboard without a display; give report=FILE");
      }
    }
    final Path file = given.get(DoctorOptions.REPORT);
    if (file != null) {
      AtomicFile.write(file, part -> Files.writeString(part, report.text()));
    }
    // Last: it fails where something is missing, and that is when the report is wanted most.
    report.show(job);
    return file;
  }
}
