package io.github.attrimil.evaluate.localize;

import io.github.attrimil.core.AttriMilException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A slide's lesions as the Camelyon16 challenge counts them (Ehteshami Bejnordi et al. 2017,
 * doi:10.1001/jama.2017.14585, and the organizers' evaluation program): what is annotated is
 * widened by 37.5 micrometers, so that pieces closer than 75 are one lesion; holes are filled;
 * pieces that touch at a corner are one; and lesions whose major axis is shorter than 275
 * micrometers are isolated tumor cells, which count neither when found nor when missed. The major
 * axis is that of the ellipse with the same second moments.
 *
 * @param mask labels 1, 2, ... for the lesions
 * @param lesions the lesions, label 1 first
 */
public record Lesions(LesionMask mask, List<Lesion> lesions) {

  /**
   * One lesion.
   *
   * @param pixels of the mask
   * @param majorAxis in pixels of the mask
   * @param isolated whether it is isolated tumor cells
   */
  public record Lesion(int pixels, double majorAxis, boolean isolated) {}

  /**
   * What counts as a lesion.
   *
   * @param dilation in micrometers; 0 leaves the annotation as it is, holes and labels included
   * @param isolatedBelow major axis in micrometers below which a lesion is isolated cells
   */
  public record Rule(double dilation, double isolatedBelow) {

    /** Half of 75 micrometers: pieces closer than this from both sides grow together. */
    public static final double DILATION = 37.5;

    /** The largest extent of isolated tumor cells. */
    public static final double ISOLATED = 275;

    /** Checks the lengths. */
    public Rule {
      if (!(dilation >= 0 && dilation < 1e5) || !(isolatedBelow >= 0 && isolatedBelow < 1e6)) {
        throw new AttriMilException(
            String.format(
                Locale.ROOT,
                "dilation=%s and isolated=%s must be lengths in micrometers, 0 or more",
                dilation,
                isolatedBelow));
      }
    }

    /**
     * @return the challenge's
     */
    public static Rule camelyon16() {
      return new Rule(DILATION, ISOLATED);
    }

    /**
     * @return whether a slide's pixel size must be known
     */
    public boolean needsMicrons() {
      return dilation > 0 || isolatedBelow > 0;
    }
  }

  /**
   * Finds the lesions of an annotation.
   *
   * @param annotated where the annotation is
   * @param mpp micrometers per level-0 pixel; asked for when the rule needs it
   * @param rule what counts as a lesion
   * @return the lesions
   */
  public static Lesions of(final LesionMask annotated, final double mpp, final Rule rule) {
    final int width = annotated.width();
    final double pixel = mpp * annotated.downsample();
    int[] grown = annotated.labels();
    if (rule.dilation() > 0) {
      final double reach = rule.dilation() / pixel;
      final int[] distance = SquaredDistance.of(grown, width);
      grown = new int[distance.length];
      for (int at = 0; at < grown.length; at++) {
        grown[at] = Math.sqrt(distance[at]) < reach && distance[at] != Integer.MAX_VALUE ? 1 : 0;
      }
      fillHoles(grown, width);
    }
    final int[] labels = new int[grown.length];
    final double shortest = rule.isolatedBelow() > 0 ? rule.isolatedBelow() / pixel : 0;
    final List<Lesion> lesions = new ArrayList<>();
    final Pixels open = new Pixels();
    for (int start = 0; start < grown.length; start++) {
      if (grown[start] != 0 && labels[start] == 0) {
        lesions.add(label(grown, labels, width, start, lesions.size() + 1, shortest, open));
      }
    }
    return new Lesions(
        new LesionMask(width, annotated.height(), labels, annotated.downsample()), lesions);
  }

  /** A growing stack of pixels. */
  private static final class Pixels {
    private int[] at = new int[1024];
    private int n;

    void push(final int pixel) {
      if (n == at.length) {
        at = Arrays.copyOf(at, 2 * n);
      }
      at[n++] = pixel;
    }

    int pop() {
      return at[--n];
    }
  }

