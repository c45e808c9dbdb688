package io.github.attrimil.format.h5;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.geometry.PatchCoords;
import io.jhdf.exceptions.HdfException;
import io.jhdf.exceptions.HdfWritingException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeatureFileTest {

  private static final long[] COORDS = {0, 0, 256, 0, 0, 256};
  private static final Map<String, Object> ATTRIBUTES =
      Map.of(
          "patch_size",
          256L,
          "patch_level",
          1L,
          "downsample",
          new double[] {4, 4},
          "name",
          "slide ü",
          "step",
          1024.0,
          "mpp",
          0.125);

  @TempDir Path folder;

  private PatchFile patches() {
    return PatchFile.of(PatchCoords.ofInterleaved(COORDS), new PatchAttributes(ATTRIBUTES));
  }

  /** As jHDF wraps it. */
  @Test
  void aFullDiskIsNamed() {
    final Path file = folder.resolve("s.h5");
    final HdfException full =
        new HdfWritingException("Exception writing", new IOException("No space left on device"));
    final AttriMilException e =
        assertThrows(
            AttriMilException.class,
            () ->
                H5File.write(
                    file,
                    writer -> {
                      throw full;
                    }));
    assertTrue(e.getMessage().startsWith("Cannot write " + file + ": "), e.getMessage());
    assertTrue(e.getMessage().contains("the disk is full"), e.getMessage());
    assertFalse(Files.exists(file));
  }

  @Test
  void patchesComeBackWithTheirAttributes() {
    final Path file = folder.resolve("p.h5");
    patches().write(file);
    final PatchFile back = PatchFile.read(file);
    assertArrayEquals(COORDS, back.grid().coords().interleaved());
    assertEquals(1024, back.attributes().patchSizeLevel0());
    assertEquals(1024, back.attributes().stepLevel0());
    assertEquals(0.125, back.attributes().mpp());
    assertEquals("slide ü", back.attributes().map().get("name"));
    assertFalse(back.grid().indexed());
  }

  @Test
  void featuresComeBackWithCoordsAndNeighbors() {
    final int[] nearest = new int[27];
    Arrays.setAll(nearest, i -> i / 9);
    final float[] features = {1, 2, 3, 4, 5, Float.MIN_VALUE};
    final Path file = folder.resolve("f.h5");
    new FeatureFile(
            features, 2, Map.of("encoder", "x"), Optional.of(patches().withNeighbors(nearest)))
        .write(file);
    final FeatureFile back = FeatureFile.read(file);
    assertArrayEquals(features, back.features());
    assertEquals(2, back.dimension());
    assertEquals("x", back.attributes().get("encoder"));
    assertArrayEquals(nearest, back.patches().orElseThrow().grid().neighbors());
    assertEquals(2, FeatureFile.header(file).dimension());
    assertEquals("x", FeatureFile.header(file).attributes().get("encoder"));
    assertEquals(1024, FeatureFile.header(file).patches().orElseThrow().patchSizeLevel0());
  }

  @Test
  void neighborsOutsideTheBagAreRefused() {
    final int[] nearest = new int[27];
    nearest[5] = 3;
    assertThrows(AttriMilException.class, () -> patches().withNeighbors(nearest));
  }

  @Test
  void aCutFileIsRefusedByName() throws IOException {
    final Path whole = folder.resolve("whole.h5");
    patches().write(whole);
    final byte[] bytes = Files.readAllBytes(whole);
    for (int length = 0; length < bytes.length - 1; length += 61) {
      final Path cut = folder.resolve("cut.h5");
      Files.write(cut, Arrays.copyOf(bytes, length));
      final AttriMilException e =
          assertThrows(AttriMilException.class, () -> PatchFile.read(cut), "cut at " + length);
      assertTrue(e.getMessage().contains("cut.h5"), e.getMessage());
    }
  }

  @Test
  void rowsMustAgree() {
    assertThrows(
        AttriMilException.class,
        () -> new FeatureFile(new float[8], 2, Map.of(), Optional.of(patches())));
  }

  @ParameterizedTest
  @ValueSource(strings = {"single", "fixed_array", "extensible_array", "btree", "plain_chunks"})
  void readsWhatHdf5Version2Writes(final String kind) throws URISyntaxException {
    final Path path = Path.of(getClass().getResource("/golden/h5/latest_" + kind + ".h5").toURI());
    final FeatureFile file = FeatureFile.read(path);
    final float[] expected = new float[60 * 8];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = i / 7f;
    }
    assertArrayEquals(expected, file.features());
    assertEquals("made elsewhere", file.attributes().get("encoder"));
    assertEquals(59 * 512 + 256, file.patches().orElseThrow().grid().coords().yLevel0()[59]);
  }

  @Test
  void readsTheOfficialLayout() {
    final Path shared =
        Path.of(System.getProperty("attrimil.shared"), "fixtures/e2e/features/h5_files");
    Assumptions.assumeTrue(Files.isDirectory(shared), "needs the shared fixtures");
    final FeatureFile file = FeatureFile.read(shared.resolve("slide_000.h5"));
    assertEquals(64, file.dimension());
    assertEquals(file.size(), file.patches().orElseThrow().size());
    assertTrue(file.patches().orElseThrow().grid().indexed());
  }
}
