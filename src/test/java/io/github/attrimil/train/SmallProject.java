package io.github.attrimil.train;

import io.github.attrimil.cohort.Split;
import io.github.attrimil.format.h5.FeatureFile;
import io.github.attrimil.format.table.CsvTable;
import io.github.attrimil.project.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * A project of features alone: slides of 10 patches and more, a third of them positive, with three
 * patches that are set apart along the first feature.
 */
public final class SmallProject {

  /** D. */
  public static final int DIMENSION = 8;

  private SmallProject() {}

  /**
   * @param slide from 0
   * @return its label
   */
  public static String label(final int slide) {
    return slide % 3 == 1 ? "tumor" : "normal";
  }

  /**
   * @param slide from 0
   * @param positive whether it has patches set apart
   * @return its features, N x D, flat
   */
  public static float[] features(final int slide, final boolean positive) {
    final Random random = new Random(slide);
    final float[] h = new float[(10 + slide) * DIMENSION];
    for (int i = 0; i < h.length; i++) {
      h[i] = (float) random.nextGaussian();
    }
    for (int patch = 0; positive && patch < 3; patch++) {
      h[patch * DIMENSION] += 6;
    }
    return h;
  }

  /**
   * Writes slides.csv and features/h5_files.
   *
   * @param root the project's folder
   * @param slides how many
   * @return the project
   * @throws IOException when a folder cannot be made
   */
  public static Project write(final Path root, final int slides) throws IOException {
    final Project project = new Project(root);
    Files.createDirectories(project.features("slide_00").getParent());
    final CsvTable table = CsvTable.of("case_id", "slide_id", "label");
    for (int s = 0; s < slides; s++) {
      final String id = String.format("slide_%02d", s);
      table.add(id, id, label(s));
      new FeatureFile(features(s, label(s).equals("tumor")), DIMENSION, Map.of(), Optional.empty())
          .write(project.features(id));
    }
    table.write(project.slidesCsv());
    return project;
  }

  /**
   * Writes 15 slides and two folds.
   *
   * @param root the project's folder
   * @return the project
   * @throws IOException when a folder cannot be made
   */
  public static Project twoFolds(final Path root) throws IOException {
    final Project project = write(root, 15);
    final List<String> ids = project.slidesWithFeatures();
    Files.createDirectories(project.split(0).getParent());
    new Split(ids.subList(0, 9), ids.subList(9, 12), ids.subList(12, 15)).write(project.split(0));
    new Split(ids.subList(6, 15), ids.subList(3, 6), ids.subList(0, 3)).write(project.split(1));
    return project;
  }

  /**
   * Writes patients of two slides each, patient_00 with slide_00 and slide_01 and so on. Every
   * second patient is of the class tumor, by patches of the second slide alone.
   *
   * @param root the project's folder
   * @param patients how many
   * @return the project, without splits
   * @throws IOException when a folder cannot be made
   */
  public static Project writePatients(final Path root, final int patients) throws IOException {
    final Project project = new Project(root);
    Files.createDirectories(project.features("slide_00").getParent());
    Files.createDirectories(project.split(0).getParent());
    final CsvTable table = CsvTable.of("case_id", "slide_id", "label");
    for (int s = 0; s < 2 * patients; s++) {
      final boolean tumor = s / 2 % 2 == 1;
      final String id = String.format("slide_%02d", s);
      table.add(String.format("patient_%02d", s / 2), id, tumor ? "tumor" : "normal");
      new FeatureFile(features(s, tumor && s % 2 == 1), DIMENSION, Map.of(), Optional.empty())
          .write(project.features(id));
    }
    table.write(project.slidesCsv());
    return project;
  }
}
