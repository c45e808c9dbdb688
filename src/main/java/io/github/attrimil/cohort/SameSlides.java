package io.github.attrimil.cohort;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.format.h5.FeatureFile;
import io.github.attrimil.format.h5.FeatureFile.Sample;
import io.github.attrimil.project.Project;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds slides with the same features under several names: as many patches, and the same values in
 * three of their rows. Only these rows are read. Values may differ by a thousandth of their size,
 * as they do between a CPU and a GPU.
 */
public final class SameSlides {

  private static final int VALUES = 32; // of each row
  private static final double SAME = 1e-3;

  /** Different values below which a sample tells nothing. */
  private static final int FEWEST = 8;

  /** Slides with a first value as near as this are compared with no more than so many others. */
  private static final int NEIGHBORS = 64;

  private record Slide(String id, Sample sample, double size) {}

  private SameSlides() {}

  /**
   * @param project whose features are compared
   * @param slides slide ids; those without readable features are left out
   * @return groups of at least two slides with the same features
   */
  public static List<List<String>> byFeatures(
      final Project project, final Collection<String> slides) {
    final Map<List<Long>, List<Slide>> alike = new HashMap<>();
    final Set<String> there = new HashSet<>(project.slidesWithFeatures());
    for (final String id : slides) {
      if (!there.contains(id)) {
        continue;
      }
      final Path file = project.features(id);
      try {
        final Sample sample = FeatureFile.sample(file, VALUES);
        final double size = size(sample.values());
        if (tells(sample.values()) && Double.isFinite(size)) {
          alike
              .computeIfAbsent(
                  List.of(sample.patches(), (long) sample.dimension()), k -> new ArrayList<>())
              .add(new Slide(id, sample, size));
        }
      } catch (final AttriMilException e) {
        // Reported by those who need the features.
        continue;
      }
    }
    final List<List<String>> groups = new ArrayList<>();
    alike.values().forEach(list -> groups.addAll(groups(list)));
    return groups;
  }

  /** Tables of few or coarse features may have equal rows by chance. */
  private static boolean tells(final float[] values) {
    final Set<Float> different = new HashSet<>();
    for (final float v : values) {
      different.add(v);
    }
    return different.size() >= FEWEST;
  }

  private static double size(final float[] values) {
    double sum = 0;
    for (final float v : values) {
      sum += (double) v * v;
    }
    return Math.sqrt(sum / values.length);
  }

  private static List<List<String>> groups(final List<Slide> slides) {
    slides.sort(Comparator.comparingDouble((Slide s) -> s.sample().values()[0]));
    final boolean[] taken = new boolean[slides.size()];
    final List<List<String>> groups = new ArrayList<>();
    for (int i = 0; i < slides.size(); i++) {
      if (taken[i]) {
        continue;
      }
      final Slide one = slides.get(i);
      final List<String> group = new ArrayList<>(List.of(one.id()));
      for (int j = i + 1; j < slides.size() && j <= i + NEIGHBORS; j++) {
        final Slide other = slides.get(j);
        if (other.sample().values()[0] - one.sample().values()[0] > SAME * one.size()) {
          break;
        }
        if (!taken[j] && same(one, other)) {
          taken[j] = true;
          group.add(other.id());
        }
      }
      if (group.size() > 1) {
        groups.add(List.copyOf(group));
      }
    }
    return groups;
  }

  private static boolean same(final Slide one, final Slide other) {
    final float[] a = one.sample().values();
    final float[] b = other.sample().values();
    for (int i = 0; i < a.length; i++) {
      if (Math.abs(a[i] - b[i]) > SAME * one.size()) {
        return false;
      }
    }
    return true;
  }
}
