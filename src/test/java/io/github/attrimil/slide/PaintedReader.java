package io.github.attrimil.slide;

/** A reader of a slide that is painted as it is read, in square tiles. */
public abstract class PaintedReader implements SlideReader {

  private final int tile;

  protected PaintedReader(final int tile) {
    this.tile = tile;
  }

  @Override
  public final int tileWidth(final int level) {
    return tile;
  }

  @Override
  public final int tileHeight(final int level) {
    return tile;
  }

  @Override
  public final void close() {}
}
