package io.github.attrimil.tissue.patches;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.FileFailure;
import io.github.attrimil.core.Job;
import io.github.attrimil.format.h5.FeatureFile;
import io.github.attrimil.format.h5.PatchFile;
import io.github.attrimil.format.tensors.TorchFile;
import io.github.attrimil.geometry.PatchGrid;
import io.github.attrimil.project.Made;
import io.github.attrimil.project.Plan;
import io.github.attrimil.project.Project;
import io.github.attrimil.project.Stage;
import io.github.attrimil.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The stage that adds each patch's neighbors to patches/, and to features/ where they are there.
 */
public final class NeighborStage {

  /** Of a file's bytes, in memory. */
  private static final int COPIES = 4;

  private NeighborStage() {}

  /**
   * Indexes the neighbors of all slides.
   *
   * @param project the project
   * @param slides slide ids
   * @param redo whether finished tables are written again
   * @param job shown the progress
   * @return the slides whose neighbors are indexed now
   */
  public static List<String> run(
      final Project project, final List<String> slides, final boolean redo, final Job job) {
    // Without stamps: whether a table is right is seen by computing it.
    return new Stage("neighbors", project, redo, job)
        .slides(
            slides,
            (id, own) ->
                Plan.<Made>always(() -> one(project, id, redo, own))
                    .needing(() -> memory(project, id)));
  }

  /** Features are read and written as a whole. */
  private static long memory(final Project project, final String id) {
    try {
      final Path features = project.features(id);
      return Files.exists(features) ? COPIES * Files.size(features) : 0;
    } catch (final IOException e) {
      throw FileFailure.of("read", project.features(id), e);
    }
  }

  private static Made one(
      final Project project, final String id, final boolean redo, final Job job) {
    final Path patches = project.patches(id);
    final Path features = project.features(id);
    Optional<PatchFile> known = Optional.empty();
    boolean changed = false;
    if (Files.exists(patches)) {
      final PatchFile file = PatchFile.readToIndex(patches);
      final PatchFile indexed = indexed(file);
      warnOfLonely(id, indexed.grid(), job);
      if (redo || !same(file, indexed)) {
        indexed.write(patches);
        changed = true;
      }
      known = Optional.of(indexed);
    }
    if (Files.exists(features)) {
      changed |= indexFeatures(features, known, redo);
    } else if (known.isPresent() && Files.exists(project.featuresPt(id))) {
      ofTensor(project.featuresPt(id), known.get()).write(features);
      changed = true;
    } else if (known.isEmpty()) {
      throw new AttriMilException(
          "The slide \"" + id + "\" has neither patches nor features; run `patch` first");
    }
    if (Files.exists(features) && !Files.exists(project.featuresPt(id))) {
      // Programs of others train on tensors.
      final FeatureFile file = FeatureFile.read(features);
      TorchFile.writeTensor(
          project.featuresPt(id), Tensor.of(file.features(), file.size(), file.dimension()));
      changed = true;
    }
    return changed ? Made.done() : Made.unchanged();
  }

  /**
   * Adds neighbors to features, and how the patches lie where only the slide's patches state it:
   * files of CLAM keep that apart.
   */
  private static boolean indexFeatures(
      final Path path, final Optional<PatchFile> known, final boolean redo) {
    final FeatureFile file = FeatureFile.readToIndex(path);
    file.requireFinite(path);
    final Optional<PatchFile> own = file.patches();
    final boolean samePatches =
        known.isPresent()
            && (own.isEmpty() || own.get().grid().coords().sameAs(known.get().grid().coords()));
    final boolean unsized = own.isEmpty() || !own.get().attributes().statesSize();
    final Optional<PatchFile> from = samePatches && unsized ? known : own;
    if (from.isEmpty() || from.get().size() != file.size()) {
      return false;
    }
    final PatchFile indexed = indexed(from.get());
    if (!redo && from == own && same(own.get(), indexed)) {
      return false;
    }
    new FeatureFile(file.features(), file.dimension(), file.attributes(), Optional.of(indexed))
        .write(path);
    return true;
  }

  /** Features that are there as a tensor only. */
  private static FeatureFile ofTensor(final Path pt, final PatchFile patches) {
    final Tensor tensor = TorchFile.readTensor(pt);
    if (tensor.shape().length != 2 || tensor.shape()[0] != patches.size()) {
      throw new AttriMilException(
          pt
              + " has the shape "
              + Arrays.toString(tensor.shape())
              + ", the slide has "
              + patches.size()
              + " patches; they do not match");
    }
    return new FeatureFile(
        tensor.floats(), (int) tensor.shape()[1], Map.of(), Optional.of(patches));
  }

  private static PatchFile indexed(final PatchFile file) {
    return file.withNeighbors(file.grid().findNeighbors());
  }

  private static boolean same(final PatchFile known, final PatchFile indexed) {
    return known.grid().indexed()
        && Arrays.equals(known.grid().neighbors(), indexed.grid().neighbors());
  }

  private static void warnOfLonely(final String id, final PatchGrid grid, final Job job) {
    final int[] nearest = grid.neighbors();
    final int n = grid.size();
    int lonely = 0;
    for (int i = 0; i < n; i++) {
      int others = 0;
      for (int k = 1; k < PatchGrid.NEIGHBORS; k++) {
        others += nearest[i * PatchGrid.NEIGHBORS + k] == i ? 0 : 1;
      }
      lonely += others == 0 ? 1 : 0;
    }
    if (n > 1 && lonely > n / 2) {
      job.warn(
          id
              + ": "
              + lonely
              + " of "
              + n
              + " patches have no neighbor; the step of the file ("
              + grid.stepLevel0()
              + " level-0 pixels) may be wrong");
    }
  }
}
