package io.github.attrimil.cohort.check;

import static io.github.attrimil.cohort.check.Study.counted;
import static io.github.attrimil.cohort.check.Study.named;

import io.github.attrimil.cohort.check.Finding.Topic;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.Progress;
import io.github.attrimil.format.h5.FeatureFile;
import io.github.attrimil.format.h5.PatchAttributes;
import io.github.attrimil.geometry.PatchScale;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Feature files: missing, unreadable, of different kinds, with hardly any patches. */
final class FeatureChecks {

  private static final int FEW_PATCHES = 10;
  private static final int VALUES = 16;
  private static final double SAME_MPP = 0.02;

  private final Study study;
  private final boolean encoded;
  private final List<Finding> found = new ArrayList<>();
  private final Map<String, Long> patches = new LinkedHashMap<>();
  private final Map<String, Double> mpp = new HashMap<>();

  /** Slides by value, of each kind of value. */
  private final Map<String, Map<String, List<String>>> kinds = new LinkedHashMap<>();

  FeatureChecks(final Study study, final boolean encoded) {
    this.study = study;
    this.encoded = encoded;
  }

  List<Finding> find(final Job job) {
    final Set<String> there = new HashSet<>(study.project().slidesWithFeatures());
    final List<String> missing =
        study.cohort().labeled().stream()
            .map(s -> s.slideId())
            .filter(s -> !there.contains(s))
            .toList();
    if (there.isEmpty()) {
      return List.of(
          Finding.note(
              Topic.FEATURES,
              "There are no features yet.",
              "Run `patch` and `features`.",
              List.of()));
    }
    if (!missing.isEmpty() && !encoded) {
      found.add(
          Finding.warning(
              Topic.FEATURES,
              counted(missing.size(), "labeled slide")
                  + " without features: "
                  + named(missing)
                  + ".",
              "Run `patch` and `features`; `split` skips slides without features.",
              missing));
    }
    final List<String> slides = study.slides().stream().filter(there::contains).toList();
    final List<String> strangers =
        there.stream().filter(s -> !study.patients().containsKey(s)).sorted().toList();
    if (!strangers.isEmpty()) {
      found.add(
          Finding.note(
              Topic.FEATURES,
              counted(strangers.size(), "slide")
                  + " with features and no row in slides.csv: "
                  + named(strangers)
                  + ".",
              "Add them to the table to use them.",
              strangers));
    }
    final Map<String, String> broken = new LinkedHashMap<>();
    final Progress progress = job.progress("check features", "slides", slides.size());
    for (final String slide : slides) {
      job.checkCanceled();
      read(slide, broken);
      progress.add(1);
    }
    broken(broken);
    kinds.forEach(this::differ);
    few();
    return found;
  }

  /**
   * @return how many patches each slide has
   */
  Map<String, Long> patches() {
    return patches;
  }

  /**
   * @return micrometers per level-0 pixel of each slide whose features state it
   */
  Map<String, Double> mpp() {
    return mpp;
  }

  private void read(final String slide, final Map<String, String> broken) {
    try {
      final FeatureFile.Header header = FeatureFile.header(study.project().features(slide));
      final FeatureFile.Sample sample =
          FeatureFile.sample(study.project().features(slide), 0, VALUES);
      for (final float v : sample.values()) {
        if (!Float.isFinite(v)) {
          throw new AttriMilException("a feature is " + v);
        }
      }
      patches.put(slide, sample.patches());
      add("width", Integer.toString(header.dimension()), slide);
      add(
          "encoder",
          String.valueOf(header.attributes().getOrDefault(FeatureFile.ENCODER, "")),
          slide);
      header.patches().ifPresent(p -> patchesOf(slide, p));
    } catch (final AttriMilException e) {
      broken.put(slide, e.getMessage());
    }
  }

  private void patchesOf(final String slide, final PatchAttributes attributes) {
    final PatchScale scale = attributes.scale();
    if (scale.mpp() > 0) {
      add("mpp", mppText(scale.mpp()), slide);
    }
    if (scale.pixels() > 0) {
      add("patch size", scale.pixels() + " px", slide);
    }
    if (attributes.map().get(PatchAttributes.MPP) instanceof Number level0) {
      mpp.put(slide, level0.doubleValue());
    }
  }

  /** As models do, pixel sizes that differ by 2 % are taken for the same. */
  private String mppText(final double value) {
    return kinds.getOrDefault("mpp", Map.of()).keySet().stream()
        .filter(known -> Math.abs(Double.parseDouble(known) / value - 1) <= SAME_MPP)
        .findFirst()
        .orElseGet(() -> String.format(Locale.ROOT, "%.4g", value));
  }

  private void add(final String kind, final String value, final String slide) {
    if (!value.isEmpty()) {
      kinds
          .computeIfAbsent(kind, k -> new LinkedHashMap<>())
          .computeIfAbsent(value, v -> new ArrayList<>())
          .add(slide);
    }
  }

  private void broken(final Map<String, String> broken) {
    if (!broken.isEmpty()) {
      found.add(
          Finding.problem(
              Topic.FEATURES,
              counted(broken.size(), "feature file")
                  + " that cannot be used: "
                  + broken.values().iterator().next()
                  + (broken.size() > 1 ? ", and " + (broken.size() - 1) + " more" : "")
                  + ".",
              "Extract these features again, or set process to 0 in process_list.csv.",
              List.copyOf(broken.keySet())));
    }
  }

  private void differ(final String kind, final Map<String, List<String>> values) {
    if (values.size() < 2) {
      return;
    }
    final List<Map.Entry<String, List<String>>> sorted = new ArrayList<>(values.entrySet());
    sorted.sort(Comparator.comparingInt(e -> -e.getValue().size()));
    final List<String> others =
        sorted.stream().skip(1).flatMap(e -> e.getValue().stream()).sorted().toList();
    found.add(
        Finding.problem(
            Topic.FEATURES,
            "Features differ in "
                + kind
                + ": "
                + sorted.stream()
                    .map(e -> e.getKey() + " (" + counted(e.getValue().size(), "slide") + ")")
                    .collect(Collectors.joining(", "))
                + "; the fewer are "
                + named(others)
                + ".",
            "A model needs features of one kind: extract all of them with the same" + " settings.",
            others));
  }

  private void few() {
    final List<String> few =
        patches.entrySet().stream()
            .filter(e -> e.getValue() < FEW_PATCHES)
            .map(Map.Entry::getKey)
            .toList();
    // Tables of bags, such as MUSK, have few instances in all of them.
    if (!few.isEmpty() && few.size() * 2 < patches.size()) {
      found.add(
          Finding.warning(
              Topic.FEATURES,
              counted(few.size(), "slide")
                  + " with fewer than "
                  + FEW_PATCHES
                  + " patches: "
                  + named(few)
                  + ".",
              "Look at their masks and stitches: the tissue may have been missed.",
              few));
    }
  }
}
