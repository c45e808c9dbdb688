package io.github.attrimil.format.tensors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.tensor.DType;
import io.github.attrimil.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads what PyTorch wrote, and what was written here. */
class TorchFileTest {

  @TempDir private Path folder;

  private static void assertTensor(
      final Tensor tensor, final List<Long> shape, final float... values) {
    assertArrayEquals(shape.stream().mapToLong(Long::longValue).toArray(), tensor.shape());
    assertArrayEquals(values, tensor.floats());
  }

  @ParameterizedTest
  @ValueSource(strings = {"contiguous.pt", "parameters.pt", "protocol4.pt"})
  void readsStateDict(final String name) {
    final Map<String, Tensor> tensors = TorchFile.read(GoldenPt.file(name));
    assertEquals(List.of("weight", "bias"), List.copyOf(tensors.keySet()));
    assertTensor(tensors.get("weight"), List.of(2L, 3L), 0, 1, 2, 3, 4, 5);
    assertTensor(tensors.get("bias"), List.of(3L), -0f, -1, -2);
    assertEquals(DType.F32, tensors.get("bias").dtype());
  }

  @ParameterizedTest
  @ValueSource(strings = {"shared.pt", "legacy_shared.pt"})
  void readsViewsOfOneStorage(final String name) {
    final Map<String, Tensor> tensors = TorchFile.read(GoldenPt.file(name));
    assertEquals(List.of("all", "middle", "tail", "tied", "odd"), List.copyOf(tensors.keySet()));
    assertTensor(tensors.get("all"), List.of(10L), 0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    assertTensor(tensors.get("middle"), List.of(3L), 2, 3, 4);
    assertTensor(tensors.get("tail"), List.of(5L), 5, 6, 7, 8, 9);
    assertTensor(tensors.get("odd"), List.of(5L), 1, 3, 5, 7, 9);
    assertSame(tensors.get("all"), tensors.get("tied"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"transposed.pt", "legacy_tensor.pt"})
  void readsTransposedTensor(final String name) {
    assertTensor(
        TorchFile.readTensor(GoldenPt.file(name)),
        List.of(4L, 3L),
        0,
        4,
        8,
        1,
        5,
        9,
        2,
        6,
        10,
        3,
        7,
        11);
  }

  @Test
  void readsPermutedSliceWithOffset() {
    // arange(2, 3, 4).permute(2, 0, 1)[1:, :, ::2]: entry (i, j, k) is 12 j + 4 (2 k) + (i + 1).
    assertTensor(
        TorchFile.readTensor(GoldenPt.file("permuted.pt")),
        List.of(3L, 2L, 2L),
        1,
        9,
        13,
        21,
        2,
        10,
        14,
        22,
        3,
        11,
        15,
        23);
  }

  @Test
  void readsExpandedScalarAndEmptyTensors() {
    assertTensor(
        TorchFile.readTensor(GoldenPt.file("expanded.pt")), List.of(2L, 3L), 7, 7, 7, 7, 7, 7);
    assertTensor(TorchFile.readTensor(GoldenPt.file("scalar.pt")), List.of(), 2.5f);
    assertTensor(TorchFile.readTensor(GoldenPt.file("empty.pt")), List.of(0L, 3L));
  }

  @Test
  void widensHalves() {
    final float inf = Float.POSITIVE_INFINITY;
    final Tensor half = TorchFile.readTensor(GoldenPt.file("float16.pt"));
    assertEquals(DType.F16, half.dtype());
    assertTensor(half, List.of(7L), 0, 1, 0x1p-24f, 65504, inf, -inf, 0.333251953125f);
    final Tensor brain = TorchFile.readTensor(GoldenPt.file("bfloat16.pt"));
    assertEquals(DType.BF16, brain.dtype());
    assertTensor(brain, List.of(7L), 0, 1, 0x1p-133f, 0x1.fep127f, inf, -inf, 0.333984375f);
  }

  @ParameterizedTest
  @ValueSource(strings = {"types.pt", "legacy_types.pt"})
  void readsEveryType(final String name) {
    final Map<String, Tensor> tensors = TorchFile.read(GoldenPt.file(name));
    assertArrayEquals(new double[] {1 / 3.0, -1e300}, (double[]) tensors.get("f64").data());
    assertArrayEquals(new long[] {1L << 62, -(1L << 62)}, (long[]) tensors.get("i64").data());
    assertArrayEquals(
        new int[] {Integer.MAX_VALUE, Integer.MIN_VALUE}, (int[]) tensors.get("i32").data());
    assertArrayEquals(
        new short[] {Short.MAX_VALUE, Short.MIN_VALUE}, (short[]) tensors.get("i16").data());
    assertArrayEquals(new byte[] {127, -128}, (byte[]) tensors.get("i8").data());
    assertArrayEquals(new float[] {0, 255}, tensors.get("u8").floats());
    assertArrayEquals(new float[] {1, 0, 1}, tensors.get("bool").floats());
  }

  @Test
  void findsStateDictInCheckpoint() {
    final Map<String, Tensor> tensors = TorchFile.read(GoldenPt.file("checkpoint.pt"));
    assertEquals(List.of("weight", "bias"), List.copyOf(tensors.keySet()));
    assertTensor(tensors.get("weight"), List.of(2L, 3L), 0, 1, 2, 3, 4, 5);
    assertTensor(tensors.get("bias"), List.of(2L), -0f, -1);
  }

  /** As torch.save writes a dict of several modules' state dicts. */
  @Test
  void namesTensorsOfModulesAsPartsOfOne() {
    final Map<String, Tensor> tensors = TorchFile.read(GoldenPt.file("unusual_names.pt"));
    assertEquals(
        List.of("encoder.weight", "encoder.bias", "head.weight", "head.bias"),
        List.copyOf(tensors.keySet()));
    assertTensor(tensors.get("head.weight"), List.of(2L, 3L), 0, 1, 2, 3, 4, 5);
  }

  @Test
  void theOnlyStateDictMayHaveAnyName() {
    final Map<String, Tensor> tensors = TorchFile.read(GoldenPt.file("one_unusual_name.pt"));
    assertEquals(List.of("weight", "bias"), List.copyOf(tensors.keySet()));
    assertTensor(tensors.get("bias"), List.of(3L), -0f, -1, -2);
  }

  @ParameterizedTest
  @CsvSource({
    "two_models.pt, 'several models: [state_dict, model]'",
    "dict_inside.pt, its entry 'extra' is not a tensor",
    "module.pt, refers to torch.nn.modules.linear.Linear",
    "torchscript.pt, 'a TorchScript module, usable as encoder='",
    "system.pt, 'it refers to posix.system, which is not in the list of allowed names'",
    "system.pkl, 'it refers to posix.system, which is not in the list of allowed names'",
    "billion.pt, 'a storage of 1000000000 elements, but the file has 28 bytes of it'",
    "big_endian.pt, stored in byte order 'big'",
    "compressed.pt, 'is compressed, which torch.save never does'",
    "types.safetensors, was not written by torch.save",
    "no_such.pt, there is no such file"
  })
  void refusesByName(final String name, final String cause) {
    final Path file = GoldenPt.file("contiguous.pt").resolveSibling(name);
    final String message =
        assertThrows(AttriMilException.class, () -> TorchFile.read(file)).getMessage();
    assertTrue(message.contains(cause), message);
    assertTrue(message.startsWith("Cannot read " + file + ": "), message);
  }

  @Test
  void refusesStateDictWhereTensorIsWanted() {
    assertThrows(
        AttriMilException.class, () -> TorchFile.readTensor(GoldenPt.file("contiguous.pt")));
  }

  private static Map<String, Tensor> everyType() {
    final Map<String, Tensor> tensors = new LinkedHashMap<>();
    final float[] values = new float[70_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.sin(i);
    }
    tensors.put("z.weight", Tensor.of(values, 700, 100));
    tensors.put("a", Tensor.of(new long[] {Long.MIN_VALUE, -1, 0, Long.MAX_VALUE}, 2, 2));
    tensors.put("ä 名", new Tensor(DType.F64, new long[0], new double[] {Math.PI}));
    tensors.put("i32", new Tensor(DType.I32, new long[] {1}, new int[] {Integer.MIN_VALUE}));
    tensors.put("i16", new Tensor(DType.I16, new long[] {1}, new short[] {-2}));
    tensors.put("i8", new Tensor(DType.I8, new long[] {1}, new byte[] {-3}));
    tensors.put("u8", new Tensor(DType.U8, new long[] {1}, new byte[] {-4}));
    tensors.put("bool", new Tensor(DType.BOOL, new long[] {2}, new boolean[] {true, false}));
    tensors.put("none", Tensor.of(new float[0], 0, 5));
    return tensors;
  }

  @Test
  void roundTripsEveryType() {
    final Path file = folder.resolve("model.pt");
    final Map<String, Tensor> written = everyType();
    TorchFile.write(file, written);
    final Map<String, Tensor> read = TorchFile.read(file);
    assertEquals(List.copyOf(written.keySet()), List.copyOf(read.keySet()));
    written.forEach(
        (name, tensor) -> {
          assertEquals(tensor.toString(), read.get(name).toString());
          assertArrayEquals(
              new Object[] {tensor.data()}, new Object[] {read.get(name).data()}, name);
        });
  }

  @Test
  void roundTripsBareTensor() {
    final Path file = folder.resolve("slide.pt");
    TorchFile.writeTensor(file, Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2));
    assertTensor(TorchFile.readTensor(file), List.of(3L, 2L), 1, 2, 3, 4, 5, 6);
  }

  @Test
  void writesSameBytesInEveryTimeZone() throws IOException {
    final TimeZone zone = TimeZone.getDefault();
    final Path here = folder.resolve("here.pt");
    final Path there = folder.resolve("there.pt");
    TorchFile.write(here, everyType());
    try {
      TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Auckland"));
      TorchFile.write(there, everyType());
    } finally {
      TimeZone.setDefault(zone);
    }
    assertEquals(-1, Files.mismatch(here, there));
  }

  @Test
  void alignsStorages() throws IOException {
    final Path file = folder.resolve("model.pt");
    final float[] mark = {0x1.2345p100f};
    final Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (int i = 0; i < 12; i++) {
      tensors.put("layer" + i, Tensor.of(mark, 1));
    }
    TorchFile.write(file, tensors);
    final ByteBuffer buffer =
        ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    final int bits = Float.floatToIntBits(mark[0]);
    int found = 0;
    for (int i = 0; i + Float.BYTES <= buffer.limit(); i++) {
      if (buffer.getInt(i) == bits) {
        assertEquals(0, i % 64);
        found++;
      }
    }
    assertEquals(tensors.size(), found);
    try (ZipFile zip = new ZipFile(file.toFile())) {
      assertEquals(tensors.size() + 3, zip.size());
    }
  }

  @Test
  void writesHalvesAsFloat32() {
    final Path file = folder.resolve("half.pt");
    TorchFile.writeTensor(file, TorchFile.readTensor(GoldenPt.file("float16.pt")));
    final Tensor read = TorchFile.readTensor(file);
    assertEquals(DType.F32, read.dtype());
    assertEquals(65504, read.floats()[3]);
  }
}
