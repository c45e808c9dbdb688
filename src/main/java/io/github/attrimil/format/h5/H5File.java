package io.github.attrimil.format.h5;

import io.github.attrimil.core.AtomicFile;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.QuietLibraries;
import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Node;
import io.jhdf.api.WritableDataset;
import io.jhdf.exceptions.HdfException;
import io.jhdf.object.datatype.FloatingPoint;
import java.io.IOException;
import java.lang.reflect.Array;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An HDF5 file of flat datasets, for reading: the one place that touches jHDF. Sizes are checked
 * against memory before anything is read, because the files come from others.
 */
public final class H5File implements AutoCloseable {

  static {
    // Before its first line: jHDF reports every message it reads, at the level of debugging.
    QuietLibraries.apply();
  }

  private final Path path;
  private final HdfFile hdf;

  private H5File(final Path path, final HdfFile hdf) {
    this.path = path;
    this.hdf = hdf;
  }

  /**
   * Opens a file.
   *
   * @param path an HDF5 file
   * @return the file, which the caller must close
   */
  public static H5File open(final Path path) {
    if (!Files.isRegularFile(path)) {
      throw new AttriMilException(path + " does not exist");
    }
    H5Bytes.checkWhole(path);
    HdfFile hdf = null;
    try {
      hdf = new HdfFile(path);
      hdf.getChildren();
      return new H5File(path, hdf);
    } catch (final RuntimeException | StackOverflowError | OutOfMemoryError e) {
      if (hdf != null) {
        hdf.close();
      }
      return openSetBack(path, e);
    }
  }

  private static H5File openSetBack(final Path path, final Throwable why) {
    try {
      final Optional<byte[]> bytes =
          why instanceof HdfException ? H5Layout5.setBack(path) : Optional.empty();
      if (bytes.isPresent()) {
        final HdfFile hdf = HdfFile.fromBytes(bytes.get());
        hdf.getChildren();
        return new H5File(path, hdf);
      }
    } catch (final IOException | RuntimeException | OutOfMemoryError e) {
      throw unreadable(path, e);
    }
    throw unreadable(path, why);
  }

  /**
   * @param name a dataset's name
   * @return whether the file has it
   */
  public boolean has(final String name) {
    return find(name).isPresent();
  }

  /**
   * @param name a dataset's name
   * @return its shape
   */
  public long[] shape(final String name) {
    return dataset(name).getDimensionsAsLong();
  }

