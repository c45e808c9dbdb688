package io.github.attrimil.train;

import io.github.attrimil.core.AtomicFile;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.FileFailure;
import io.github.attrimil.format.table.CsvTable;
import io.github.attrimil.format.tensors.TorchFile;
import io.github.attrimil.project.Checkpoint;
import io.github.attrimil.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How far the training of one fold is, as its folder in "unfinished" shows: a snapshot after one of
 * its epochs, or its log once it is finished, beside its network.
 */
final class FoldState {

  /** A snapshot is taken when the last one was this many times as long ago as it took. */
  private static final int INTERVAL = 10;

  private final int fold;
  private final Checkpoint snapshot;
  private final Path network;
  private long takenAt;
  private long took;

  /**
   * @param fold its number
   * @param snapshot of the fold
   * @param network where its best weights are written
   */
  FoldState(final int fold, final Checkpoint snapshot, final Path network) {
    this.fold = fold;
    this.snapshot = snapshot;
    this.network = network;
  }

  int fold() {
    return fold;
  }

  private Path table() {
    return snapshot.file("log.csv");
  }

  /** Whether both files are there and can be read: a power cut may have left them empty. */
  boolean isFinished() {
    if (!Files.exists(table()) || !Files.exists(network)) {
      return false;
    }
    try {
      return isWhole() && log().rows() > 0 && !TorchFile.read(network).isEmpty();
    } catch (final AttriMilException e) {
      return false;
    }
  }

  /** Whether none of the checkpoints of its epochs is empty, which are written once. */
  private boolean isWhole() {
    try (Stream<Path> files = Files.list(network.getParent())) {
      return files
          .filter(f -> f.getFileName().toString().matches("s_" + fold + "_.*\\.pt"))
          .allMatch(AtomicFile::isWritten);
    } catch (final IOException e) {
      throw FileFailure.of("list", network.getParent(), e);
    }
  }

  /** The rows of log.csv of a fold that is finished. */
  CsvTable log() {
    return CsvTable.read(table());
  }

  /** Where the fold was stopped, if it was. */
  Optional<Trainer.Snapshot> stopped() {
    return snapshot
        .saved()
        .filter(s -> isWhole())
        .map(
            s ->
                new Trainer.Snapshot(
                    s.tensors(), s.log().stream().map(TrainingLog::epoch).toList()));
  }

  /** Takes a snapshot, unless that would take more than a small part of the time. */
  void take(final Trainer.Ended ended) {
    final long now = System.nanoTime();
    if (took > 0 && now - takenAt < INTERVAL * took) {
      return;
    }
    snapshot.save(ended.snapshot().get(), ended.epochs().stream().map(TrainingLog::row).toList());
    takenAt = System.nanoTime();
    took = takenAt - now;
  }

  /** Writes the network and then the log, by which the fold counts as finished. */
  void finish(final Map<String, Tensor> state, final TrainingLog log) {
    TorchFile.write(network, state);
    log.table(fold).write(table());
    forget(List.of(snapshot.weights()));
  }

  /** Removes files; those that are not there are left out. */
  static void forget(final List<Path> files) {
    for (final Path file : files) {
      try {
        Files.deleteIfExists(file);
      } catch (final IOException e) {
        throw FileFailure.of("remove", file, e);
      }
    }
  }
}
