package io.github.attrimil.fiji;

import io.github.attrimil.explain.PatchScores;
import io.github.attrimil.explain.Prediction;
import io.github.attrimil.explain.map.MapModel;
import java.util.Optional;

/** What a model thinks of a slide, and what the colors of its map mean, in words. */
final class VerdictText {

  private VerdictText() {}

  /**
   * @param model the map
   * @param truth the slide's label, if it is known
   * @return for example "Predicted: tumor, probability 0.93, 4 of 5 folds agree (mean of 5 folds).
   *     Label: tumor." and in a second line what red and blue mean
   */
  static String of(final MapModel model, final Optional<String> truth) {
    final PatchScores scores = model.scores();
    final String predicted =
        scores
            .prediction()
            .map((Prediction p) -> p.text(scores.classNames()))
            .orElse(scores.classNames().get(scores.predicted()));
    final String fold = scores.model().foldText();
    final String label =
        truth
            .map(
                t ->
                    " Label: "
                        + t
                        + (t.equals(scores.classNames().get(scores.predicted()))
                            ? "."
                            : ", not as predicted."))
            .orElse("");
    return "Predicted: "
        + predicted
        + (fold.isEmpty() ? "" : " (" + fold + ")")
        + "."
        + label
        + "\n"
        + colors(model);
  }

  private static String colors(final MapModel model) {
    final String name = model.scores().mapName(model.view().c());
    return model.values().signed()
        ? "Red supports \"" + name + "\", blue opposes it."
        : "Darker: more "
            + (model.scores().oneForAll() ? "attention" : model.values().name())
            + ". It is not evidence for or against a class.";
  }
}
