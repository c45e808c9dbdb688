package io.github.attrimil.evaluate.localize;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.explain.PatchMap;
import io.github.attrimil.format.regions.RegionFile;
import io.github.attrimil.geometry.Polygon;
import io.github.attrimil.geometry.Region;
import io.github.attrimil.project.Project;
import io.github.attrimil.slide.bioformats.LabelImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A folder of annotations, a file a slide: {@code SLIDE.geojson}, {@code .json} (QuPath), {@code
 * .xml} (ASAP, Camelyon), {@code .zip}, {@code .roi} (Fiji), or an image of labels {@code .png},
 * {@code .tif}, {@code .tiff}, {@code .ome.tif}; also {@code SLIDE_mask.*}, as Camelyon names its
 * masks.
 *
 * @param folder the folder
 * @param classes the model's classes; may be empty
 * @param lesion the class whose lesions are sought
 * @param downsample level-0 pixels per pixel of images of labels, 0 to work it out of their width
 */
public record Annotations(Path folder, List<String> classes, String lesion, double downsample) {

  /** The pixels of Camelyon16's evaluation masks, level 5. */
  static final double EVALUATION_DOWNSAMPLE = 32;

  /** A patch is sampled with this many pixels along its side. */
  private static final int PATCH_PIXELS = 16;

  private static final List<String> IMAGES = List.of("png", "tif", "tiff", "ome.tif", "ome.tiff");
  private static final List<String> REGIONS = List.of("geojson", "json", "xml", "zip", "roi");

  /** Groups that Camelyon16 and 17 cut out of their lesions, and the like. */
  private static final Set<String> CUT_OUT = Set.of("_2", "exclusion", "normal", "ignore*");

  /** Camelyon16's groups of lesions; its files have other groups named tumor too. */
  private static final Set<String> CAMELYON_LESIONS = Set.of("_0", "_1");

  /** Checks the folder. */
  public Annotations {
    if (!Files.isDirectory(folder)) {
      throw new AttriMilException(
          "annotations="
              + folder
              + " is not a folder; give a folder with one file per slide, named as the slide: "
              + String.join(", ", REGIONS)
              + ", or a label image: "
              + String.join(", ", IMAGES));
    }
    classes = List.copyOf(classes);
  }

  /**
   * What is known of a slide.
   *
   * @param width in level-0 pixels, 0 where it is not known
   * @param height in level-0 pixels, 0 where it is not known
   * @param mpp micrometers per level-0 pixel, NaN where it is not known
   */
  public record Extent(double width, double height, double mpp) {}

  /**
   * A slide's annotation as masks.
   *
   * @param patches a mask fine enough for single patches
   * @param evaluation a mask of Camelyon16's level, or the image of labels itself
   */
  public record Truth(LesionMask patches, LesionMask evaluation) {

    /** No lesion. */
    static Truth none() {
      return new Truth(LesionMask.none(), LesionMask.none());
    }
  }

  /**
   * @param slide a slide's id
   * @return its annotation
   * @throws AttriMilException when there are two
   */
  public Optional<Path> find(final String slide) {
    final String id = Project.checkName(slide);
    final List<Path> found =
        Stream.concat(REGIONS.stream(), IMAGES.stream())
            .flatMap(e -> Stream.of(id + "." + e, id + "_mask." + e))
            .map(folder::resolve)
            .filter(Files::exists)
            .toList();
    if (found.size() > 1) {
      throw new AttriMilException(
          folder + " holds two annotations of slide \"" + slide + "\": " + found + "; remove one");
    }
    return found.stream().findFirst();
  }

  /**
   * Reads an annotation.
   *
   * @param file from {@link #find}
   * @param extent of the slide
   * @param map its patches or candidates, for polygons on a slide of unknown size
   * @return where its lesions are
   */
  public Truth read(final Path file, final Extent extent, final Optional<PatchMap> map) {
    final String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return IMAGES.stream().anyMatch(e -> name.endsWith("." + e))
        ? image(file, extent)
        : regions(file, extent, map);
  }

  private Truth image(final Path file, final Extent extent) {
    final LabelImage image =
        LabelImage.read(file, extent.width(), EVALUATION_DOWNSAMPLE, LesionMask.MOST_PIXELS);
    double perPixel = downsample;
    if (perPixel == 0) {
      if (extent.width() == 0) {
        throw new AttriMilException(
            file
                + ": the size of its slide is unknown, so the image cannot be placed on it; give"
                + " downsample=, the level-0 pixels per pixel of the image");
      }
      perPixel = whole(extent.width() / image.width());
      final double other = extent.height() / image.height();
      if (Math.abs(other / perPixel - 1) > 0.02 + 2.0 / image.height()) {
        throw new AttriMilException(
            String.format(
                Locale.ROOT,
                "%s has %d x %d pixels, the slide %.0f x %.0f: it does not cover the slide; give"
                    + " downsample=",
                file,
                image.width(),
                image.height(),
                extent.width(),
                extent.height()));
      }
    } else if (image.width() != image.fileWidth()) {
      perPixel *= (double) image.fileWidth() / image.width();
    }
    final LesionMask mask = new LesionMask(image.width(), image.height(), image.labels(), perPixel);
    return new Truth(mask, mask);
  }

  /** A broken number comes from the last, cut-off column. */
  private static double whole(final double ratio) {
    final double near = Math.rint(ratio);
    return near >= 1 && Math.abs(ratio - near) <= 0.01 * ratio ? near : ratio;
  }

  private Truth regions(final Path file, final Extent extent, final Optional<PatchMap> map) {
    final List<Region> all = RegionFile.all(file);
    if (all.isEmpty()) {
      return Truth.none();
    }
    final boolean named = all.stream().anyMatch(r -> r.name().equalsIgnoreCase(lesion));
    final List<Region> lesions =
        all.stream().filter(r -> named ? isNamed(r) : !isCutOut(r) && !isOther(r)).toList();
    final List<Region> holes = all.stream().filter(this::isCutOut).toList();
    double width = extent.width();
    double height = extent.height();
    if (width == 0) {
      for (final Region region : all) {
        final Polygon.Bounds bounds = region.outer().bounds();
        width = Math.max(width, Math.ceil(bounds.right()));
        height = Math.max(height, Math.ceil(bounds.bottom()));
      }
    }
    if (!(width >= 1 && width < 1e7 && height >= 1 && height < 1e7)) {
      throw new AttriMilException(
          file
              + " reaches "
              + width
              + ", "
              + height
              + ", which is outside any slide: give level-0 pixels");
    }
    final LesionMask evaluation =
        LesionMask.of(lesions, holes, width, height, EVALUATION_DOWNSAMPLE);
    if (map.isEmpty()) {
      return new Truth(evaluation, evaluation);
    }
    final double fine = Math.max(1, map.get().sizeLevel0() / PATCH_PIXELS);
    return new Truth(LesionMask.of(lesions, holes, width, height, fine), evaluation);
  }

  /** Whether a region is of the class sought, where classes are named. */
  private boolean isNamed(final Region region) {
    return region.name().equalsIgnoreCase(lesion)
        || CAMELYON_LESIONS.contains(region.name()) && !isOther(region);
  }

  private boolean isCutOut(final Region region) {
    return CUT_OUT.contains(region.name().toLowerCase(Locale.ROOT))
        && !region.name().equalsIgnoreCase(lesion);
  }

  private boolean isOther(final Region region) {
    return classes.stream().anyMatch(c -> c.equalsIgnoreCase(region.name()))
        && !region.name().equalsIgnoreCase(lesion);
  }
}
