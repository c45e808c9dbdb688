package io.github.attrimil.explain.map;

import io.github.attrimil.slide.Slide;
import io.github.attrimil.slide.SlideReader;

/** A slide and the one reader that reads its overview and its patches. */
record OpenSlide(Slide slide, SlideReader reader) implements AutoCloseable {

  static OpenSlide of(final Slide slide) {
    return new OpenSlide(slide, slide.open());
  }

  @Override
  public void close() {
    reader.close();
  }
}
