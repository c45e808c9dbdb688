package io.github.attrimil.tissue.patches;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.format.h5.FeatureFile;
import io.github.attrimil.format.h5.H5File;
import io.github.attrimil.format.h5.PatchAttributes;
import io.github.attrimil.format.h5.PatchFile;
import io.github.attrimil.format.tensors.TorchFile;
import io.github.attrimil.geometry.PatchCoords;
import io.github.attrimil.project.Project;
import io.github.attrimil.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What CLAM, TRIDENT and official AttriMIL leave apart comes together. */
class ForeignFeaturesTest {

  private static final long[] COORDS = {37, 11, 37, 523, 549, 11, 549, 523};
  private static final float[] FEATURES = {1, 2, 3, 4, 5, 6, 7, 8};

  @TempDir Path root;
  private Project project;
  private PatchFile clam;

  @BeforeEach
  void clamPatches() {
    project = new Project(root);
    clam =
        PatchFile.of(
            PatchCoords.ofInterleaved(COORDS),
            new PatchAttributes(
                Map.of("patch_size", 256L, "patch_level", 1L, "downsample", new double[] {2, 2})));
  }

  private static PatchFile bare() {
    return PatchFile.of(PatchCoords.ofInterleaved(COORDS), new PatchAttributes(Map.of()));
  }

  private void run() {
    NeighborStage.run(project, List.of("s"), false, Job.silent());
  }

  private FeatureFile features() {
    return FeatureFile.read(project.features("s"));
  }

  @Test
  void featuresWithoutAttributesTakeThoseOfThePatches() {
    clam.write(project.patches("s"));
    new FeatureFile(FEATURES, 2, Map.of(), Optional.of(bare())).write(project.features("s"));
    run();
    final PatchFile patches = features().patches().orElseThrow();
    assertEquals(512, patches.attributes().patchSizeLevel0());
    // Self, then (0, -1), (0, +1), (-1, 0), (+1, 0), ...: patch 0 has one below and one to the
    // right.
    assertArrayEquals(
        new int[] {0, 0, 1, 0, 2, 0, 0, 0, 3},
        java.util.Arrays.copyOf(patches.grid().neighbors(), 9));
  }

  @Test
  void aTensorBesidePatchesBecomesFeatures() {
    clam.write(project.patches("s"));
    TorchFile.writeTensor(project.featuresPt("s"), Tensor.of(FEATURES, 4, 2));
    run();
    assertArrayEquals(FEATURES, features().features());
    assertArrayEquals(COORDS, features().patches().orElseThrow().grid().coords().interleaved());
    assertTrue(features().patches().orElseThrow().grid().indexed());
  }

  @Test
  void featuresBecomeATensorToo() {
    new FeatureFile(FEATURES, 2, Map.of(), Optional.of(clam)).write(project.features("s"));
    run();
    final Tensor tensor = TorchFile.readTensor(project.featuresPt("s"));
    assertArrayEquals(new long[] {4, 2}, tensor.shape());
    assertArrayEquals(FEATURES, tensor.floats());
  }

  @Test
  void aTensorOfOtherPatchesIsRefused() {
    clam.write(project.patches("s"));
    TorchFile.writeTensor(project.featuresPt("s"), Tensor.of(FEATURES, 2, 4));
    final AttriMilException e = assertThrows(AttriMilException.class, this::run);
    assertTrue(e.getMessage().contains("do not match"), e.getMessage());
  }

  @Test
  void aWrongTableIsMadeAnew() {
    // Official code with its fixed step of 256 lists each patch as its own neighbor only.
    final int[] lonely = new int[36];
    for (int i = 0; i < 36; i++) {
      lonely[i] = i / 9;
    }
    new FeatureFile(FEATURES, 2, Map.of(), Optional.of(bare().withNeighbors(lonely)))
        .write(project.features("s"));
    run();
    assertEquals(2, features().patches().orElseThrow().grid().neighbors()[4]);
  }

  @Test
  void aTableOfOtherPatchesIsMadeAnew() {
    final long[] beyond = new long[36];
    beyond[5] = 4;
    for (final java.nio.file.Path file : List.of(project.patches("s"), project.features("s"))) {
      H5File.write(
          file,
          writer -> {
            writer.dataset("features", H5File.rows(FEATURES, 2), Map.of());
            writer.dataset("coords", H5File.rows(COORDS, 2), clam.attributes().map());
            writer.dataset("nearest", H5File.rows(beyond, 9), Map.of());
          });
    }
    final AttriMilException e = assertThrows(AttriMilException.class, this::features);
    assertTrue(e.getMessage().contains("run `neighbors`"), e.getMessage());
    run();
    assertEquals(2, features().patches().orElseThrow().grid().neighbors()[4]);
    assertEquals(2, PatchFile.read(project.patches("s")).grid().neighbors()[4]);
  }
}