  /** Labels the pixels of the same value that are connected over sides and corners. */
  private static Lesion label(
      final int[] image,
      final int[] labels,
      final int width,
      final int start,
      final int label,
      final double shortest,
      final Pixels open) {
    final int height = image.length / width;
    long n = 0;
    double sumX = 0;
    double sumY = 0;
    double sumXx = 0;
    double sumYy = 0;
    double sumXy = 0;
    // From the first pixel on, so that sums of squares stay small.
    final int originX = start % width;
    final int originY = start / width;
    labels[start] = label;
    open.push(start);
    while (open.n > 0) {
      final int at = open.pop();
      final int x = at % width;
      final int y = at / width;
      final double dx = x - originX;
      final double dy = y - originY;
      n++;
      sumX += dx;
      sumY += dy;
      sumXx += dx * dx;
      sumYy += dy * dy;
      sumXy += dx * dy;
      for (int ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
        for (int nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
          final int next = ny * width + nx;
          if (image[next] == image[start] && labels[next] == 0) {
            labels[next] = label;
            open.push(next);
          }
        }
      }
    }
    final double vx = sumXx / n - sumX / n * (sumX / n);
    final double vy = sumYy / n - sumY / n * (sumY / n);
    final double cov = sumXy / n - sumX / n * (sumY / n);
    final double largest = (vx + vy) / 2 + Math.sqrt(4 * cov * cov + (vx - vy) * (vx - vy)) / 2;
    final double axis = 4 * Math.sqrt(Math.max(0, largest));
    return new Lesion((int) n, axis, axis < shortest);
  }

  /** Sets what is not connected over sides to the image's edge. */
  private static void fillHoles(final int[] image, final int width) {
    final int height = image.length / width;
    final boolean[] outside = new boolean[image.length];
    final Pixels open = new Pixels();
    for (int x = 0; x < width; x++) {
      reach(image, outside, x, open);
      reach(image, outside, (height - 1) * width + x, open);
    }
    for (int y = 0; y < height; y++) {
      reach(image, outside, y * width, open);
      reach(image, outside, y * width + width - 1, open);
    }
    while (open.n > 0) {
      final int at = open.pop();
      final int x = at % width;
      if (x > 0) {
        reach(image, outside, at - 1, open);
      }
      if (x < width - 1) {
        reach(image, outside, at + 1, open);
      }
      if (at >= width) {
        reach(image, outside, at - width, open);
      }
      if (at < image.length - width) {
        reach(image, outside, at + width, open);
      }
    }
    for (int at = 0; at < image.length; at++) {
      image[at] = outside[at] ? 0 : 1;
    }
  }

  private static void reach(
      final int[] image, final boolean[] outside, final int at, final Pixels open) {
    if (image[at] == 0 && !outside[at]) {
      outside[at] = true;
      open.push(at);
    }
  }

  /**
   * Compares candidates with the lesions: each lesion takes the best candidate inside it, every
   * candidate outside all of them is a false positive, and those on isolated cells are nothing.
   *
   * @param slideId the slide
   * @param candidates places where a lesion is suspected
   * @return what was found, missed and made up
   */
  public Froc.Slide compare(final String slideId, final List<Candidate> candidates) {
    final double[] best = new double[lesions.size()];
    final List<Double> wrong = new ArrayList<>();
    for (final Candidate candidate : candidates) {
      final int label = mask.at(candidate.xLevel0(), candidate.yLevel0());
      if (label == 0) {
        wrong.add(candidate.score());
      } else {
        best[label - 1] = Math.max(best[label - 1], candidate.score());
      }
    }
    final List<Double> found = new ArrayList<>();
    for (int i = 0; i < best.length; i++) {
      if (!lesions.get(i).isolated()) {
        found.add(best[i]);
      }
    }
    return new Froc.Slide(
        slideId,
        wrong.stream().mapToDouble(v -> v).toArray(),
        found.stream().mapToDouble(v -> v).toArray(),
        best.length - found.size());
  }
}
