package io.github.attrimil.evaluate.localize;

import io.github.attrimil.core.AttriMilException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The free-response ROC curve as the Camelyon16 challenge defines it (Ehteshami Bejnordi et al.
 * 2017, doi:10.1001/jama.2017.14585, and the organizers' evaluation program): at each threshold the
 * share of all lesions whose best candidate reaches it, against the mean number of false positives
 * a slide. The score is the mean sensitivity at 1/4, 1/2, 1, 2, 4 and 8 false positives, between
 * points along straight lines.
 *
 * <p>Thresholds are the scores of false positives and of lesions, where a lesion that was missed,
 * and isolated cells, count as 0. The organizers' program leaves out the lowest of them. That is 0
 * when anything was missed, but a real score when nothing was; {@link #allPoints} keeps it, and
 * there a missed lesion is found at no threshold.
 */
public final class Froc {

  /** The rates of the score, false positives a slide. */
  public static final List<Double> RATES = List.of(0.25, 0.5, 1.0, 2.0, 4.0, 8.0);

  /**
   * What candidates made of one slide.
   *
   * @param slideId the slide
   * @param falsePositives scores of the candidates outside all lesions
   * @param lesions for each lesion the best score inside it, 0 when it was missed
   * @param isolated how many groups of isolated tumor cells there are, which do not count
   */
  public record Slide(String slideId, double[] falsePositives, double[] lesions, int isolated) {}

  /**
   * A curve, from no false positives on.
   *
   * @param threshold falling, from infinity
   * @param falsePositives a slide, rising
   * @param sensitivity share of the lesions found, rising
   */
  public record Curve(double[] threshold, double[] falsePositives, double[] sensitivity) {

    /**
     * @param rate false positives a slide
     * @return the sensitivity there: the highest at exactly this rate, else between the points on
     *     both sides, and past the curve's end its last
     */
    public double at(final double rate) {
      int j = 0;
      while (j + 1 < falsePositives.length && falsePositives[j + 1] <= rate) {
        j++;
      }
      if (j == falsePositives.length - 1 || falsePositives[j] == rate) {
        return sensitivity[j];
      }
      final double slope =
          (sensitivity[j + 1] - sensitivity[j]) / (falsePositives[j + 1] - falsePositives[j]);
      return slope * (rate - falsePositives[j]) + sensitivity[j];
    }

    /**
     * @return the mean sensitivity at {@link #RATES}
     */
    public double score() {
      return RATES.stream().mapToDouble(this::at).average().orElseThrow();
    }
  }

  private enum Kind {
    FALSE_POSITIVE,
    LESION,
    /** A group of isolated cells, whose 0 is among the thresholds. */
    ISOLATED
  }

  private record Entry(double score, int slide, Kind kind) {}

  private final int[] lesions; // by slide
  private final List<Entry> entries = new ArrayList<>(); // highest score first

  /**
   * @param slides the slides, those without lesions too; at least one
   */
  public Froc(final List<Slide> slides) {
    if (slides.isEmpty()) {
      throw new AttriMilException("There is no slide to draw a FROC curve of");
    }
    lesions = slides.stream().mapToInt(s -> s.lesions().length).toArray();
    for (int s = 0; s < lesions.length; s++) {
      for (final double score : slides.get(s).falsePositives()) {
        entries.add(new Entry(score, s, Kind.FALSE_POSITIVE));
      }
      for (final double score : slides.get(s).lesions()) {
        entries.add(new Entry(score, s, Kind.LESION));
      }
      if (slides.get(s).isolated() > 0) {
        entries.add(new Entry(0, s, Kind.ISOLATED));
      }
    }
    entries.sort(Comparator.comparingDouble(e -> -e.score()));
  }

  /**
   * @return the challenge's curve, or nothing when there are no lesions
   */
  public Optional<Curve> curve() {
    return curve(once(), false);
  }

  /**
   * @return the curve with its lowest threshold too, or nothing when there are no lesions
   */
  public Optional<Curve> allPoints() {
    return curve(once(), true);
  }

  private int[] once() {
    final int[] weights = new int[lesions.length];
    Arrays.fill(weights, 1);
    return weights;
  }

  /**
   * The curve of slides drawn with replacement.
   *
   * @param weights how often each slide is in the sample
   * @param lowest whether the lowest threshold is kept
   */
  Optional<Curve> curve(final int[] weights, final boolean lowest) {
    long slides = 0;
    long all = 0;
    for (int s = 0; s < weights.length; s++) {
      slides += weights[s];
      all += (long) weights[s] * lesions[s];
    }
    if (all == 0) {
      return Optional.empty();
    }
    final double[] threshold = new double[entries.size() + 1];
    final double[] wrong = new double[threshold.length];
    final double[] found = new double[threshold.length];
    threshold[0] = Double.POSITIVE_INFINITY;
    long fp = 0;
    long tp = 0;
    int n = 1;
    for (int i = 0; i < entries.size(); ) {
      final double score = entries.get(i).score();
      boolean there = false;
      // Compared as numbers, so that 0 and -0 tie.
      for (; i < entries.size() && entries.get(i).score() == score; i++) {
        final Entry entry = entries.get(i);
        final int weight = weights[entry.slide()];
        there |= weight > 0;
        fp += entry.kind() == Kind.FALSE_POSITIVE ? weight : 0;
        tp += entry.kind() == Kind.LESION && (score > 0 || !lowest) ? weight : 0;
      }
      if (there) {
        threshold[n] = score;
        wrong[n] = (double) fp / slides;
        found[n++] = (double) tp / all;
      }
    }
    final int points = lowest || n == 1 ? n : n - 1;
    return Optional.of(
        new Curve(
            Arrays.copyOf(threshold, points),
            Arrays.copyOf(wrong, points),
            Arrays.copyOf(found, points)));
  }
}
