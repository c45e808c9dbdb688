package io.github.attrimil.workbench.view;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.explain.Drawing;
import io.github.attrimil.explain.map.MapStage;
import io.github.attrimil.explain.map.MapTarget;
import io.github.attrimil.fiji.FijiMap;
import io.github.attrimil.fiji.FijiSlide;
import io.github.attrimil.project.Project;
import io.github.attrimil.tensor.DeviceChoice;
import io.github.attrimil.workbench.SlideRow;
import java.awt.Desktop;
import java.awt.EventQueue;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** Opens slides, maps and reports beside the workbench, on a thread of its own. */
final class Pictures {

  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          work -> {
            final Thread one = new Thread(work, "attrimil-pictures");
            one.setDaemon(true);
            return one;
          });

  /** Shows a slide with the outline of its tissue. */
  void slide(final Project project, final SlideRow slide, final Consumer<String> say) {
    in(
        say,
        () ->
            FijiSlide.show(
                slide
                    .source()
                    .orElseThrow(
                        () ->
                            new AttriMilException(
                                "The file of slide \"" + slide.id() + "\" is not known"))
                    .read(),
                slide.id(),
                project.contours(slide.id())));
  }

  /** Shows a map without writing anything. */
  void map(
      final Project project, final String model, final SlideRow slide, final Consumer<String> say) {
    in(
        say,
        () -> {
          final MapTarget target = new MapTarget(slide.id(), slide.source());
          final MapStage.Request request =
              new MapStage.Request(model, -1, 0, DeviceChoice.CPU, false);
          FijiMap.of(MapStage.compute(project, target, request, Job.silent()), "", Drawing.plain())
              .show(
                  target,
                  project.maps(model, slide.id()),
                  Optional.of(slide.label()).filter(l -> !l.isEmpty()));
        });
  }

  /** Opens a report in the browser. */
  void browse(final Path file) {
    in(
        text -> {},
        () -> {
          try {
            Desktop.getDesktop().browse(file.toUri());
          } catch (final IOException | UnsupportedOperationException e) {
            throw new AttriMilException("Cannot open " + file + "; open it in a browser", e);
          }
        });
  }

  private void in(final Consumer<String> say, final Runnable work) {
    thread.execute(
        () -> {
          try {
            work.run();
          } catch (final AttriMilException e) {
            EventQueue.invokeLater(() -> say.accept(AttriMilException.oneLine(e)));
          }
        });
  }

  void close() {
    thread.shutdown();
  }
}
