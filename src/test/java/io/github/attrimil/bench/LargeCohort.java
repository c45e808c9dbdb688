package io.github.attrimil.bench;

import io.github.attrimil.cohort.Split;
import io.github.attrimil.format.h5.FeatureFile;
import io.github.attrimil.format.h5.PatchAttributes;
import io.github.attrimil.format.h5.PatchFile;
import io.github.attrimil.format.table.CsvTable;
import io.github.attrimil.geometry.PatchCoords;
import io.github.attrimil.project.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * A project of synthetic features on disk: two classes, of which one has some patches set apart
 * along the first feature; coordinates and neighbors as `neighbors` writes them.
 *
 * @param slides how many; four fifths are for training, a tenth for validation and for test each
 * @param patches the mean of N, which lies between a half and one and a half of it
 * @param features D
 */
record LargeCohort(int slides, int patches, int features) {

  private static final int SIDE = 256;

  /** One patch in so many is set apart. */
  private static final int RARE = 20;

  /**
   * @param root the project's folder; what is there already is kept
   * @param folds how many splits; they hold out other slides each
   * @return the project
   * @throws IOException when it cannot be written
   */
  Project write(final Path root, final int folds) throws IOException {
    final Project project = new Project(root);
    Files.createDirectories(project.features("x").getParent());
    Files.createDirectories(project.split(0).getParent());
    final CsvTable table = CsvTable.of("case_id", "slide_id", "label");
    final List<String> ids = new ArrayList<>();
    for (int s = 0; s < slides; s++) {
      final String id = "slide_%04d".formatted(s);
      ids.add(id);
      table.add("patient_%04d".formatted(s), id, s % 2 == 0 ? "normal" : "tumor");
      if (!Files.exists(project.features(id))) {
        slide(s).write(project.features(id));
      }
    }
    table.write(project.slidesCsv());
    for (int k = 0; k < folds; k++) {
      java.util.Collections.rotate(ids, slides / folds);
      final int val = slides / 10;
      new Split(
              ids.subList(0, slides - 2 * val),
              ids.subList(slides - 2 * val, slides - val),
              ids.subList(slides - val, slides))
          .write(project.split(k));
    }
    return project;
  }

  private FeatureFile slide(final int s) {
    final SplittableRandom random = new SplittableRandom(s);
    final int n = patches / 2 + random.nextInt(patches + 1);
    final float[] h = new float[n * features];
    for (int i = 0; i < h.length; i += 2) {
      // Two numbers of a draw: gigabytes of Gaussian ones take minutes.
      final long bits = random.nextLong();
      h[i] = (int) bits / (float) (1L << 31);
      if (i + 1 < h.length) {
        h[i + 1] = (int) (bits >> 32) / (float) (1L << 31);
      }
    }
    for (int i = 0; s % 2 == 1 && i < n; i += RARE) {
      h[i * features] += 3;
    }
    final int width = (int) Math.ceil(Math.sqrt(n));
    final long[] x = new long[n];
    final long[] y = new long[n];
    for (int i = 0; i < n; i++) {
      x[i] = (long) SIDE * (i % width);
      y[i] = (long) SIDE * (i / width);
    }
    final PatchFile grid =
        PatchFile.of(
            new PatchCoords(x, y),
            new PatchAttributes(
                Map.of(
                    PatchAttributes.PATCH_SIZE, SIDE,
                    PatchAttributes.PATCH_LEVEL, 0,
                    PatchAttributes.STEP, SIDE)));
    return new FeatureFile(
        h, features, Map.of(), Optional.of(grid.withNeighbors(grid.grid().neighbors())));
  }
}
