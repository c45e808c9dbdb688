package io.github.attrimil.format.tensors;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.core.AttriMilException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that are cut, damaged or made to harm are refused, never fatal. */
class HostileTensorFilesTest {

  private static final int SMALL = 700;
  private static final int COARSE_STEP = 100;
  private static final int MUTANTS = 300;
  private static final String PROTOCOL = "\u0080\u0002";

  @TempDir private Path folder;

  static Iterable<Path> goldenFiles() throws IOException {
    return GoldenPt.all();
  }

  @ParameterizedTest
  @MethodSource("goldenFiles")
  void refusesTruncatedFile(final Path golden) throws IOException {
    final byte[] whole = Files.readAllBytes(golden);
    final Path cut = folder.resolve("cut.pt");
    for (int n = 0; n < whole.length; n += whole.length <= SMALL ? 1 : COARSE_STEP) {
      Files.write(cut, Arrays.copyOf(whole, n));
      assertThrows(AttriMilException.class, () -> TensorFiles.read(cut), "cut at " + n);
    }
  }

  @ParameterizedTest
  @MethodSource("goldenFiles")
  void survivesDamagedFile(final Path golden) throws IOException {
    final byte[] whole = Files.readAllBytes(golden);
    final Random random = new Random(20250101);
    final Path mutant = folder.resolve("mutant.pt");
    int refused = 0;
    for (int i = 0; i < MUTANTS; i++) {
      final byte[] bytes = whole.clone();
      for (int j = 0; j <= i % 4; j++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      Files.write(mutant, bytes);
      try {
        TensorFiles.read(mutant);
      } catch (final AttriMilException e) {
        refused++;
      }
    }
    assertTrue(refused > 0, "no damage noticed");
  }

  // -- Views --

  /** A tensor's pickle: storage 0 of so many floats, and the view of it. */
  private static String tensor(
      final long elements, final long offset, final long[] shape, final long[] strides) {
    return "ctorch._utils\n_rebuild_tensor_v2\n(("
        + text("storage")
        + "ctorch\nFloatStorage\n"
        + text("0")
        + text("cpu")
        + integer(elements)
        + "tQ"
        + integer(offset)
        + tuple(shape)
        + tuple(strides)
        + "\u0089NtR";
  }

  private static String tuple(final long... values) {
    final StringBuilder tuple = new StringBuilder("(");
    for (final long value : values) {
      tuple.append(integer(value));
    }
    return tuple.append('t').toString();
  }

  private static String integer(final long value) {
    return "\u008a\u0008" + littleEndian(8, value);
  }

  private static String text(final String text) {
    return "X" + littleEndian(4, text.length()) + text;
  }

  private static String littleEndian(final int bytes, final long value) {
    final byte[] eight =
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
    return new String(eight, 0, bytes, ISO_8859_1);
  }

  private Path zip(final String pickle, final int storageBytes, final boolean compressed)
      throws IOException {
    final Path file = folder.resolve("made.pt");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      put(zip, "m/data.pkl", (PROTOCOL + pickle + ".").getBytes(ISO_8859_1), false);
      put(zip, "m/data/0", new byte[storageBytes], compressed);
    }
    return file;
  }

  private static void put(
      final ZipOutputStream zip, final String name, final byte[] bytes, final boolean compressed)
      throws IOException {
    final ZipEntry entry = new ZipEntry(name);
    final CRC32 crc = new CRC32();
    crc.update(bytes);
    entry.setMethod(compressed ? ZipEntry.DEFLATED : ZipEntry.STORED);
    entry.setSize(bytes.length);
    entry.setCrc(crc.getValue());
    zip.putNextEntry(entry);
    zip.write(bytes);
    zip.closeEntry();
  }

  private static void assertRefused(final Path file, final String cause) {
    final String message =
        assertThrows(AttriMilException.class, () -> TensorFiles.read(file)).getMessage();
    assertTrue(message.contains(cause), message);
    assertTrue(message.startsWith("Cannot read " + file + ": "), message);
    assertEquals(1, message.lines().count(), message);
  }

  @ParameterizedTest
  @CsvSource({
    "6, 0, 2, 3, 3, 1, none",
    "6, 1, 2, 3, 3, 1, reaches beyond its storage of 6 elements",
    "6, -1, 2, 3, 3, 1, has an impossible view",
    "6, 5, 2, 3, -3, 1, has an impossible view",
    "6, 0, -2, -3, 3, 1, has an impossible view",
    "6, 0, 2, 3, 4611686018427387904, 4611686018427387904, reaches beyond its storage",
    "6, 0, 4611686018427387904, 4611686018427387904, 1, 1, reaches beyond its storage",
    "6, 0, 4611686018427387904, 4611686018427387904, 0, 0, 9223372036854775807 elements",
    "6, 0, 100000, 10000, 0, 0, would take 1000000000 elements",
    "7, 0, 2, 3, 3, 1, 'a storage of 7 elements, but the file has 24 bytes of it'",
    "-1, 0, 2, 3, 3, 1, describes a storage in an unknown way",
    "6, 7, 0, 3, 3, 1, reaches beyond its storage of 6 elements"
  })
  void refusesImpossibleView(
      final long elements,
      final long offset,
      final long rows,
      final long columns,
      final long rowStride,
      final long columnStride,
      final String cause)
      throws IOException {
    final String pickle =
        tensor(elements, offset, new long[] {rows, columns}, new long[] {rowStride, columnStride});
    final Path file = zip(pickle, 24, false);
    if ("none".equals(cause)) {
      assertEquals(6, TensorFiles.read(file).get("").elements());
    } else {
      assertRefused(file, cause);
    }
  }

