package io.github.attrimil.slide;

import java.util.List;
import java.util.Optional;

/**
 * What is known of a slide: its name, pyramid and pixel size. Immutable and safe to share; pixels
 * come from a {@link SlideReader}, one for each thread.
 */
public interface Slide {

  /**
   * @return the slide's id: its file name without extension
   */
  String id();

  /**
   * @return where it comes from: a file's path or an image's title
   */
  String source();

  /**
   * @return the pyramid, finest first; never empty
   */
  List<Level> levels();

  /**
   * @return the size of a level-0 pixel, or nothing when the slide states neither mpp nor
   *     magnification
   */
  Optional<PixelSize> pixelSize();

  /**
   * Opens a reader for the use of one thread.
   *
   * @return a reader the caller must close
   */
  SlideReader open();
}
