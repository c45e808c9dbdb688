package io.github.attrimil.command;

import io.github.attrimil.command.base.ProjectCommand;
import io.github.attrimil.command.options.CommonOptions;
import io.github.attrimil.command.options.PatchOptions;
import io.github.attrimil.command.options.SlideOptions;
import io.github.attrimil.command.options.SlidesAtOnce;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.fiji.OpenImages;
import io.github.attrimil.fiji.PatchPreview;
import io.github.attrimil.project.Project;
import io.github.attrimil.slide.find.SlideList;
import io.github.attrimil.slide.find.SlideSource;
import io.github.attrimil.tissue.patches.ExportStage;
import io.github.attrimil.tissue.patches.PatchStage;
import java.nio.file.Path;
import java.util.List;
import org.scijava.command.Command;
import org.scijava.command.Previewable;
import org.scijava.plugin.Menu;
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
public final class PatchCommand extends ProjectCommand implements Previewable {

  private static final Option<Boolean> EXPORT =
      Option.flag(
          "export",
          "Write patches as pictures",
          "Write each patch as patches/images/SLIDE/X_Y.png too, at most 100,000 per slide.",
          false);

  private static final Option<Boolean> PREVIEW =
      Option.flag(
          "preview",
          "Preview on the open image",
          "Show the outline of tissue and the patches on the image open in Fiji while the dialog is"
              + " open.",
          false);

  @Override
  protected List<Option<?>> options() {
    return CommonOptions.list(
        CommonOptions.PROJECT,
        SlideOptions.LIST,
        PatchOptions.LIST,
        EXPORT,
        SlidesAtOnce.OPTION,
        CommonOptions.REDO,
        PREVIEW);
  }

  @Override
  protected List<Option<?>> shown() {
    return List.of(
        SlideOptions.SLIDES,
        CommonOptions.PROJECT,
        PatchOptions.MPP,
        PatchOptions.SIZE,
        PatchOptions.TISSUE,
        EXPORT,
        PREVIEW);
  }

  @Override
  public void preview() {
    try {
      final Options given = given();
      if (given.get(PREVIEW)) {
        PatchPreview.show(PatchOptions.settings(given), SlideOptions.wanted(given));
        return;
      }
    } catch (final AttriMilException e) {
      // Half typed.
    }
    PatchPreview.clear();
  }

  @Override
  public void cancel() {
    PatchPreview.clear();
  }

  @Override
  protected boolean makesProject() {
    return true;
  }

  @Override
  protected Path execute(final Options given, final Job job) {
    final Project project = project(given);
    final boolean redo = given.get(CommonOptions.REDO);
    final SlideList.Wanted wanted = SlideOptions.wanted(given);
    SlideList.leftOut(wanted).ifPresent(job::warn);
    final List<SlideSource> slides = OpenImages.slides(project, wanted);
    final List<String> patched =
        PatchStage.run(project, slides, PatchOptions.settings(given), redo, job);
    if (given.get(EXPORT)) {
      ExportStage.run(project, slides, patched, redo, job);
    }
    return project.processList();
  }
}
