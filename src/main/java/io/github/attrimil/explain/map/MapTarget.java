package io.github.attrimil.explain.map;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.project.Project;
import io.github.attrimil.slide.find.SlideSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A slide to map. Scores, tables, regions and a map on a plain background require its features
 * only; the slide's own picture and its patches need its file.
 *
 * @param id the slide's id
 * @param source the slide, where it is known where its file is
 */
public record MapTarget(String id, Optional<SlideSource> source) {

  /**
   * @param source a slide
   * @return the target
   */
  public static MapTarget of(final SlideSource source) {
    return new MapTarget(source.id(), Optional.of(source));
  }

  /**
   * @param other another id
   * @return the same slide under that id
   */
  public MapTarget named(final String other) {
    return new MapTarget(other, source.map(s -> s.named(other)));
  }

  /**
   * Chooses what to map.
   *
   * @param project the project
   * @param ids slide ids; empty for all slides that have features
   * @param slides the slides that are known
   * @param onlyThese whether others than the known slides are left alone, though they have features
   * @return the slides, those that are known first
   * @throws AttriMilException when an id is none of them, or nothing has features
   */
  public static List<MapTarget> find(
      final Project project,
      final List<String> ids,
      final List<SlideSource> slides,
      final boolean onlyThese) {
    final Map<String, MapTarget> all = new LinkedHashMap<>();
    slides.forEach(s -> all.putIfAbsent(s.id(), of(s)));
    if (!onlyThese || !ids.isEmpty()) {
      project
          .slidesWithFeatures()
          .forEach(id -> all.putIfAbsent(id, new MapTarget(id, Optional.empty())));
    }
    for (final String id : ids) {
      if (!all.containsKey(id)) {
        throw new AttriMilException(
            "slide="
                + id
                + " is not among the project's slides and has no features; give slides= with its"
                + " file, or run `features` first");
      }
    }
    final List<MapTarget> wanted =
        all.values().stream()
            .filter(
                t -> ids.isEmpty() ? Files.exists(project.features(t.id())) : ids.contains(t.id()))
            .collect(Collectors.toList());
    if (wanted.isEmpty()) {
      throw new AttriMilException("No slide of the project has features; run `features` first");
    }
    return wanted;
  }

  /**
   * @return the slide, where its file is there or it is open
   */
  public Optional<SlideSource> atHand() {
    return source.filter(s -> s.files().stream().allMatch(Files::exists));
  }

  /**
   * @return the file that is named for the slide but is not there
   */
  Optional<Path> missingFile() {
    return source.flatMap(s -> s.files().stream().filter(f -> !Files.exists(f)).findFirst());
  }

  /**
   * @return the slide's path for the process list, empty where there is none
   */
  String pathText() {
    return source.map(SlideSource::pathText).orElse("");
  }
}
