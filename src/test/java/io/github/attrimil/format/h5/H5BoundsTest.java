package io.github.attrimil.format.h5;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.core.AttriMilException;
import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import java.net.URISyntaxException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Files of {@code src/test/python/make_h5_bounds.py}. */
class H5BoundsTest {

  private static final long GIGABYTE = 1L << 30;

  private static Path file(final String name) throws URISyntaxException {
    return Path.of(H5BoundsTest.class.getResource("/golden/h5/bounds/" + name).toURI());
  }

  private static void check(final String file, final String name, final long memory)
      throws URISyntaxException {
    try (HdfFile hdf = new HdfFile(file(file))) {
      final Dataset dataset = (Dataset) hdf.getChildren().get(name);
      final H5Bounds bounds = new H5Bounds(file(file), name, dataset, hdf.size(), memory);
      bounds.check();
      bounds.checkMemory();
    }
  }

  private static void assertRefused(final Executable reading, final String why) {
    final String message = assertThrows(AttriMilException.class, reading).getMessage();
    assertTrue(message.contains(".h5: features " + why), message);
  }

  @Test
  void aShapeOfMoreThanTheFileIsRefused() throws Exception {
    final Path file = file("claims.h5");
    assertRefused(
        () -> FeatureFile.read(file),
        "states the shape [1000000, 1000000], 4,000,000 MB, and the file has 1,672 bytes");
    assertRefused(() -> FeatureFile.sample(file, 0.5, 3), "states the shape");
  }

  @Test
  void chunksThatAreTooLargeOrTooManyAreRefused() throws Exception {
    assertRefused(
        () -> check("chunk.h5", "features", GIGABYTE), "has chunks of 2,147 MB, too many");
    final String message =
        assertThrows(AttriMilException.class, () -> check("claims.h5", "unwritten", 1 << 20))
            .getMessage();
    assertTrue(message.contains("states 128,000 chunks, and the file has 1,672 bytes"), message);
  }

  @Test
  void aChunkThatBecomesLargerThanItStatesIsRefused() throws Exception {
    final String why = "has a chunk of more than the 1,024 bytes that it states";
    assertRefused(() -> check("deflate.h5", "features", 1 << 24), why);
    assertRefused(() -> check("lz4.h5", "features", GIGABYTE), why);
    try (H5File h5 = H5File.open(file("lz4.h5"))) {
      assertRefused(() -> h5.floats("features"), why);
    }
  }

  @Test
  void valuesOfAFairFileAreRead() throws Exception {
    check("deflate.h5", "fair", 1 << 16);
    check("deflate.h5", "fair", 1 << 13);
    assertThrows(AttriMilException.class, () -> check("deflate.h5", "fair", 2047));
    final float[] expected = new float[256];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = i;
    }
    try (H5File h5 = H5File.open(file("deflate.h5"))) {
      assertArrayEquals(expected, h5.floats("fair"));
    }
  }
}
