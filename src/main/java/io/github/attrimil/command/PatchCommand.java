package io.github.attrimil.command;

import io.github.attrimil.core.Job;
import io.github.attrimil.fiji.OpenImages;
import io.github.attrimil.fiji.PatchPreview;
import io.github.attrimil.slide.find.SlideSource;
import io.github.attrimil.tissue.patches.ExportStage;
import io.github.attrimil.tissue.patches.PatchStage;
import java.nio.file.Path;
import java.util.List;
import org.scijava.command.Command;
import org.scijava.command.Previewable;
import org.scijava.plugin.Menu;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/** Finds tissue on slides and places patches on it. */
@Plugin(
    type = Command.class,
    name = "patch",
    description = "Finds tissue on slides and places patches on it.",
    headless = true,
    menu = {
      @Menu(label = "Plugins"),
      @Menu(label = "AttriMIL"),
      @Menu(label = "Patch Slides...", weight = 2)
    })
public final class PatchCommand extends PatchOptions implements Previewable {

  @Parameter(
      label = "Write patches as pictures",
      description =
          "Whether each patch is also written as patches/images/SLIDE/X_Y.png, for use elsewhere;"
              + " at most 100000 a slide.",
      required = false,
      persist = false)
  private boolean export = false;

  @Parameter(
      label = "Do finished slides again",
      description = "Whether finished, matching outputs are made again.",
      required = false,
      persist = false)
  private boolean redo = false;

  @Parameter(
      label = "Preview on the open image",
      description =
          "In a dialog: shows the outline of tissue and the patches on the image open in Fiji, anew"
              + " at each change.",
      required = false,
      persist = false)
  private boolean preview = false;

  @Override
  public void preview() {
    if (preview) {
      PatchPreview.show(settings(), slides());
    } else {
      PatchPreview.clear();
    }
  }

  @Override
  public void cancel() {
    PatchPreview.clear();
  }

  @Override
  protected Path execute(final Job job) {
    final List<SlideSource> slides = OpenImages.slides(project(), slides());
    final List<String> patched = PatchStage.run(project(), slides, settings(), redo, job);
    if (export) {
      ExportStage.run(project(), slides, patched, redo, job);
    }
    return project().processList();
  }
}
