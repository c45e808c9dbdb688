package io.github.attrimil.evaluate.localize;

import io.github.attrimil.cohort.Cohort;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.explain.PatchMap;
import io.github.attrimil.format.h5.PatchAttributes;
import io.github.attrimil.format.h5.PatchFile;
import io.github.attrimil.project.Project;
import io.github.attrimil.slide.Level;
import io.github.attrimil.slide.Slide;
import io.github.attrimil.slide.find.SlideList;
import io.github.attrimil.slide.find.SlideSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Where a project's slides have lesions, and what is known of the slides for that. */
final class SlideTruths {

  /** A patch is lesion when at least this share of it is. */
  private static final double LESION_SHARE = 0.5;

  private final Project project;
  private final LocalizationStage.Request request;
  private final Annotations annotations;
  private final List<String> classes;
  private final Map<String, SlideSource> sources = new HashMap<>();
  private final Map<String, String> labels = new TreeMap<>();
  private final Map<String, Double> stated = new HashMap<>(); // micrometers in slides.csv
  private final Set<String> blank = new LinkedHashSet<>(); // annotations without lesion

  /**
   * @param project whose slides.csv and slides state pixel and slide sizes, where there are any
   * @param request what to compare with
   * @param classes the model's classes; empty for maps made elsewhere
   */
  SlideTruths(
      final Project project, final LocalizationStage.Request request, final List<String> classes) {
    this.project = project;
    this.request = request;
    this.classes = classes;
    final String last = classes.isEmpty() ? "tumor" : classes.get(classes.size() - 1);
    final String label = request.label().isBlank() ? last : request.label();
    if (!classes.isEmpty() && !classes.contains(label)) {
      throw new AttriMilException("label=" + label + " is not one of the classes " + classes);
    }
    this.annotations = new Annotations(request.annotations(), classes, label, request.downsample());
    if (Files.exists(project.slidesCsv())) {
      for (final Cohort.LabeledSlide slide : Cohort.read(project.slidesCsv()).slides()) {
        labels.put(slide.slideId(), slide.label());
        slide.mpp().ifPresent(mpp -> stated.put(slide.slideId(), mpp));
      }
    }
    // Maps and features can be compared where the slides themselves are not available.
    SlideList.findIfAny(project, SlideList.Wanted.of(Optional.empty()))
        .forEach(s -> sources.put(s.id(), s));
  }

  /**
   * @return the class whose lesions are sought
   */
  String lesion() {
    return annotations.lesion();
  }

  /**
   * @return the slides' labels by id, sorted
   */
  Map<String, String> labels() {
    return labels;
  }

  /**
   * @return how many annotations that were read hold no lesion
   */
  int blank() {
    return blank.size();
  }

  /**
   * @param id a slide
   * @return its annotation
   */
  Optional<Path> annotation(final String id) {
    return annotations.find(id);
  }

  /** Whether it is known where a slide has lesions: a slide of the first class has none. */
  boolean known(final String id) {
    return annotations.find(id).isPresent()
        || !labels.getOrDefault(id, annotations.lesion()).equals(annotations.lesion())
            && classes.get(0).equals(labels.get(id));
  }

  /** Which patches of a map are lesion. */
  boolean[] lesions(final String id, final Annotations.Extent extent, final PatchMap map) {
    return lesions(map, read(id, extent, Optional.of(map)).patches());
  }

  private static boolean[] lesions(final PatchMap map, final LesionMask mask) {
    final boolean[] lesion = new boolean[map.score().length];
    for (int i = 0; i < lesion.length; i++) {
      lesion[i] = mask.share(map.xLevel0()[i], map.yLevel0()[i], map.sizeLevel0()) >= LESION_SHARE;
    }
    return lesion;
  }

  private Annotations.Truth read(
      final String id, final Annotations.Extent extent, final Optional<PatchMap> map) {
    final Optional<Path> file = annotations.find(id);
    if (file.isEmpty()) {
      return Annotations.Truth.none();
    }
    final Annotations.Truth truth = annotations.read(file.get(), extent, map);
    if (truth.evaluation().isEmpty() && truth.patches().isEmpty()) {
      blank.add(id);
    }
    return truth;
  }

  /**
   * Compares a slide's map with its annotation.
   *
   * @param mapped the slide's map
   * @param extent of the slide
   * @param threshold from which score on a patch is called lesion
   */
  ComparedSlide compare(
      final ComparedSlide.MappedSlide mapped,
      final Annotations.Extent extent,
      final double threshold) {
    final String id = mapped.slideId();
    final Annotations.Truth truth = read(id, extent, mapped.map());
    final boolean empty = truth.evaluation().isEmpty();
    if (!empty && request.rule().needsMicrons() && Double.isNaN(extent.mpp())) {
      throw new AttriMilException(
          "The pixel size of slide \""
              + id
              + "\" is unknown, and Camelyon16's rule requires it; give pixelsize=, a column mpp"
              + " in slides.csv, or dilation=0 isolated=0");
    }
    final Lesions lesions =
        empty
            ? new Lesions(LesionMask.none(), List.of())
            : Lesions.of(truth.evaluation(), extent.mpp(), request.rule());
    return new ComparedSlide(
        mapped,
        mapped.map().map(m -> lesions(m, truth.patches())).orElse(new boolean[0]),
        threshold,
        lesions.compare(id, mapped.candidates()));
  }

  /** What patches/ states of a slide, else the slide's file. */
  Annotations.Extent extent(final String id) {
    return extent(
        id,
        Files.exists(project.patches(id))
            ? Optional.of(PatchFile.read(project.patches(id)).attributes())
            : Optional.empty());
  }

  /** What the patches' attributes state of a slide, else the slide's file. */
  Annotations.Extent extent(final String id, final Optional<PatchAttributes> patches) {
    double width = 0;
    double height = 0;
    double mpp = patches.map(PatchAttributes::mpp).orElse(Double.NaN);
    if (patches.isPresent()
        && patches.get().map().get("level_dim") instanceof long[] size
        && patches.get().map().get(PatchAttributes.DOWNSAMPLE) instanceof double[] d
        && size.length == 2
        && d.length == 2) {
      width = Math.rint(size[0] * d[0]);
      height = Math.rint(size[1] * d[1]);
    }
    final SlideSource source = sources.get(id);
    if (source != null
        && source.files().stream().allMatch(Files::exists)
        && (width == 0 || Double.isNaN(mpp))) {
      final Slide slide = source.read();
      final Level full = slide.levels().get(0);
      width = full.width();
      height = full.height();
      mpp = slide.pixelSize().map(p -> p.mpp()).orElse(mpp);
    }
    if (Double.isNaN(mpp)) {
      mpp = stated.getOrDefault(id, request.mpp().orElse(Double.NaN));
    }
    return new Annotations.Extent(width, height, mpp);
  }
}
