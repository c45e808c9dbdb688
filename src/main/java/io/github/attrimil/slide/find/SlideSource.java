package io.github.attrimil.slide.find;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.project.Project;
import io.github.attrimil.slide.Level;
import io.github.attrimil.slide.PixelSize;
import io.github.attrimil.slide.Slide;
import io.github.attrimil.slide.SlideReader;
import io.github.attrimil.slide.bioformats.BioFormatsSlide;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where a slide comes from.
 *
 * @param id the slide's id
 * @param path its file, or for an open slide its title
 * @param scene which scene of the file, counted from 1; 0 for the largest
 * @param mpp micrometers per level-0 pixel given by the user, instead of the value in the file
 * @param opened gives a slide that is open already, instead of a file
 */
public record SlideSource(
    String id, Path path, int scene, Optional<Double> mpp, Optional<Supplier<Slide>> opened) {

  /** Checks the id. */
  public SlideSource {
    Project.checkName(id);
  }

  /**
   * @param id the slide's id
   * @param file its file
   * @param scene which scene of it, counted from 1; 0 for the largest
   */
  public SlideSource(final String id, final Path file, final int scene) {
    this(id, file, scene, Optional.empty(), Optional.empty());
  }

  /**
   * @param id the slide's id
   * @param file its file, of which the largest scene is taken
   */
  public SlideSource(final String id, final Path file) {
    this(id, file, 0);
  }

  /**
   * @param id the slide's id
   * @param slide gives a slide that is open already, such as an image in Fiji
   * @param mpp micrometers per pixel as a user states it, instead of what the slide states
   * @return the slide
   */
  public static SlideSource opened(
      final String id, final Supplier<Slide> slide, final Optional<Double> mpp) {
    return new SlideSource(id, Path.of(id), 0, mpp, Optional.of(slide));
  }

  /**
   * A file that cannot be a slide, reported when it is read, so that the others are processed.
   *
   * @param id what tables call it
   * @param why the reason
   * @return the slide, which cannot be read
   */
  static SlideSource refused(final String id, final String why) {
    return opened(
        id,
        () -> {
          throw new AttriMilException(why);
        },
        Optional.empty());
  }

  /**
   * @param slides slides, of which the first of each id counts
   * @return the slides by id, in order
   */
  public static Map<String, SlideSource> byId(final List<SlideSource> slides) {
    final Map<String, SlideSource> byId = new LinkedHashMap<>();
    slides.forEach(s -> byId.putIfAbsent(s.id(), s));
    return byId;
  }

  /**
   * @param stated micrometers per level-0 pixel given by the user, if any
   * @return the same slide with this pixel size
   */
  public SlideSource withMpp(final Optional<Double> stated) {
    return new SlideSource(id, path, scene, stated, opened);
  }

  /**
   * @param other another id
   * @return the same slide under that id
   */
  public SlideSource named(final String other) {
    return new SlideSource(other, path, scene, mpp, opened);
  }

  /**
   * @return the slide's file, or nothing for an open slide
   */
  public List<Path> files() {
    return opened.isPresent() ? List.of() : List.of(path);
  }

  /**
   * @return the file's path for a table, empty for an open slide
   */
  public String pathText() {
    return opened.isPresent() ? "" : path.toAbsolutePath().toString();
  }

  /**
   * Reads what the slide is.
   *
   * @return the slide, with this id
   */
  public Slide read() {
    final Slide slide = opened.isPresent() ? opened.get().get() : new BioFormatsSlide(path, scene);
    return mpp.isEmpty() && id.equals(slide.id())
        ? slide
        : new Listed(slide, id, mpp.map(size -> new PixelSize(size, size, PixelSize.Origin.USER)));
  }

  /**
   * @return reads what the slide is when it is first asked for, and keeps it; for one thread
   */
  public Supplier<Slide> reading() {
    final Slide[] kept = new Slide[1];
    return () -> {
      kept[0] = kept[0] == null ? read() : kept[0];
      return kept[0];
    };
  }

  /** A slide whose id, and perhaps its pixel size, a table states instead of its file. */
  private record Listed(Slide slide, String id, Optional<PixelSize> stated) implements Slide {
    @Override
    public String source() {
      return slide.source();
    }

    @Override
    public List<Level> levels() {
      return slide.levels();
    }

    @Override
    public Optional<PixelSize> pixelSize() {
      return stated.or(slide::pixelSize);
    }

    @Override
    public SlideReader open() {
      return slide.open();
    }
  }
}
