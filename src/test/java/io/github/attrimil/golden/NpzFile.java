package io.github.attrimil.golden;

import io.github.attrimil.tensor.DType;
import io.github.attrimil.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Reads NumPy's array files: .npy (https://numpy.org/doc/stable/reference/generated/
 * numpy.lib.format.html) in row-major little-endian float32, float64, int32, int64 or uint8, and
 * .npz, a zip of them.
 */
public final class NpzFile {

  private static final int MAGIC_LENGTH = 6;
  private static final Pattern HEADER =
      Pattern.compile(
          "'descr':\\s*'([^']*)'.*'fortran_order':\\s*(True|False).*'shape':\\s*\\(([^)]*)\\)",
          Pattern.DOTALL);

  private NpzFile() {}

  /**
   * @param file a .npz
   * @return its arrays by name, in the file's order
   */
  public static Map<String, Tensor> read(final Path file) {
    final Map<String, Tensor> arrays = new LinkedHashMap<>();
    try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
      for (ZipEntry e = zip.getNextEntry(); e != null; e = zip.getNextEntry()) {
        arrays.put(e.getName().replaceFirst("\\.npy$", ""), parse(zip.readAllBytes()));
      }
    } catch (final IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
    return arrays;
  }

  /** The array of a .npy file's bytes. */
  static Tensor parse(final byte[] npy) {
    final ByteBuffer in = ByteBuffer.wrap(npy).order(ByteOrder.LITTLE_ENDIAN);
    in.position(MAGIC_LENGTH);
    final int major = in.getShort() & 0xff;
    final byte[] text = new byte[major == 1 ? Short.toUnsignedInt(in.getShort()) : in.getInt()];
    in.get(text);
    final String header = new String(text, StandardCharsets.ISO_8859_1);
    final Matcher m = HEADER.matcher(header);
    if (!m.find()) {
      throw new IllegalArgumentException("Not a header of NumPy: " + header);
    }
    final long[] shape =
        Arrays.stream(m.group(3).split(","))
            .map(String::strip)
            .filter(s -> !s.isEmpty())
            .mapToLong(Long::parseLong)
            .toArray();
    if (m.group(2).equals("True") && shape.length > 1) {
      return rowMajor(array(header, m.group(1), new long[] {shape[1], shape[0]}, in), shape);
    }
    return array(header, m.group(1), shape, in);
  }

  /** A column-major table from what its bytes are row by row. */
  private static Tensor rowMajor(final Tensor transposed, final long[] shape) {
    if (shape.length != 2 || transposed.dtype() != DType.F32) {
      throw new IllegalArgumentException("Column-major, and no table of float32: " + transposed);
    }
    final int columns = (int) shape[1];
    final float[] from = transposed.floats();
    final float[] to = new float[from.length];
    for (int i = 0; i < to.length; i++) {
      to[i] = from[i % columns * (int) shape[0] + i / columns];
    }
    return Tensor.of(to, shape);
  }

  private static Tensor array(
      final String header, final String type, final long[] shape, final ByteBuffer in) {
    final int n = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    switch (type) {
      case "<f4" -> {
        final float[] v = new float[n];
        in.asFloatBuffer().get(v);
        return Tensor.of(v, shape);
      }
      case "<f8" -> {
        final double[] v = new double[n];
        in.asDoubleBuffer().get(v);
        return new Tensor(DType.F64, shape, v);
      }
      case "<i4" -> {
        final int[] v = new int[n];
        in.asIntBuffer().get(v);
        return new Tensor(DType.I32, shape, v);
      }
      case "<i8" -> {
        final long[] v = new long[n];
        in.asLongBuffer().get(v);
        return Tensor.of(v, shape);
      }
      case "|u1" -> {
        final byte[] v = new byte[n];
        in.get(v);
        return new Tensor(DType.U8, shape, v);
      }
      default -> throw new IllegalArgumentException("Unknown type: " + header);
    }
  }
}
