package io.github.attrimil.fuzz;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Damaged files are read or refused, in time, and end in nothing else: files found by {@link
 * FuzzReaders}, and some that are damaged here, the same ones in each run.
 */
class ForeignReaderTest {

  private static final int DAMAGED = 150;

  /** What Bio-Formats reads is asked of many formats first. */
  private static final Set<ForeignReader> SLOW =
      EnumSet.of(ForeignReader.SLIDE, ForeignReader.LABEL_IMAGE);

  private static final Duration LONGEST = Duration.ofSeconds(30);

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void damagedFilesAreReadOrRefused(final ForeignReader reader) throws IOException {
    final Path file = folder.resolve("project").resolve(reader.fileName());
    Files.createDirectories(file.getParent());
    final List<byte[]> seeds =
        new FuzzSeeds(Files.createDirectory(folder.resolve("seeds"))).of(reader);
    int read = 0;
    for (final byte[] seed : seeds) {
      read += reads(reader, file, seed) ? 1 : 0;
    }
    assertTrue(read > 0, "At least one whole file is read");
    final Random random = new Random(reader.ordinal());
    for (int i = 0; i < (SLOW.contains(reader) ? DAMAGED / 10 : DAMAGED); i++) {
      reads(reader, file, damaged(seeds.get(i % seeds.size()), random));
    }
  }

  private static boolean reads(final ForeignReader reader, final Path file, final byte[] bytes)
      throws IOException {
    Files.write(file, bytes);
    return assertTimeoutPreemptively(LONGEST, () -> reader.reads(file));
  }

  /** Some bytes changed, a piece cut off, doubled or taken from elsewhere. */
  private static byte[] damaged(final byte[] whole, final Random random) {
    if (whole.length < 2) {
      return new byte[] {(byte) random.nextInt()};
    }
    byte[] bytes = whole.clone();
    for (int k = 1 + random.nextInt(4); k > 0; k--) {
      final int at = random.nextInt(bytes.length);
      final int length = random.nextInt(Math.min(16, bytes.length - at) + 1);
      switch (random.nextInt(5)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> Arrays.fill(bytes, at, at + length, (byte) (random.nextBoolean() ? 0 : -1));
        case 2 -> bytes = Arrays.copyOf(bytes, at + 1);
        case 3 ->
            System.arraycopy(whole, random.nextInt(whole.length - length + 1), bytes, at, length);
        default -> bytes[at] = (byte) random.nextInt();
      }
      if (bytes.length < 2) {
        return bytes;
      }
    }
    return bytes;
  }
}
