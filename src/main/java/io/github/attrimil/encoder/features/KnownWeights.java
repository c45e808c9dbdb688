package io.github.attrimil.encoder.features;

import io.github.attrimil.core.AtomicFile;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.Sha256;
import io.github.attrimil.core.Workers;
import io.github.attrimil.encoder.KnownEncoder;
import io.github.attrimil.encoder.script.NamedTensors;
import io.github.attrimil.format.tensors.TensorFiles;
import io.github.attrimil.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLConnection;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/**
 * The weights of known encoders in the folder they are kept in. Checksums that the table does not
 * have are recorded beside the file on first use, and hold from then on.
 */
public final class KnownWeights {

  /** Where weights are kept; another folder may be given by the system property of this name. */
  public static final String FOLDER_PROPERTY = "attrimil.encoders";

  private static final int TIMEOUT_MILLIS = 20_000;
  private static final String RECORD = ".sha256";

  private KnownWeights() {}

  /**
   * @return the folder weights are kept in
   */
  public static Path folder() {
    final String set = System.getProperty(FOLDER_PROPERTY);
    return set == null
        ? Path.of(System.getProperty("user.home"), ".attrimil", "encoders")
        : Path.of(set);
  }

  /**
   * Finds the weights, downloading them on first use where that needs no agreement.
   *
   * @param known which encoder
   * @return their file, its checksum verified or recorded
   * @throws AttriMilException naming file, page, license and folder, when they cannot be had
   */
  public static Path of(final KnownEncoder known) {
    return of(known, Job.silent());
  }

  /**
   * The same, and the user can cancel the download.
   *
   * @param known which encoder
   * @param job asked whether to stop
   * @return the file of the weights
   * @throws AttriMilException as {@link #of(KnownEncoder)}
   */
  static Path of(final KnownEncoder known, final Job job) {
    final Path target = folder().resolve(known.file());
    final Path file = there(known).orElse(target);
    if (!Files.exists(file)) {
      download(known, target, job);
    }
    verify(known, file);
    return file;
  }

  /**
   * @param known which encoder
   * @return the checksum of its weights; those that the table does not have are downloaded first
   * @throws AttriMilException when that needs the weights and they cannot be had
   */
  static String checksum(final KnownEncoder known) {
    if (known.sha256() != null) {
      return known.sha256();
    }
    final Optional<Path> file = there(known).filter(f -> Files.exists(record(f)));
    return read(record(file.orElseGet(() -> of(known))));
  }

  /**
   * Says which weights were loaded, and what a file without a card was taken for.
   *
   * @param encoder a known name, or a file of weights
   * @param job shown it
   */
  static void announce(final String encoder, final Job job) {
    final Optional<KnownEncoder> named = KnownEncoder.find(encoder);
    if (named.isPresent()) {
      final KnownEncoder known = named.get();
      there(known)
          .ifPresent(
              file ->
                  job.info(
                      "Weights of "
                          + known.name()
                          + ": "
                          + file
                          + ", sha256 "
                          + checksum(known)
                          + (known.sha256() == null ? " (recorded on first use)" : "")));
      return;
    }
    recognized(Path.of(encoder))
        .ifPresent(
            known ->
                job.info(
                    encoder
                        + " has the tensors of "
                        + known.name()
                        + ": its input size, normalization and token rule are used; write a card"
                        + " into the same folder to change them"));
  }

  /**
   * @param known which encoder
   * @return the weights if they are there: under the published name, or under another name in the
   *     folder, recognized by their tensors
   */
  public static Optional<Path> there(final KnownEncoder known) {
    final Path target = folder().resolve(known.file());
    if (Files.isRegularFile(target)) {
      return Optional.of(target);
    }
    final Path own = folder().resolve(known.name());
    return Stream.concat(files(own), files(folder()))
        .filter(
            file -> {
              final List<KnownEncoder> like = like(file);
              return like.contains(known) && (like.size() == 1 || file.startsWith(own));
            })
        .findFirst();
  }

  private static Stream<Path> files(final Path folder) {
    try (Stream<Path> all = Files.list(folder)) {
      return all
          .filter(f -> f.toString().matches(".*\\.(bin|pth|pt|torch|ckpt|safetensors)"))
          .sorted()
          .toList()
          .stream();
    } catch (final IOException e) {
      // No such folder yet.
      return Stream.empty();
    }
  }

  /**
   * @param file weights
   * @return the known encoders that have such tensors
   */
  static List<KnownEncoder> like(final Path file) {
    try {
      return TensorFiles.isTorchScript(file) ? List.of() : like(TensorFiles.open(file));
    } catch (final AttriMilException e) {
      // Not weights; whoever needs them will say so.
      return List.of();
    }
  }

  /**
   * @param file weights
   * @return a known encoder with such tensors; where there are several, they take patches and give
   *     features in the same way
   */
  static Optional<KnownEncoder> recognized(final Path file) {
    final List<KnownEncoder> like = like(file);
    return like.stream().findFirst().filter(first -> like.stream().allMatch(first::usedLike));
  }