  /**
   * @param name a dataset of any number type
   * @return its values as float32, flat, last axis fastest
   * @throws AttriMilException also for floating-point numbers that are not IEEE 754's
   */
  public float[] floats(final String name) {
    checkFloats(name);
    final Object flat = flat(name);
    if (flat instanceof float[] f) {
      return f;
    }
    final float[] out = new float[Array.getLength(flat)];
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) Array.getDouble(flat, i);
    }
    return out;
  }

  /**
   * Reads one row of a dataset without the others, as far as its chunks allow.
   *
   * @param name a dataset of any number type, N x D or 1 x N x D
   * @param row from 0
   * @return the row's values as float32
   */
  float[] row(final String name, final long row) {
    checkFloats(name);
    bounds(name).check();
    final Dataset dataset = dataset(name);
    try {
      final int[] size = dataset.getDimensions();
      final long[] from = new long[size.length];
      Arrays.fill(size, 0, size.length - 1, 1);
      from[from.length - 2] = row;
      Object data = dataset.getData(from, size);
      while (Array.get(data, 0).getClass().isArray()) {
        data = Array.get(data, 0);
      }
      final float[] out = new float[Array.getLength(data)];
      for (int i = 0; i < out.length; i++) {
        out[i] = ((Number) Array.get(data, i)).floatValue();
      }
      return out;
    } catch (final RuntimeException | StackOverflowError | OutOfMemoryError e) {
      throw unreadable(path, e);
    }
  }

  /** Numbers of another format would be read as other numbers. */
  private void checkFloats(final String name) {
    if (dataset(name).getDataType() instanceof FloatingPoint type) {
      final int bits = 8 * type.getSize();
      final boolean ieee =
          bits == 16 && type.getExponentSize() == 5 && type.getExponentBias() == 15
              || bits == 32 && type.getExponentSize() == 8 && type.getExponentBias() == 127
              || bits == 64 && type.getExponentSize() == 11 && type.getExponentBias() == 1023;
      if (!ieee) {
        throw new AttriMilException(
            path
                + ": "
                + name
                + " has floating-point numbers of "
                + bits
                + " bits with an exponent of "
                + type.getExponentSize()
                + (bits == 16 && type.getExponentSize() == 8 ? " (bfloat16)" : "")
                + ", which are not read; write them as float32");
      }
    }
  }

  /**
   * @param name a dataset
   * @return whether its values are floating-point numbers
   */
  boolean hasFloats(final String name) {
    return dataset(name).getDataType() instanceof FloatingPoint;
  }

  /**
   * @param name a dataset of an integer type, or of floating-point numbers that are whole
   * @return its values, flat, last axis fastest
   */
  public long[] longs(final String name) {
    final Object flat = flat(name);
    if (flat instanceof long[] l) {
      return l;
    }
    final long[] out = new long[Array.getLength(flat)];
    for (int i = 0; i < out.length; i++) {
      final double v = Array.getDouble(flat, i);
      out[i] = (long) v;
      if (out[i] != v) {
        throw new AttriMilException(path + ": " + name + " holds " + v + ", not a whole number");
      }
    }
    return out;
  }

  /**
   * Reads the attributes of a dataset, or of the file where the name is "/".
   *
   * @param name a dataset's name, or "/"
   * @return numbers as Long or Double, texts as String, arrays as long[] or double[], others left
   *     out
   */
  public Map<String, Object> attributes(final String name) {
    final Map<String, Object> out = new LinkedHashMap<>();
    final Node node = name.equals("/") ? hdf : dataset(name);
    try {
      for (final Attribute attribute : node.getAttributes().values()) {
        H5Attribute.value(attribute).ifPresent(v -> out.put(attribute.getName(), v));
      }
    } catch (final RuntimeException | StackOverflowError | OutOfMemoryError e) {
      throw unreadable(path, e);
    }
    return out;
  }

  @Override
  public void close() {
    hdf.close();
  }

  private Optional<Dataset> find(final String name) {
    try {
      return Optional.ofNullable(hdf.getChildren().get(name))
          .filter(n -> n instanceof Dataset)
          .map(n -> (Dataset) n);
    } catch (final RuntimeException | StackOverflowError | OutOfMemoryError e) {
      throw unreadable(path, e);
    }
  }

  private Dataset dataset(final String name) {
    return find(name)
        .orElseThrow(
            () ->
                new AttriMilException(
                    path
                        + " has no dataset \""
                        + name
                        + "\"; it has "
                        + hdf.getChildren().keySet()));
  }

  private H5Bounds bounds(final String name) {
    final Runtime java = Runtime.getRuntime();
    final long free = java.maxMemory() - java.totalMemory() + java.freeMemory();
    return new H5Bounds(path, name, dataset(name), hdf.size(), free);
  }

  private Object flat(final String name) {
    final H5Bounds bounds = bounds(name);
    bounds.check();
    bounds.checkMemory();
    final Dataset dataset = dataset(name);
    try {
      final Object flat = dataset.getDataFlat();
      final Class<?> element = flat.getClass().getComponentType();
      if (element != null && Array.getLength(flat) == 0) {
        return new float[0];
      }
      if (element == null || !element.isPrimitive() || element == boolean.class) {
        throw new AttriMilException(
            path + ": " + name + " holds no plain numbers; write them as float32 or int64");
      }
      return flat;
    } catch (final AttriMilException e) {
      throw e;
    } catch (final RuntimeException | StackOverflowError | OutOfMemoryError e) {
      throw unreadable(path, e);
    }
  }

  private static AttriMilException unreadable(final Path path, final Throwable e) {
    if (e instanceof OutOfMemoryError) {
      return new AttriMilException(
          path + " needs more memory than is left; raise -Xmx, unless the file is damaged", e);
    }
    return new AttriMilException(
        path
            + " cannot be read as HDF5 ("
            + AttriMilException.oneLine(e)
            + "); it is damaged, or uses what only the newest HDF5 writes: write it again with"
            + " h5py's libver='earliest'",
        e);
  }

  // -- Writing --

  /** Collects the datasets of a new file. */
  public static final class Writer {

    private final WritableHdfFile hdf;

    private Writer(final WritableHdfFile hdf) {
      this.hdf = hdf;
    }

    /**
     * Adds a dataset of two axes.
     *
     * @param name its name
     * @param rows long[rows][columns] or float[rows][columns]; at least one row
     * @param attributes String, Long, Double, long[] or double[] values
     */
    public void dataset(
        final String name, final Object rows, final Map<String, Object> attributes) {
      final WritableDataset dataset = hdf.putDataset(name, rows);
      // In one order, whatever map they come in: the same content gives the same bytes.
      new TreeMap<>(attributes).forEach(dataset::putAttribute);
    }
  }

  /** Fills a new file. */
  @FunctionalInterface
  public interface Content {
    /**
     * @param writer takes the datasets
     */
    void addTo(Writer writer);
  }

  /**
   * Writes a file whole or not at all.
   *
   * @param path the file
   * @param content adds the datasets
   */
  public static void write(final Path path, final Content content) {
    AtomicFile.write(
        path,
        part -> {
          try (WritableHdfFile hdf = HdfFile.write(part)) {
            content.addTo(new Writer(hdf));
          } catch (final HdfException e) {
            throw disk(e);
          }
        });
  }

  /** What the disk reported, such as that it is full, within jHDF's own exceptions. */
  private static IOException disk(final HdfException e) {
    Throwable cause = e;
    while (cause != null && !(cause instanceof IOException)) {
      cause = cause.getCause();
    }
    return cause == null ? new IOException(e.getMessage(), e) : (IOException) cause;
  }

  /**
   * Cuts a flat array into rows, as {@link Writer#dataset} takes them.
   *
   * @param flat rows x columns values
   * @param columns values in a row
   * @return the rows
   */
  public static long[][] rows(final long[] flat, final int columns) {
    final long[][] rows = new long[flat.length / columns][];
    Arrays.setAll(rows, i -> Arrays.copyOfRange(flat, i * columns, (i + 1) * columns));
    return rows;
  }

  /**
   * Cuts a flat array into rows, as {@link Writer#dataset} takes them.
   *
   * @param flat rows x columns values
   * @param columns values in a row
   * @return the rows, as long
   */
  public static long[][] rows(final int[] flat, final int columns) {
    final long[][] rows = new long[flat.length / columns][columns];
    for (int i = 0; i < rows.length * columns; i++) {
      rows[i / columns][i % columns] = flat[i];
    }
    return rows;
  }

  /**
   * Cuts a flat array into rows, as {@link Writer#dataset} takes them.
   *
   * @param flat rows x columns values
   * @param columns values in a row
   * @return the rows
   */
  public static float[][] rows(final float[] flat, final int columns) {
    final float[][] rows = new float[flat.length / columns][];
    Arrays.setAll(rows, i -> Arrays.copyOfRange(flat, i * columns, (i + 1) * columns));
    return rows;
  }
}
