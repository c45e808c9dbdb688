package io.github.attrimil.tissue.patches;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import ij.process.ColorProcessor;
import io.github.attrimil.core.Job;
import io.github.attrimil.demo.TissuePainter;
import io.github.attrimil.fiji.ImagePlusSlide;
import io.github.attrimil.format.image.PngFile;
import io.github.attrimil.format.image.RgbImage;
import io.github.attrimil.project.Project;
import io.github.attrimil.slide.find.SlideSource;
import io.github.attrimil.tissue.ImageSlide;
import io.github.attrimil.tissue.TissueParameters;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportStageTest {

  private static PatchSettings at(final int size) {
    return new PatchSettings(
        new PatchParameters(0, size, size, 0, ContourRule.CENTER, true, 0),
        TissueParameters.defaults());
  }

  private static long count(final Path folder) throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      return files.count();
    }
  }

  @Test
  void picturesAreTheSlidesPixels(@TempDir final Path folder) throws Exception {
    final TissuePainter painter = ImageSlide.painter(1024, 1);
    final RgbImage image = painter.paint(0, 0, 1024, 1024);
    final ImagePlus open = new ImagePlus("section", new ColorProcessor(1024, 1024, image.toArgb()));
    final List<SlideSource> slides = List.of(ImagePlusSlide.source(open, Optional.empty()));
    final String id = slides.get(0).id();
    final Project project = new Project(folder);
    PatchStage.run(project, slides, at(64), false, Job.silent());
    assertEquals(List.of(id), ExportStage.run(project, slides, List.of(id), false, Job.silent()));
    final Path images = folder.resolve("patches/images").resolve(id);
    final long many = count(images);
    final long[] coords =
        io.github.attrimil.format.h5.PatchFile.read(project.patches(id))
            .grid()
            .coords()
            .interleaved();
    assertEquals(coords.length / 2, many);
    final int x = (int) coords[20];
    final int y = (int) coords[21];
    final BufferedImage picture = PngFile.read(images.resolve(x + "_" + y + ".png"));
    final int[] rgb = picture.getRGB(0, 0, 64, 64, null, 0, 64);
    assertArrayEquals(painter.paint(x, y, 64, 64).toArgb(), rgb);
    // Other patches: those of before go.
    PatchStage.run(project, slides, at(128), false, Job.silent());
    ExportStage.run(project, slides, List.of(id), false, Job.silent());
    assertTrue(count(images) < many / 3);
    assertTrue(Files.exists(folder.resolve("masks").resolve(id + ".geojson")));
  }
}
