package io.github.attrimil.slide.tiff;

import io.github.attrimil.slide.LevelTiles;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** A level whose tiles the file lists with their bytes: the more bytes, the more a tile shows. */
interface ListedTiles extends LevelTiles {

  /**
   * @return how the level is cut
   */
  TileLayout layout();

  @Override
  default int width() {
    return layout().width();
  }

  @Override
  default int height() {
    return layout().height();
  }

  @Override
  default int tileWidth() {
    return layout().tileWidth();
  }

  @Override
  default int tileHeight() {
    return layout().tileHeight();
  }

  @Override
  default List<int[]> richest(final int most) {
    final long[] counts = layout().counts();
    return IntStream.range(0, columns() * rows())
        .boxed()
        .sorted(Comparator.comparingLong(i -> -counts[i]))
        .limit(most)
        .map(i -> new int[] {i % columns(), i / columns()})
        .toList();
  }
}