  /**
   * @param state tensors
   * @return the known encoders that have such tensors
   */
  static List<KnownEncoder> like(final Map<String, Tensor> state) {
    return KnownEncoder.all().stream().filter(k -> mismatch(k, state).isEmpty()).toList();
  }

  /** The first tensor by which the weights are not the encoder's. */
  private static Optional<String> mismatch(
      final KnownEncoder known, final Map<String, Tensor> state) {
    final String mark = known.tensors().keySet().iterator().next();
    final Optional<String> prefix = NamedTensors.prefix(state, mark);
    if (prefix.isEmpty()) {
      return Optional.of(mark);
    }
    final Stream<String> unlike =
        known.tensors().entrySet().stream()
            .filter(
                e -> {
                  final Tensor tensor = state.get(prefix.get() + e.getKey());
                  return tensor == null || !Arrays.equals(tensor.shape(), e.getValue());
                })
            .map(Map.Entry::getKey);
    final Stream<String> extra =
        known.absent().stream().filter(name -> state.containsKey(prefix.get() + name));
    return Stream.concat(unlike, extra).findFirst();
  }

  /**
   * @param known which encoder
   * @param file its weights
   * @param state their tensors
   * @throws AttriMilException naming the tensor by which they are another encoder's
   */
  static void check(final KnownEncoder known, final Path file, final Map<String, Tensor> state) {
    mismatch(known, state)
        .ifPresent(
            name -> {
              throw new AttriMilException(
                  "The tensor \""
                      + name
                      + "\" in "
                      + file
                      + " is not as in "
                      + known.name()
                      + "; get the file again from "
                      + known.page());
            });
  }

  private static void download(final KnownEncoder known, final Path target, final Job job) {
    if (known.source() == null) {
      throw missing(known, known.gated() ? "accept the license there" : "no direct link", null);
    }
    job.info("Downloading " + known.source() + " to " + target);
    // In a thread of its own: a network that hangs is not to hold who cancels.
    final AtomicBoolean stop = new AtomicBoolean();
    final FutureTask<Void> download = new FutureTask<>(() -> download(known, target, stop), null);
    final Thread thread = new Thread(download, "AttriMIL download");
    thread.setDaemon(true);
    thread.start();
    try {
      Workers.result(download, job);
    } finally {
      stop.set(true);
    }
  }

  private static void download(
      final KnownEncoder known, final Path target, final AtomicBoolean stop) {
    try {
      final URLConnection connection = URI.create(known.source()).toURL().openConnection();
      connection.setConnectTimeout(TIMEOUT_MILLIS);
      connection.setReadTimeout(TIMEOUT_MILLIS);
      try (InputStream in = connection.getInputStream()) {
        AtomicFile.write(
            target,
            part -> {
              copy(in, part, stop);
              if (known.sha256() != null) {
                compare(known, part, known.sha256());
              }
            });
      }
    } catch (final IOException e) {
      final String why =
          e instanceof UnknownHostException
              ? "no connection to " + e.getMessage()
              : "the download failed: " + e.getMessage();
      throw missing(known, why, e);
    }
  }

  private static void copy(final InputStream in, final Path part, final AtomicBoolean stop)
      throws IOException {
    try (OutputStream out = Files.newOutputStream(part)) {
      final byte[] buffer = new byte[1 << 16];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        if (stop.get()) {
          throw new IOException("canceled");
        }
        out.write(buffer, 0, n);
      }
    }
  }

  private static AttriMilException missing(
      final KnownEncoder known, final String why, final Exception cause) {
    final Path target = folder().resolve(known.file()).toAbsolutePath();
    return new AttriMilException(
        "encoder="
            + known.name()
            + " needs its weights: download "
            + target.getFileName()
            + " from "
            + known.page()
            + " ("
            + why
            + "; license: "
            + known.license()
            + ") and put it into "
            + target.getParent()
            + "; or give encoder=FILE with your own weights",
        cause);
  }

  private static void verify(final KnownEncoder known, final Path file) {
    if (known.sha256() != null) {
      compare(known, file, known.sha256());
    } else if (AtomicFile.isWritten(record(file))) {
      compare(known, file, read(record(file)));
    } else {
      final String found = Sha256.of(file);
      AtomicFile.write(record(file), part -> Files.writeString(part, found + "\n"));
    }
  }

  private static Path record(final Path file) {
    return file.resolveSibling(file.getFileName() + RECORD);
  }

  private static String read(final Path record) {
    try {
      return Files.readString(record).strip();
    } catch (final IOException e) {
      throw new AttriMilException("Cannot read " + record + "; delete it", e);
    }
  }

  private static void compare(final KnownEncoder known, final Path file, final String expected) {
    final String found = Sha256.of(file);
    if (!found.equals(expected)) {
      throw new AttriMilException(
          file
              + " has sha256 "
              + found
              + ", that of "
              + known.name()
              + (known.sha256() == null ? " was recorded on first use as " : " is ")
              + expected
              + "; delete it and get it again");
    }
  }
}
