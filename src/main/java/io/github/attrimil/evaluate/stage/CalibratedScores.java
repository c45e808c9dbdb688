package io.github.attrimil.evaluate.stage;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.evaluate.Temperature;
import io.github.attrimil.evaluate.summary.OperatingPoint;
import io.github.attrimil.mil.registry.BagScores;
import io.github.attrimil.mil.registry.Origin;
import io.github.attrimil.mil.registry.TrainedModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Calibrated probabilities of single slides, where a model's validation slides are on record. */
public final class CalibratedScores {

  /** One a network; empty where nothing is on record. */
  private final List<OperatingPoint> points;

  /**
   * @param model a model; what {@code evaluate} wrote beside it is read
   */
  public CalibratedScores(final TrainedModel model) {
    points = model.origin().map(o -> points(o, model.checkpoints())).orElse(List.of());
  }

  private static List<OperatingPoint> points(final Origin origin, final List<Path> checkpoints) {
    final Map<Integer, Path> byFold = new TreeMap<>();
    for (int k = 0; k < origin.folds().size(); k++) {
      byFold.put(origin.folds().get(k), checkpoints.get(k));
    }
    try {
      return Validation.read(origin.folder(), byFold)
          .map(v -> origin.folds().stream().map(v::point).toList())
          .orElse(List.of());
    } catch (final AttriMilException e) {
      return List.of(); // Reported where predictions are written.
    }
  }

  /**
   * @param networks which networks of the model
   * @param scores what each of them predicts for a slide
   * @return C calibrated probabilities, as {@code predict} gives them: a network without a
   *     temperature counts with its own; nothing where none has one
   */
  public Optional<double[]> of(final List<Integer> networks, final List<BagScores> scores) {
    boolean any = false;
    final List<double[]> scaled = new ArrayList<>();
    for (int k = 0; k < networks.size(); k++) {
      final double[] p = scores.get(k).probabilities();
      final Optional<Temperature> temperature =
          networks.get(k) < points.size()
              ? points.get(networks.get(k)).temperature()
              : Optional.empty();
      any |= temperature.isPresent();
      final boolean exclusive = Math.abs(Arrays.stream(p).sum() - 1) < 1e-6;
      scaled.add(temperature.map(t -> t.apply(p, exclusive)).orElse(p));
    }
    return any ? Optional.of(Temperature.mean(scaled)) : Optional.empty();
  }
}
