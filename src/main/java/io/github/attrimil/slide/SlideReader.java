package io.github.attrimil.slide;

import io.github.attrimil.format.image.RgbImage;
import java.util.Optional;

/**
 * Reads pixels of one slide. For the use of one thread at a time: the libraries below are not safe.
 */
public interface SlideReader extends AutoCloseable {

  /**
   * Reads a rectangle of one level. What lies outside the slide is white.
   *
   * @param level index into {@link Slide#levels()}
   * @param x left edge in pixels of that level
   * @param y top edge in pixels of that level
   * @param width in pixels of that level
   * @param height in pixels of that level
   * @return width x height pixels
   * @throws io.github.attrimil.core.AttriMilException when the pixels cannot be decoded
   */
  RgbImage read(int level, int x, int y, int width, int height);

  /**
   * The width of the file's own tiles: reading along them decodes each once.
   *
   * @param level index into {@link Slide#levels()}
   * @return in pixels of that level; whole levels have one tile
   */
  int tileWidth(int level);

  /**
   * The height of the file's own tiles.
   *
   * @param level index into {@link Slide#levels()}
   * @return in pixels of that level
   */
  int tileHeight(int level);

  /**
   * Opens one more reader of the same slide, for another thread.
   *
   * @return a reader the caller must close, or nothing where one thread is to read alone
   */
  default Optional<SlideReader> another() {
    return Optional.empty();
  }

  @Override
  void close();
}