  @Test
  void refusesCompressedStorage() throws IOException {
    final int bytes = 1 << 26;
    final long[] shape = {bytes / 4};
    final Path bomb = zip(tensor(shape[0], 0, shape, new long[] {1}), bytes, true);
    assertRefused(bomb, "entry m/data/0 is compressed");
  }

  @Test
  void refusesManyViewsOfOneStorage() throws IOException {
    final int floats = 1 << 18;
    final StringBuilder pickle = new StringBuilder("}(");
    for (int i = 0; i < 1000; i++) {
      final long[] shape = {floats - i};
      pickle.append(text("t" + i)).append(tensor(floats, i, shape, new long[] {1}));
    }
    assertRefused(zip(pickle.append('u').toString(), 4 * floats, false), "elements, too many");
  }

  @Test
  void refusesMissingStorage() throws IOException {
    final long[] one = {1};
    final String pickle = tensor(1, 0, one, one).replace(text("0"), text("../0"));
    assertRefused(zip(pickle, 4, false), "it has no entry m/data/../0");
  }

  // -- Pickles --

  static Iterable<Arguments> forbiddenNames() {
    return List.of(
        Arguments.of("cposix\nsystem\n", "posix.system"),
        Arguments.of("(X\u0002\u0000\u0000\u0000lsios\nsystem\n", "os.system"),
        Arguments.of(
            "X\u0008\u0000\u0000\u0000builtinsX\u0004\u0000\u0000\u0000eval\u0093",
            "builtins.eval"),
        Arguments.of("c__builtin__\neval\n", "__builtin__.eval"),
        Arguments.of("ctorch\nload\n", "torch.load"),
        Arguments.of("ctorch.storage\n_load_from_bytes\n", "torch.storage._load_from_bytes"));
  }

  @ParameterizedTest
  @MethodSource("forbiddenNames")
  void refusesName(final String pickle, final String name) throws IOException {
    assertRefused(zip(pickle, 0, false), "it refers to " + name + ", which is not in the list");
  }

  static Iterable<Arguments> oddPickles() {
    return List.of(
        Arguments.of("X\u00ff\u00ff\u00ff\u00ffabc", "ends early"),
        Arguments.of("\u008b\u00ff\u00ff\u00ff\u007f", "ends early"),
        Arguments.of("h\u0001", "recalls value 1"),
        Arguments.of("R", "not there"),
        Arguments.of("(N0", "not there"),
        Arguments.of("t", "closes what it has not opened"),
        Arguments.of("]]]s", "not a dict"),
        Arguments.of("}NNs}s", "not there"),
        Arguments.of("}]Ns", "a list or dict as a key"),
        Arguments.of("NNa", "not a list"),
        Arguments.of("NNb", "not a dict"),
        Arguments.of("N)R", "not a function"),
        Arguments.of("ctorch\nFloatStorage\n)R", "not a function"),
        Arguments.of("NQ", "describes a storage"),
        Arguments.of("S", "instruction 0x53"),
        Arguments.of("\u0080\u0009", "claims protocol 9"),
        Arguments.of("N", "holds neither a tensor nor a dict of tensors"),
        Arguments.of("}", "holds no tensors"),
        Arguments.of(
            "}q\u0000X\u0005\u0000\u0000\u0000modelh\u0000s", "entry 'model' is not a tensor"),
        Arguments.of("]q\u0000h\u0000a", "holds neither a tensor nor a dict of tensors"));
  }

  @ParameterizedTest
  @MethodSource("oddPickles")
  void refusesOddPickle(final String pickle, final String cause) throws IOException {
    assertRefused(zip(pickle, 0, false), cause);
  }

  @Test
  void refusesDeepNesting() throws IOException {
    assertRefused(zip("(".repeat(100_000), 0, false), "nested more than 1000 deep");
    final String tuples = "N" + "\u0085".repeat(500_000);
    assertRefused(zip(tuples, 0, false), "holds neither a tensor nor a dict");
    final String lists = "]".repeat(400_000) + "a".repeat(399_999);
    assertRefused(zip(lists, 0, false), "holds neither a tensor nor a dict");
  }

  @Test
  void refusesMemoBomb() throws IOException {
    // Every list holds the one before twice: 2^n leaves, were they ever walked through.
    final String doubling = "]" + "q\u0000]h\u0000ah\u0000a".repeat(100_000);
    assertRefused(zip(doubling, 0, false), "holds neither a tensor nor a dict");
    assertRefused(zip("}\u0094".repeat(600_000), 0, false), "more than 1000000 instructions");
  }

  @Test
  void refusesLargePickle() throws IOException {
    final int length = 1 << 25;
    assertRefused(
        zip(text("x".repeat(length)), 0, false), "has " + (length + 8) + " bytes, more than");
  }

  @Test
  void refusesOtherFiles() throws IOException {
    final Path file = folder.resolve("other");
    for (final String start : new String[] {"", "P", "PK", "hello, world", "\u001f\u008b\u0008"}) {
      Files.write(file, start.getBytes(ISO_8859_1));
      assertRefused(file, "neither a torch.save file (.pt, .pth) nor a safetensors file");
    }
    assertRefused(folder, "there is no such file");
    Files.write(file, (PROTOCOL + "K\u0001.").getBytes(ISO_8859_1));
    assertRefused(file, "it is a pickle, but not one of torch.save");
  }
}
