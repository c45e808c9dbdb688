package io.github.attrimil.project;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import io.github.attrimil.core.AtomicFile;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.FileFailure;
import io.github.attrimil.format.table.CsvTable;
import io.github.attrimil.format.tensors.TorchFile;
import io.github.attrimil.tensor.DType;
import io.github.attrimil.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A snapshot of a training after its last whole epoch: a folder "unfinished" with checkpoint.pt
 * (all weights, what the optimizer remembers, and the log so far, in one file that is written whole
 * or not at all) and request.json, what is being trained. A training of several parts, such as
 * folds, has a folder in it for each, with a snapshot of its own.
 */
public final class Checkpoint {

  /** The folder in that of a model while it is trained, and after its training was stopped. */
  public static final String FOLDER = "unfinished";

  private static final Gson GSON = new GsonBuilder().setPrettyPrinting().create();
  private static final String WEIGHTS = "checkpoint.pt";
  private static final String ROWS = "log";

  /**
   * What was saved.
   *
   * @param tensors by name
   * @param log rows of numbers, an epoch each
   */
  public record Saved(Map<String, Tensor> tensors, List<double[]> log) {}

  private final Path folder;

  /**
   * @param parent the folder of what is trained
   */
  public Checkpoint(final Path parent) {
    this(parent, FOLDER);
  }

  private Checkpoint(final Path parent, final String name) {
    this.folder = parent.resolve(name);
  }

  /**
   * @return the file of the snapshot
   */
  public Path weights() {
    return file(WEIGHTS);
  }

  /**
   * @param name of a part of what is trained
   * @return its snapshot, in a folder of that name inside this one
   */
  public Checkpoint part(final String name) {
    return new Checkpoint(folder, name);
  }

  /**
   * @param name a file's name
   * @return where it lies in this folder
   */
  public Path file(final String name) {
    return folder.resolve(name);
  }

  /**
   * Begins, or resumes when the same was begun before; what belongs to another training is removed.
   *
   * @param request everything that shapes the training
   * @return what was saved last, if anything
   */
  public Optional<Saved> begin(final Map<String, String> request) {
    final Optional<Saved> saved = hasBegun(request) ? saved() : Optional.empty();
    if (saved.isEmpty()) {
      beginAnew(request);
    }
    return saved;
  }

  /**
   * @param request everything that shapes a training
   * @return whether it was begun before, so that it can be resumed
   */
  public boolean hasBegun(final Map<String, String> request) {
    final Path json = file("request.json");
    try {
      return Files.exists(json) && Files.readString(json).equals(text(request));
    } catch (final IOException e) {
      throw FileFailure.of("read", json, e);
    }
  }

  /**
   * Removes whatever was begun before, and begins.
   *
   * @param request everything that shapes the training
   */
  public void beginAnew(final Map<String, String> request) {
    remove();
    AtomicFile.write(file("request.json"), part -> Files.writeString(part, text(request)));
  }

  private static String text(final Map<String, String> request) {
    return GSON.toJson(new TreeMap<>(request)) + "\n";
  }

  /**
   * @return what was saved last; nothing where it cannot be read, such as after a power failure
   */
  public Optional<Saved> saved() {
    final Map<String, Tensor> tensors;
    try {
      if (!Files.exists(weights())) {
        return Optional.empty();
      }
      tensors = new LinkedHashMap<>(TorchFile.read(weights()));
    } catch (final AttriMilException e) {
      // Cut short when the machine went down: begun again.
      return Optional.empty();
    }
    final Tensor rows = tensors.remove(ROWS);
    if (rows == null || rows.dtype() != DType.F64 || rows.shape().length != 2) {
      // Of another program: begun again.
      return Optional.empty();
    }
    final int columns = (int) rows.shape()[1];
    final double[] values = (double[]) rows.data();
    final List<double[]> log = new ArrayList<>();
    for (int i = 0; i < rows.shape()[0]; i++) {
      log.add(Arrays.copyOfRange(values, i * columns, (i + 1) * columns));
    }
    return Optional.of(new Saved(tensors, log));
  }

  /**
   * Saves an epoch.
   *
   * @param tensors by name
   * @param log all rows so far
   */
  public void save(final Map<String, Tensor> tensors, final List<double[]> log) {
    final int columns = log.get(0).length;
    final double[] values = new double[log.size() * columns];
    for (int i = 0; i < log.size(); i++) {
      System.arraycopy(log.get(i), 0, values, i * columns, columns);
    }
    final Map<String, Tensor> all = new LinkedHashMap<>(tensors);
    all.put(ROWS, new Tensor(DType.F64, new long[] {log.size(), columns}, values));
    TorchFile.write(weights(), all);
  }

  /**
   * @param prefix of names
   * @param tensors by name
   * @return the tensors under names with the prefix
   */
  public static Map<String, Tensor> prefixed(
      final String prefix, final Map<String, Tensor> tensors) {
    final Map<String, Tensor> named = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> named.put(prefix + name, tensor));
    return named;
  }

  /**
   * @param prefix of names
   * @param tensors by name
   * @return the tensors whose names have the prefix, without it
   */
  public static Map<String, Tensor> part(final String prefix, final Map<String, Tensor> tensors) {
    final Map<String, Tensor> named = new LinkedHashMap<>();
    tensors.forEach(
        (name, tensor) -> {
          if (name.startsWith(prefix)) {
            named.put(name.substring(prefix.length()), tensor);
          }
        });
    return named;
  }

  /**
   * @param columns their names
   * @param rows rows of numbers
   * @return a table; whole numbers are written as such, what is not a number is left empty
   */
  public static CsvTable table(final List<String> columns, final List<double[]> rows) {
    final CsvTable table = CsvTable.of(columns);
    for (final double[] row : rows) {
      final Object[] cells = new Object[row.length];
      for (int i = 0; i < row.length; i++) {
        cells[i] =
            Double.isNaN(row[i])
                ? null
                : row[i] == Math.rint(row[i]) && Math.abs(row[i]) < 1e9
                    ? (Object) (long) row[i]
                    : (Object) row[i];
      }
      table.add(cells);
    }
    return table;
  }

  /** Removes the folder and what is in it. */
  public void remove() {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (final Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
        Files.deleteIfExists(file);
      }
    } catch (final IOException e) {
      throw FileFailure.of("remove", folder, e);
    }
  }
}
