package io.github.attrimil.slide;

import io.github.attrimil.core.AttriMilException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** Finds slides in folders and opens them. */
public final class Slides {

  /** Extensions of slide files; others in a folder are left alone. */
  private static final Set<String> EXTENSIONS =
      Set.of(
          "svs", "ndpi", "scn", "mrxs", "czi", "vsi", "dcm", "tif", "tiff", "btf", "png", "jpg",
          "jpeg", "bif", "svslide", "zarr");

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
      throw new AttriMilException("Cannot list " + fileOrFolder + ": " + e.getMessage(), e);
    }
    if (files.isEmpty()) {
      throw new AttriMilException(
          "slides=" + fileOrFolder + " holds no slide; known extensions are " + sorted());
    }
    final Set<String> seen = new java.util.HashSet<>();
    for (final Path file : files) {
      if (!seen.add(id(file))) {
        throw new AttriMilException(
            "Two files in " + fileOrFolder + " have the slide id \"" + id(file) + "\"; rename one");
      }
    }
    return files;
  }

  /**
   * @param folder a folder
   * @return whether it holds a slide
   */
  public static boolean any(final Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.anyMatch(Slides::looksLikeSlide);
    } catch (final IOException e) {
      throw new AttriMilException("Cannot list " + folder + ": " + e.getMessage(), e);
    }
  }

  private static List<String> sorted() {
    return EXTENSIONS.stream().sorted().toList();
  }

  private static boolean looksLikeSlide(final Path path) {
    final String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
    return !name.startsWith(".") && EXTENSIONS.contains(name.substring(name.lastIndexOf('.') + 1));
  }
}
