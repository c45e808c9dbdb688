package io.github.attrimil.slide;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.FileFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Finds slides in folders and opens them. */
public final class Slides {

  /** Extensions of slide files; others in a folder are left alone. */
  private static final Set<String> EXTENSIONS =
      Set.of(
          "svs", "ndpi", "scn", "mrxs", "czi", "vsi", "dcm", "tif", "tiff", "btf", "png", "jpg",
          "jpeg", "bif", "svslide", "zarr");

  private static final int DEPTH = 3;

  /** Usual tiles are of 256 x 256 pixels. */
  private static final int TILE_PIXELS = 1 << 16;

  /** Place and length of a tile, here and in a few readers of Bio-Formats. */
  private static final int TILE_BYTES = 128;

  private Slides() {}

  /**
   * @param file a slide file
   * @return its slide id: the name without extension
   */
  public static String id(final Path file) {
    return id(file.getFileName().toString());
  }

  /**
   * @param fileName a file's name, or an open image's title
   * @return the slide's id: the name without its ending
   */
  public static String id(final String fileName) {
    final String name = fileName.replaceAll("(?i)\\.ome(?=\\.(tiff?|btf|zarr)$)", "");
    final int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }

  /**
   * Lists slide files.
   *
   * @param fileOrFolder a slide file, or a folder of them
   * @return the files, sorted by name
   * @throws AttriMilException when there is none, or two would have the same id
   */
  public static List<Path> list(final Path fileOrFolder) {
    if (Files.isRegularFile(fileOrFolder)) {
      return List.of(fileOrFolder);
    }
    if (!Files.isDirectory(fileOrFolder)) {
      throw new AttriMilException("slides=" + fileOrFolder + " does not exist; check the path");
    }
    final List<Path> files;
    try (Stream<Path> entries = Files.list(fileOrFolder)) {
      files = entries.filter(Slides::looksLikeSlide).sorted().toList();
    } catch (final IOException e) {
      throw FileFailure.of("list", fileOrFolder, e);
    }
    if (files.isEmpty()) {
      final long below = below(fileOrFolder);
      throw new AttriMilException(
          "slides="
              + fileOrFolder
              + (below == 0
                  ? " holds no slide; known extensions are " + sorted()
                  : " holds no slide itself; "
                      + below
                      + " lie in its subfolders, which are not searched: give one of them, or list"
                      + " the slides in slides.csv with a column path"));
    }
    return withoutParts(distinct(fileOrFolder, files));
  }

  private static List<Path> distinct(final Path folder, final List<Path> files) {
    final Set<String> seen = new java.util.HashSet<>();
    for (final Path file : files) {
      if (!seen.add(id(file))) {
        throw new AttriMilException(
            "Two files in " + folder + " have the slide id \"" + id(file) + "\"; rename one");
      }
    }
    return files;
  }

  /**
   * A DICOM slide is a series of files: levels, label and overview. Its largest image stands for
   * all, and label and overview are no slides.
   */
  private static List<Path> withoutParts(final List<Path> files) {
    final Map<String, Path> largest = new LinkedHashMap<>();
    final Map<String, Long> widths = new HashMap<>();
    for (final Path file : files) {
      final Optional<DicomHeader> header =
          file.toString().toLowerCase(Locale.ROOT).endsWith(".dcm")
              ? DicomHeader.read(file)
              : Optional.empty();
      if (header.filter(DicomHeader::isNoTissue).isPresent()) {
        continue;
      }
      final String of = header.flatMap(DicomHeader::series).orElse(file.toString());
      final long width = header.map(DicomHeader::width).orElse(0L);
      if (width > widths.getOrDefault(of, -1L)) {
        widths.put(of, width);
        largest.put(of, file);
      }
    }
    return largest.values().stream().sorted().toList();
  }

  /**
   * @param folder a folder
   * @return how many slides lie in its subfolders, three deep at most
   */
  public static long below(final Path folder) {
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    try (Stream<Path> walked = Files.walk(folder, DEPTH)) {
      return walked
          .filter(p -> !folder.equals(p.getParent()) && !folder.equals(p))
          .filter(Slides::looksLikeSlide)
          .filter(Files::isRegularFile)
          .count();
    } catch (final IOException | UncheckedIOException e) {
      // A folder nobody may list holds nothing for this user.
      return 0;
    }
  }

  /**
   * @param folder a folder
   * @return whether it holds a slide
   */
  public static boolean any(final Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.anyMatch(Slides::looksLikeSlide);
    } catch (final IOException e) {
      throw FileFailure.of("list", folder, e);
    }
  }

  /**
   * Estimates what the tables of a slide's tiles take, which the readers of several threads hold.
   *
   * @param levels a pyramid
   * @return bytes
   */
  public static long memory(final List<Level> levels) {
    long tiles = 0;
    for (final Level level : levels) {
      tiles += (long) level.width() * level.height() / TILE_PIXELS;
    }
    return tiles * TILE_BYTES;
  }

  private static List<String> sorted() {
    return EXTENSIONS.stream().sorted().toList();
  }

  private static boolean looksLikeSlide(final Path path) {
    final String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
    return !name.startsWith(".") && EXTENSIONS.contains(name.substring(name.lastIndexOf('.') + 1));
  }
}
