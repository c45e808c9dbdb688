package io.github.attrimil.property;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.attrimil.format.h5.FeatureFile;
import io.github.attrimil.format.h5.PatchAttributes;
import io.github.attrimil.format.h5.PatchFile;
import io.github.attrimil.format.tensors.SafeTensorsFile;
import io.github.attrimil.format.tensors.TorchFile;
import io.github.attrimil.geometry.PatchCoords;
import io.github.attrimil.project.Checkpoint;
import io.github.attrimil.tensor.DType;
import io.github.attrimil.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Tensors, features and patches come back from their files as they were written. */
class TensorPropertyTest {

  /** Types that are written as they are. */
  private static final List<DType> TYPES =
      List.of(
          DType.F32, DType.F64, DType.I64, DType.I32, DType.I16, DType.I8, DType.U8, DType.BOOL);

  @Provide
  Arbitrary<Tensor> tensors() {
    return Arbitraries.of(TYPES)
        .flatMap(
            type ->
                Arbitraries.longs()
                    .between(0, 4)
                    .array(long[].class)
                    .ofMaxSize(4)
                    .flatMap(
                        shape ->
                            Arbitraries.longs()
                                .map(seed -> tensor(type, shape, new Random(seed)))));
  }

  private static Tensor tensor(final DType type, final long[] shape, final Random random) {
    final int n = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    final Object data = Array.newInstance(type.arrayType().getComponentType(), n);
    for (int i = 0; i < n; i++) {
      final long bits = random.nextLong();
      switch (type) {
        case F32 -> Array.setFloat(data, i, Float.intBitsToFloat((int) bits));
        case F64 -> Array.setDouble(data, i, Double.longBitsToDouble(bits));
        case I64 -> Array.setLong(data, i, bits);
        case I32 -> Array.setInt(data, i, (int) bits);
        case I16 -> Array.setShort(data, i, (short) bits);
        case BOOL -> Array.setBoolean(data, i, bits > 0);
        default -> Array.setByte(data, i, (byte) bits);
      }
    }
    return new Tensor(type, shape, data);
  }

  @Provide
  Arbitrary<Map<String, Tensor>> states() {
    return Arbitraries.maps(Texts.any().filter(name -> !name.isEmpty()), tensors())
        .ofMinSize(1)
        .ofMaxSize(4);
  }

  private static void assertSame(
      final Map<String, Tensor> expected, final Map<String, Tensor> state) {
    assertEquals(List.copyOf(expected.keySet()), List.copyOf(state.keySet()));
    expected.forEach((name, tensor) -> assertSame(tensor, state.get(name)));
  }

  private static void assertSame(final Tensor expected, final Tensor tensor) {
    assertEquals(expected.dtype(), tensor.dtype());
    assertArrayEquals(expected.shape(), tensor.shape());
    // NaN of any bits equals NaN.
    assertEquals(
        Arrays.deepToString(new Object[] {expected.data()}),
        Arrays.deepToString(new Object[] {tensor.data()}));
  }

  @Property(seed = "1")
  void stateDictsComeBack(@ForAll("states") final Map<String, Tensor> state) {
    try (Scratch scratch = new Scratch()) {
      TorchFile.write(scratch.file("a.pt"), state);
      assertSame(state, TorchFile.read(scratch.file("a.pt")));
    }
  }

  @Property(seed = "1")
  void bareTensorsComeBack(@ForAll("tensors") final Tensor tensor) {
    try (Scratch scratch = new Scratch()) {
      TorchFile.writeTensor(scratch.file("a.pt"), tensor);
      assertSame(tensor, TorchFile.readTensor(scratch.file("a.pt")));
    }
  }

  @Property(seed = "1")
  void safetensorsAreRead(@ForAll("states") final Map<String, Tensor> state) throws IOException {
    try (Scratch scratch = new Scratch()) {
      final Path file = scratch.file("a.safetensors");
      Files.write(file, safetensors(state));
      assertSame(state, SafeTensorsFile.read(file));
    }
  }

