package io.github.attrimil.evaluate;

import io.github.attrimil.job.AttriMilException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * How well patch scores find lesions: areas under the ROC curve (AUC) and average precision (AP)
 * over the patches of each slide, and over all patches together.
 *
 * @param slides each slide's figures, in the order given
 * @param pooled the figures of all patches together; large slides weigh more
 */
public record PatchAuc(List<Figures> slides, Figures pooled) {

  /**
   * One slide's patches.
   *
   * @param slideId its id
   * @param score N scores, higher where a lesion is likelier; not copied
   * @param lesion N truths; not copied
   */
  public record Patches(String slideId, float[] score, boolean[] lesion) {

    /** Checks the lengths. */
    public Patches {
      if (score.length != lesion.length || score.length == 0) {
        throw new AttriMilException(
            "Slide '%s' has %d patch scores and %d patch labels: give one each, and at least one"
                .formatted(slideId, score.length, lesion.length));
      }
    }
  }

  /**
   * What was found.
   *
   * @param slideId the slide, or "" for all
   * @param patches N
   * @param lesionPatches how many of them are in a lesion
   * @param auc nothing when all or none are in a lesion
   * @param averagePrecision nothing when none are; {@code lesionPatches / patches} is chance
   */
  public record Figures(
      String slideId,
      long patches,
      long lesionPatches,
      OptionalDouble auc,
      OptionalDouble averagePrecision) {

    private static Figures of(final String slideId, final Ranking r) {
      return new Figures(
          slideId, r.positives() + r.negatives(), r.positives(), r.auc(), r.averagePrecision());
    }
  }

  /**
   * @param slides the slides, at least one
   * @return their figures
   * @throws AttriMilException when there is none or a score is not a number
   */
  public static PatchAuc of(final List<Patches> slides) {
    final int total = slides.stream().mapToInt(s -> s.score().length).reduce(0, Math::addExact);
    final double[] scores = new double[total];
    final boolean[] lesions = new boolean[total];
    final List<Figures> figures = new ArrayList<>();
    int at = 0;
    for (final Patches slide : slides) {
      final double[] own = new double[slide.score().length];
      for (int i = 0; i < own.length; i++) {
        own[i] = slide.score()[i];
      }
      figures.add(Figures.of(slide.slideId(), Ranking.of(slide.lesion(), own)));
      System.arraycopy(own, 0, scores, at, own.length);
      System.arraycopy(slide.lesion(), 0, lesions, at, own.length);
      at += own.length;
    }
    return new PatchAuc(List.copyOf(figures), Figures.of("", Ranking.of(lesions, scores)));
  }

  /**
   * @return the mean AUC over the slides that have one, each slide weighing the same
   */
  public OptionalDouble meanAuc() {
    return slides.stream().flatMapToDouble(s -> s.auc().stream()).average();
  }

  /**
   * @return the mean AP over the slides that have one
   */
  public OptionalDouble meanAveragePrecision() {
    return slides.stream().flatMapToDouble(s -> s.averagePrecision().stream()).average();
  }
}
