package io.github.attrimil.tissue;

import io.github.attrimil.format.regions.RegionFile;
import io.github.attrimil.geometry.Regions;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The regions a user has drawn for one slide.
 *
 * @param include only there patches are taken
 * @param exclude there none are taken
 * @param files where they were read
 */
public record SlideRegions(Optional<Regions> include, Optional<Regions> exclude, List<Path> files) {

  /** Copies the list. */
  public SlideRegions {
    files = List.copyOf(files);
  }

  /**
   * @return no regions
   */
  public static SlideRegions none() {
    return new SlideRegions(Optional.empty(), Optional.empty(), List.of());
  }

  /** The files of a slide's regions, not yet read. */
  public static List<Path> files(final AreaChoice choice, final String slide) {
    return Stream.of(choice.include(), choice.exclude())
        .flatMap(Optional::stream)
        .flatMap(p -> RegionFile.find(p, slide).stream())
        .distinct()
        .toList();
  }

  /**
   * Reads the regions of a slide.
   *
   * @param choice where they are
   * @param slide its id
   * @return its regions
   */
  public static SlideRegions read(final AreaChoice choice, final String slide) {
    return new SlideRegions(
        read(choice.include(), slide), read(choice.exclude(), slide), files(choice, slide));
  }

  private static Optional<Regions> read(final Optional<Path> path, final String slide) {
    return path.flatMap(p -> RegionFile.find(p, slide)).map(RegionFile::read).map(Regions::of);
  }

  /** Whether a patch with that center may be taken. */
  public boolean allow(final double xLevel0, final double yLevel0) {
    return include.map(r -> r.contain(xLevel0, yLevel0)).orElse(true)
        && !exclude.map(r -> r.contain(xLevel0, yLevel0)).orElse(false);
  }
}