  /** As the format's description has it: a length, JSON, and the bytes in little endian. */
  private static byte[] safetensors(final Map<String, Tensor> state) throws IOException {
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    final com.google.gson.JsonObject header = new com.google.gson.JsonObject();
    for (final Map.Entry<String, Tensor> entry : state.entrySet()) {
      final Tensor tensor = entry.getValue();
      final int from = bytes.size();
      bytes.write(bytes(tensor));
      final com.google.gson.JsonObject described = new com.google.gson.JsonObject();
      described.addProperty("dtype", tensor.dtype().name());
      described.add("shape", new com.google.gson.Gson().toJsonTree(tensor.shape()));
      described.add(
          "data_offsets", new com.google.gson.Gson().toJsonTree(new int[] {from, bytes.size()}));
      header.add(entry.getKey(), described);
    }
    final byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
    final ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.write(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(json.length).array());
    file.write(json);
    file.write(bytes.toByteArray());
    return file.toByteArray();
  }

  private static byte[] bytes(final Tensor tensor) {
    final int n = (int) tensor.elements();
    final ByteBuffer out =
        ByteBuffer.allocate(n * tensor.dtype().bytes()).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < n; i++) {
      final Object data = tensor.data();
      switch (tensor.dtype()) {
        case F32 -> out.putFloat(Array.getFloat(data, i));
        case F64 -> out.putDouble(Array.getDouble(data, i));
        case I64 -> out.putLong(Array.getLong(data, i));
        case I32 -> out.putInt(Array.getInt(data, i));
        case I16 -> out.putShort(Array.getShort(data, i));
        case BOOL -> out.put((byte) (Array.getBoolean(data, i) ? 1 : 0));
        default -> out.put(Array.getByte(data, i));
      }
    }
    return out.array();
  }

  @Property(seed = "1")
  void snapshotsComeBack(
      @ForAll("states") final Map<String, Tensor> state, @ForAll final double loss) {
    final Map<String, Tensor> tensors = new LinkedHashMap<>(state);
    tensors.remove("log");
    try (Scratch scratch = new Scratch()) {
      final Checkpoint checkpoint = new Checkpoint(scratch.folder());
      checkpoint.save(tensors, List.of(new double[] {0, loss}, new double[] {1, Double.NaN}));
      final Checkpoint.Saved saved = checkpoint.saved().orElseThrow();
      assertSame(tensors, saved.tensors());
      assertArrayEquals(new double[] {0, loss}, saved.log().get(0));
      assertArrayEquals(new double[] {1, Double.NaN}, saved.log().get(1));
    }
  }

  // -- HDF5 --

  @Provide
  Arbitrary<Map<String, Object>> attributes() {
    final Arbitrary<Object> value =
        Arbitraries.oneOf(
            Texts.any().filter(t -> !t.isEmpty()).map(t -> (Object) t),
            Arbitraries.longs().map(l -> (Object) l),
            Arbitraries.doubles().map(d -> (Object) d));
    return Arbitraries.maps(
            Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(8).map(n -> "x" + n), value)
        .ofMaxSize(3);
  }

  @Property(seed = "1")
  void featuresComeBack(
      @ForAll @IntRange(min = 1, max = 9) final int patches,
      @ForAll @IntRange(min = 1, max = 5) final int dimension,
      @ForAll("attributes") final Map<String, Object> attributes,
      @ForAll final Random random) {
    final float[] features = new float[patches * dimension];
    for (int i = 0; i < features.length; i++) {
      features[i] = (float) random.nextGaussian();
    }
    final long[] xy = new long[2 * patches];
    for (int i = 0; i < xy.length; i++) {
      xy[i] = random.nextInt(1 << 20);
    }
    final Map<String, Object> how = new LinkedHashMap<>(attributes);
    how.put(PatchAttributes.PATCH_SIZE, 256L);
    how.put(PatchAttributes.PATCH_LEVEL, 0L);
    final PatchFile file = PatchFile.of(PatchCoords.ofInterleaved(xy), new PatchAttributes(how));
    try (Scratch scratch = new Scratch()) {
      new FeatureFile(features, dimension, attributes, Optional.of(file))
          .write(scratch.file("a.h5"));
      final FeatureFile back = FeatureFile.read(scratch.file("a.h5"));
      assertArrayEquals(features, back.features());
      assertEquals(dimension, back.dimension());
      assertEquals(attributes, back.attributes());
      assertArrayEquals(xy, back.patches().orElseThrow().grid().coords().interleaved());
      final Map<String, Object> read =
          new LinkedHashMap<>(back.patches().orElseThrow().attributes().map());
      read.remove("_jHDF"); // The library's own mark.
      assertEquals(how, read);
      file.write(scratch.file("p.h5"));
      assertArrayEquals(xy, PatchFile.read(scratch.file("p.h5")).grid().coords().interleaved());
    }
  }
}
