package io.github.attrimil.train;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.project.Checkpoint;
import io.github.attrimil.project.Project;
import io.github.attrimil.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The snapshots of a model's training, and its log so far. */
final class FoldSnapshots {

  /** A snapshot is taken when the last one was this many times as long ago as it took. */
  private static final int INTERVAL = 10;

  private final Project project;
  private final String model;
  private final Checkpoint checkpoint;
  private TrainingLog log = new TrainingLog(List.of());
  private Map<String, Tensor> tensors = Map.of();
  private long takenAt;
  private long took;

  FoldSnapshots(final Project project, final String model) {
    this.project = project;
    this.model = model;
    this.checkpoint = new Checkpoint(project.model(model));
  }

  /** Loads the last snapshot of the same training from the same files, if there is one. */
  void begin(final Map<String, String> key, final List<Path> files, final Job job) {
    final Map<String, String> request = new HashMap<>(key);
    for (final Path file : files) {
      try {
        request.put(
            "file " + project.root().relativize(file),
            Files.size(file) + " bytes, " + Files.getLastModifiedTime(file));
      } catch (final IOException e) {
        throw new AttriMilException("Cannot read " + file + ": " + e.getMessage(), e);
      }
    }
    final Optional<Checkpoint.Saved> saved = checkpoint.begin(request).filter(this::isWhole);
    if (saved.isPresent()) {
      tensors = saved.get().tensors();
      log = new TrainingLog(saved.get().log());
      final int epochs = log.epochs(log.fold()).size();
      job.info("train: resuming after epoch " + (epochs - 1) + " of fold " + log.fold());
    }
  }

  /** Whether the networks of the folds before the last one are there. */
  private boolean isWhole(final Checkpoint.Saved saved) {
    final int last = new TrainingLog(saved.log()).fold();
    for (int k = 0; k < last; k++) {
      if (!Files.exists(project.checkpoint(model, k))) {
        return false;
      }
    }
    return true;
  }

  TrainingLog log() {
    return log;
  }

  /** Where a fold was stopped, if it was. */
  Optional<Trainer.Snapshot> of(final int fold) {
    final List<Trainer.Epoch> epochs = log.epochs(fold);
    return epochs.isEmpty() ? Optional.empty() : Optional.of(new Trainer.Snapshot(tensors, epochs));
  }

  /** Takes the snapshots of a fold, unless that would take more than a small part of the time. */
  Trainer.Snapshots taking(final int fold) {
    final List<double[]> before = new ArrayList<>(log.rows());
    before.removeIf(row -> row[0] == fold);
    return (state, epochs) -> {
      final long now = System.nanoTime();
      if (took > 0 && now - takenAt < INTERVAL * took) {
        return;
      }
      final TrainingLog all = new TrainingLog(before);
      all.put(fold, epochs);
      checkpoint.save(state.get(), all.rows());
      takenAt = System.nanoTime();
      took = takenAt - now;
    };
  }

  void remove() {
    checkpoint.remove();
  }
}
