package io.github.attrimil.slide;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.format.image.RgbImage;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Reads one slide along its file's own tiles, for several threads: a tile is decoded once and kept
 * while memory allows, so that patches that share tiles share the work. A tile that cannot be
 * decoded is tried once more with a new reader, then taken as white and counted; the rest of the
 * slide is not touched.
 */
public final class TileStore {

  /** Larger tiles (whole rows of a striped file) are read as they are asked for. */
  private static final long LARGEST_TILE = 1 << 20;

  private static final long MOST_BYTES = 256L << 20;

  private record Key(int level, int column, int row) {}

  private final Slide slide;
  private final long mostBytes;
  private final Map<Key, RgbImage> tiles = new LinkedHashMap<>(64, 0.75f, true);
  private final Set<Key> faults = ConcurrentHashMap.newKeySet();
  private long bytes;

  /**
   * A store that keeps at most 256 MB, or an eighth of the heap.
   *
   * @param slide the slide
   */
  public TileStore(final Slide slide) {
    this(slide, usual());
  }

  /**
   * @param slide the slide
   * @param mostBytes of pixels that are kept
   */
  public TileStore(final Slide slide, final long mostBytes) {
    this.slide = slide;
    this.mostBytes = mostBytes;
  }

  /**
   * @param level a level that is read by a store
   * @return the memory its tiles take at most, in bytes
   */
  public static long memory(final Level level) {
    return Math.min(usual(), 3L * level.width() * level.height());
  }

  private static long usual() {
    return Math.min(MOST_BYTES, Runtime.getRuntime().maxMemory() / 8);
  }

  /**
   * @return how many tiles could not be decoded so far, each counted once
   */
  public int faults() {
    return faults.size();
  }

  /**
   * @return a reader for one thread, which the caller must close
   */
  public SlideReader open() {
    return new TileReader();
  }

  private synchronized RgbImage known(final Key key) {
    return tiles.get(key);
  }

  private synchronized void keep(final Key key, final RgbImage tile) {
    final RgbImage before = tiles.put(key, tile);
    bytes += tile.rgb().length - (before == null ? 0 : before.rgb().length);
    final Iterator<RgbImage> oldest = tiles.values().iterator();
    while (bytes > mostBytes && oldest.hasNext()) {
      bytes -= oldest.next().rgb().length;
      oldest.remove();
    }
  }

  private final class TileReader implements SlideReader {

    private SlideReader reader = slide.open();

    @Override
    public int tileWidth(final int level) {
      return reader.tileWidth(level);
    }

    @Override
    public int tileHeight(final int level) {
      return reader.tileHeight(level);
    }

    @Override
    public RgbImage read(
        final int level, final int x, final int y, final int width, final int height) {
      final int tileWidth = tileWidth(level);
      final int tileHeight = tileHeight(level);
      final boolean keep = (long) tileWidth * tileHeight <= LARGEST_TILE;
      if (!keep || (long) width * height > LARGEST_TILE) {
        final RgbImage whole = tryTwice(level, x, y, width, height);
        if (whole != null) {
          return whole;
        }
      }
      final Level size = slide.levels().get(level);
      final RgbImage out = RgbImage.white(width, height);
      final int lastX = Math.min(x + width, size.width());
      final int lastY = Math.min(y + height, size.height());
      for (int row = Math.max(y, 0) / tileHeight; row * tileHeight < lastY; row++) {
        for (int column = Math.max(x, 0) / tileWidth; column * tileWidth < lastX; column++) {
          tile(new Key(level, column, row), keep)
              .copyTo(out, column * tileWidth - x, row * tileHeight - y);
        }
      }
      return out;
    }

    private RgbImage tile(final Key key, final boolean keep) {
      final RgbImage known = known(key);
      if (known != null) {
        return known;
      }
      final Level size = slide.levels().get(key.level);
      final int left = key.column * tileWidth(key.level);
      final int top = key.row * tileHeight(key.level);
      final int width = Math.min(tileWidth(key.level), size.width() - left);
      final int height = Math.min(tileHeight(key.level), size.height() - top);
      RgbImage tile = tryTwice(key.level, left, top, width, height);
      if (tile == null) {
        faults.add(key);
        tile = RgbImage.white(width, height);
      }
      if (keep) {
        keep(key, tile);
      }
      return tile;
    }

    private RgbImage tryTwice(
        final int level, final int x, final int y, final int width, final int height) {
      try {
        return reader.read(level, x, y, width, height);
      } catch (final AttriMilException first) {
        // A reader that failed may be in any state.
        reader.close();
        reader = slide.open();
        try {
          return reader.read(level, x, y, width, height);
        } catch (final AttriMilException second) {
          reader.close();
          reader = slide.open();
          return null;
        }
      }
    }

    @Override
    public Optional<SlideReader> another() {
      return Optional.of(new TileReader());
    }

    @Override
    public void close() {
      reader.close();
    }
  }
}
