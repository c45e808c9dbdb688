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
 * the first, the middle and the last row. Of most slides only the first is read. Values may differ
 * by a thousandth of their size, as they do between a CPU and a GPU.
 */
public final class SameSlides {

  private static final int VALUES = 32; // of each row
  private static final double SAME = 1e-3;

  /** Different values below which rows tell nothing: tables may have few or coarse features. */
  private static final int FEWEST = 8;

  /** A slide is compared with no more than so many others whose first value is as near. */
  private static final int NEIGHBORS = 64;

  private record Slide(String id, Path file, Sample first) {}

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
        final Sample sample = FeatureFile.sample(file, 0, VALUES);
        if (Double.isFinite(size(sample.values()))) {
          alike
              .computeIfAbsent(
                  List.of(sample.patches(), (long) sample.dimension()), k -> new ArrayList<>())
              .add(new Slide(id, file, sample));
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

  private static double size(final float[] values) {
    double sum = 0;
    for (final float v : values) {
      sum += (double) v * v;
    }
    return Math.sqrt(sum / values.length);
  }

  private static List<List<String>> groups(final List<Slide> slides) {
    slides.sort(Comparator.comparingDouble((Slide s) -> s.first().values()[0]));
    final boolean[] taken = new boolean[slides.size()];
    final List<List<String>> groups = new ArrayList<>();
    for (int i = 0; i < slides.size(); i++) {
      if (taken[i]) {
        continue;
      }
      final Slide one = slides.get(i);
      final double near = SAME * size(one.first().values());
      final List<String> group = new ArrayList<>(List.of(one.id()));
      for (int j = i + 1; j < slides.size() && j <= i + NEIGHBORS; j++) {
        final Slide other = slides.get(j);
        if (other.first().values()[0] - one.first().values()[0] > near) {
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
    if (!same(one.first().values(), other.first().values())) {
      return false;
    }
    final Set<Float> different = new HashSet<>();
    add(different, one.first().values());
    try {
      for (final double share : new double[] {0.5, 1}) {
        final float[] a = FeatureFile.sample(one.file(), share, VALUES).values();
        if (!same(a, FeatureFile.sample(other.file(), share, VALUES).values())) {
          return false;
        }
        add(different, a);
      }
    } catch (final AttriMilException e) {
      // Damaged further on; reported by those who need the features.
      return false;
    }
    return different.size() >= FEWEST;
  }

  private static void add(final Set<Float> different, final float[] values) {
    for (final float v : values) {
      different.add(v);
    }
  }

  private static boolean same(final float[] a, final float[] b) {
    final double near = SAME * size(a);
    for (int i = 0; i < a.length; i++) {
      if (!(Math.abs(a[i] - b[i]) <= near)) {
        return false;
      }
    }
    return true;
  }
}
