package io.github.attrimil.cohort.check;

import static io.github.attrimil.cohort.check.Study.counted;
import static io.github.attrimil.cohort.check.Study.named;

import io.github.attrimil.cohort.Cohort.LabeledSlide;
import io.github.attrimil.cohort.check.Finding.Topic;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.Progress;
import io.github.attrimil.slide.PixelSize;
import io.github.attrimil.slide.Slide;
import io.github.attrimil.slide.find.SlideSource;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Slide files: missing, unreadable, without pixel size, or of very different ones. */
final class SlideChecks {

  private static final double OTHER_MPP = 0.1;

  private final Study study;
  private final List<SlideSource> sources;
  private final List<Finding> found = new ArrayList<>();
  private final Map<String, Double> mpp = new HashMap<>();
  private final Map<String, String> files = new LinkedHashMap<>();
  private final Map<String, String> pixels = new LinkedHashMap<>();

  SlideChecks(final Study study, final List<SlideSource> sources) {
    this.study = study;
    this.sources = sources;
  }

  /**
   * @param opened which slides to open; of the others only the files are looked at
   * @param job shows progress
   * @return what was found
   */
  List<Finding> find(final Set<String> opened, final Job job) {
    if (sources.isEmpty()) {
      return List.of();
    }
    final Map<String, SlideSource> byId = SlideSource.byId(sources);
    missing(byId.keySet());
    final Map<String, String> broken = new TreeMap<>();
    final List<String> sizeless = new ArrayList<>();
    final List<SlideSource> known =
        sources.stream().filter(s -> study.patients().containsKey(s.id())).toList();
    final Progress progress = job.progress("check slides", "slides", known.size());
    for (final SlideSource source : known) {
      job.checkCanceled();
      try {
        look(source, opened.contains(source.id()), sizeless);
      } catch (final AttriMilException e) {
        broken.put(source.id(), e.getMessage());
      }
      progress.add(1);
    }
    if (!broken.isEmpty()) {
      found.add(
          Finding.problem(
              Topic.SLIDES,
              counted(broken.size(), "slide")
                  + " that cannot be read: "
                  + broken.values().iterator().next()
                  + ".",
              "The others are processed; copy these again, or remove them from slides.csv.",
              List.copyOf(broken.keySet())));
    }
    if (!sizeless.isEmpty()) {
      found.add(
          Finding.problem(
              Topic.SLIDES,
              counted(sizeless.size(), "slide")
                  + " without a pixel size in file and table: "
                  + named(sizeless)
                  + ".",
              "Enter micrometers per pixel in a column mpp of slides.csv, or give pixelsize=.",
              sizeless));
    }
    sizes();
    return found;
  }

  /**
   * @return micrometers per level-0 pixel of each slide that was opened
   */
  Map<String, Double> mpp() {
    return mpp;
  }

  /**
   * @return groups of slides that are one, by their pixels or their files
   */
  List<List<String>> same() {
    final List<List<String>> groups = new ArrayList<>(groups(pixels));
    for (final List<String> group : groups(files)) {
      if (groups.stream().noneMatch(g -> g.containsAll(group))) {
        groups.add(group);
      }
    }
    return groups;
  }

  private static List<List<String>> groups(final Map<String, String> prints) {
    final Map<String, List<String>> byPrint = new LinkedHashMap<>();
    prints.forEach((s, p) -> byPrint.computeIfAbsent(p, k -> new ArrayList<>()).add(s));
    return byPrint.values().stream().filter(g -> g.size() > 1).toList();
  }

  private void missing(final Set<String> there) {
    final Set<String> features = Set.copyOf(study.project().slidesWithFeatures());
    final List<String> missing =
        study.cohort().labeled().stream()
            .map(LabeledSlide::slideId)
            .filter(s -> !there.contains(s) && !features.contains(s))
            .toList();
    if (!missing.isEmpty()) {
      found.add(
          Finding.warning(
              Topic.SLIDES,
              counted(missing.size(), "labeled slide")
                  + " without a slide file: "
                  + named(missing)
                  + ".",
              "A slide_id is a file name without extension; correct it, add the file, or remove the"
                  + " row.",
              missing));
    }
  }

  private void look(final SlideSource source, final boolean open, final List<String> sizeless) {
    if (!Files.exists(source.path())) {
      throw new AttriMilException(source.path() + " does not exist");
    }
    SlidePrint.ofFile(source).ifPresent(p -> files.put(source.id(), p));
    if (!open) {
      return;
    }
    final Slide slide = source.read();
    final Optional<PixelSize> size = slide.pixelSize();
    size.ifPresentOrElse(s -> mpp.put(source.id(), s.mpp()), () -> sizeless.add(source.id()));
    SlidePrint.ofPixels(slide).ifPresent(p -> pixels.put(source.id(), p));
  }

  /** Different scanners or objectives: patches are resampled, and yet look different. */
  private void sizes() {
    final Map<String, List<String>> groups = new LinkedHashMap<>();
    mpp.forEach(
        (slide, value) ->
            groups
                .computeIfAbsent(
                    groups.keySet().stream()
                        .filter(k -> Math.abs(Double.parseDouble(k) / value - 1) <= OTHER_MPP)
                        .findFirst()
                        .orElseGet(() -> String.format(Locale.ROOT, "%.3f", value)),
                    k -> new ArrayList<>())
                .add(slide));
    if (groups.size() > 1) {
      found.add(
          Finding.note(
              Topic.SLIDES,
              "Slides have different pixel sizes: "
                  + groups.entrySet().stream()
                      .map(e -> e.getKey() + " µm (" + counted(e.getValue().size(), "slide") + ")")
                      .collect(Collectors.joining(", "))
                  + ".",
              "Patch them all with one mpp=, not with level=.",
              List.of()));
    }
  }
}
