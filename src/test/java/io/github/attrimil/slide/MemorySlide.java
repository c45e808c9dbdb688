package io.github.attrimil.slide;

import java.util.Optional;

/** A slide of a test whose pixels are computed, and that is its own reader. */
public interface MemorySlide extends Slide, SlideReader {

  @Override
  default String id() {
    return "memory";
  }

  @Override
  default String source() {
    return "memory";
  }

  @Override
  default Optional<PixelSize> pixelSize() {
    return Optional.empty();
  }

  @Override
  default SlideReader open() {
    return this;
  }

  @Override
  default void close() {}
}
