package io.github.attrimil.format.regions;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.FileNames;
import io.github.attrimil.geometry.Polygon;
import io.github.attrimil.geometry.Region;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Regions a user has drawn, in level-0 pixels: GeoJSON (.geojson, .json; QuPath), ASAP's XML (.xml;
 * Camelyon) or ImageJ's regions of interest (.roi, .zip).
 */
public final class RegionFile {

  private static final List<String> EXTENSIONS = List.of("geojson", "json", "xml", "roi", "zip");

  /** Slides are a few million pixels wide at most. */
  private static final double FARTHEST = 1e9;

  private RegionFile() {}

  /**
   * @param file a file of one of the kinds above
   * @return its regions; what has no area is ignored
   * @throws AttriMilException when it cannot be read, or holds no region
   */
  public static List<Region> read(final Path file) {
    final List<Region> regions = all(file);
    if (regions.isEmpty()) {
      throw new AttriMilException(
          file + " holds no region: draw polygons, rectangles or ellipses, and export them again");
    }
    return regions;
  }

  /**
   * @param file a file of one of the kinds above
   * @return its regions, none where none was drawn
   * @throws AttriMilException when it cannot be read
   */
  public static List<Region> all(final Path file) {
    if (!Files.isRegularFile(file)) {
      throw new AttriMilException("Cannot read " + file + ": there is no such file");
    }
    final String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    final List<Region> regions =
        switch (name.substring(name.lastIndexOf('.') + 1)) {
          case "geojson", "json" -> GeoJson.read(file);
          case "xml" -> AsapXml.read(file);
          case "roi", "zip" -> RoiFile.read(file);
          default ->
              throw new AttriMilException(
                  file + " is not a file of regions; its name must end in one of " + EXTENSIONS);
        };
    for (final Region region : regions) {
      for (final Polygon ring : region.rings()) {
        checkPlaces(file, ring.x());
        checkPlaces(file, ring.y());
      }
    }
    return regions;
  }

  /** Text may state any number, also none, and sums with such a place would be none either. */
  private static void checkPlaces(final Path file, final double[] places) {
    for (final double place : places) {
      if (!(Math.abs(place) <= FARTHEST)) {
        throw new AttriMilException(
            file
                + " has a point at "
                + place
                + ", which is outside any slide; give level-0 pixels, or remove it");
      }
    }
  }

  /**
   * Finds a slide's file.
   *
   * @param fileOrFolder a file, or a folder with files named as slides
   * @param slide a slide's id
   * @return the file itself, the slide's file in the folder, or nothing when it has none there
   * @throws AttriMilException when there is neither file nor folder, or two files for the slide
   */
  public static Optional<Path> find(final Path fileOrFolder, final String slide) {
    if (!Files.isDirectory(fileOrFolder)) {
      if (!Files.exists(fileOrFolder)) {
        throw new AttriMilException(fileOrFolder + " does not exist; check the path of regions");
      }
      return Optional.of(fileOrFolder);
    }
    final List<Path> files =
        EXTENSIONS.stream()
            .map(e -> fileOrFolder.resolve(FileNames.checkPlain(slide) + "." + e))
            .filter(Files::exists)
            .toList();
    if (files.size() > 1) {
      throw new AttriMilException(
          fileOrFolder + " holds two files of regions for slide " + slide + ": " + files);
    }
    return files.stream().findFirst();
  }
}
