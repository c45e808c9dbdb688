package io.github.attrimil.tissue;

import io.github.attrimil.core.Job;
import io.github.attrimil.core.Progress;
import io.github.attrimil.format.image.RgbImage;
import io.github.attrimil.slide.Level;
import io.github.attrimil.slide.ReadAhead;
import io.github.attrimil.slide.Slide;
import io.github.attrimil.slide.SlideReader;
import io.github.attrimil.slide.Slides;
import io.github.attrimil.tissue.image.AreaAverage;
import io.github.attrimil.tissue.image.Saturation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A whole slide read once, block by block: its saturation, from which tissue is found, and a
 * picture of it. Memory is bounded whatever the slide: a level of up to 100 megapixels is taken as
 * it is, a larger one is averaged over squares of whole pixels down to 16 megapixels, one too large
 * to be read in minutes is sampled, see {@link TileSample}.
 *
 * @param width in pixels
 * @param height in pixels
 * @param saturation height x width
 * @param downsampleX level-0 pixels per pixel, along x
 * @param downsampleY the same along y
 * @param overview the picture
 * @param pens pen marks; nothing when they were not asked for
 */
public record SlideScan(
    int width,
    int height,
    byte[] saturation,
    double downsampleX,
    double downsampleY,
    Overview overview,
    Optional<ExcludedArea> pens) {

  /** CLAM segments the level best for this downsample. */
  private static final double DOWNSAMPLE = 64;

  private static final long LARGEST_AS_IS = 100_000_000;
  private static final long LARGEST_AVERAGED = 16_000_000;

  /** A block takes 6 MiB, and a moment: whoever cancels does not wait. */
  private static final int BLOCK_WIDTH = 2048;

  private static final int BLOCK_PIXELS = BLOCK_WIDTH * 1024;

  /** Ten blocks as they are read and as they are handed on. */
  private static final long BLOCK_BYTES = 10L * 3 * BLOCK_PIXELS;

  private static final int PIXEL_BYTES = 10;

  /**
   * @param levels a pyramid
   * @return the level before the first whose downsample is above 64, as OpenSlide's best level for
   *     a downsample
   */
  public static int level(final List<Level> levels) {
    for (int i = 1; i < levels.size(); i++) {
      if ((levels.get(i).downsampleX() + levels.get(i).downsampleY()) / 2 > DOWNSAMPLE) {
        return i - 1;
      }
    }
    return levels.size() - 1;
  }

  /**
   * @param width of a level
   * @param height of a level
   * @return how many of its pixels are averaged, along each axis
   */
  public static int reduction(final int width, final int height) {
    final double pixels = (double) width * height;
    return pixels <= LARGEST_AS_IS ? 1 : (int) Math.ceil(Math.sqrt(pixels / LARGEST_AVERAGED));
  }

  /**
   * @param slide the slide
   * @param reader its reader
   * @param pensToo whether pen marks are looked for
   * @param job shown the progress
   * @return the slide's saturation, and pen marks
   */
  public static SlideScan read(
      final Slide slide, final SlideReader reader, final boolean pensToo, final Job job) {
    final int index = level(slide.levels());
    final Level level = slide.levels().get(index);
    final int factor = reduction(level.width(), level.height());
    final int width = (level.width() + factor - 1) / factor;
    final int height = (level.height() + factor - 1) / factor;
    final byte[] saturation = new byte[width * height];
    final double downsampleX = level.downsampleX() * factor;
    final double downsampleY = level.downsampleY() * factor;
    final Optional<PenMarks> pens =
        pensToo
            ? Optional.of(new PenMarks(width, height, downsampleX, downsampleY))
            : Optional.empty();
    final int reduction = Overview.reduction(width, height);
    final AreaAverage picture = new AreaAverage(width, height, reduction);
    final Sink sink =
        (block, x, y) -> {
          picture.add(block, x, y);
          pens.ifPresent(p -> p.add(block, x, y));
          for (int row = 0; row < block.height(); row++) {
            Saturation.convert(
                block.rgb(), row * block.width(), saturation, (y + row) * width + x, block.width());
          }
        };
    final Optional<TileSample.Spacing> spacing = TileSample.spacing(reader, index, level);
    if (spacing.isPresent()) {
      final TileSample sample = TileSample.read(slide, reader, index, spacing.get(), job);
      for (int y = 0; y < height; y++) {
        sink.add(sample.row(y, width, factor), 0, y);
      }
    } else {
      readAll(
          reader,
          index,
          level,
          factor,
          sink,
          job.progress("tissue " + slide.id(), "pixels", (long) width * height));
    }
    return new SlideScan(
        width,
        height,
        saturation,
        downsampleX,
        downsampleY,
        new Overview(picture.image(), downsampleX * reduction, downsampleY * reduction),
        pens.map(PenMarks::area));
  }

  /**
   * Estimates what finding tissue takes: blocks that are read ahead, and for each pixel of the scan
   * its saturation, masks and what they are made from.
   *
   * @param levels a pyramid
   * @return bytes
   */
  public static long memory(final List<Level> levels) {
    final Level level = levels.get(level(levels));
    final long pixels = (long) level.width() * level.height();
    final long factor = reduction(level.width(), level.height());
    return Slides.memory(levels)
        + Math.min(3 * pixels, BLOCK_BYTES)
        + PIXEL_BYTES * (pixels / (factor * factor));
  }

  /** Takes pixels of the level made smaller. */
  private interface Sink {
    void add(RgbImage block, int x, int y);
  }

  private static void readAll(
      final SlideReader reader,
      final int index,
      final Level level,
      final int factor,
      final Sink sink,
      final Progress progress) {
    ReadAhead.run(
        reader,
        index,
        blocks(level, reader.tileWidth(index), reader.tileHeight(index), factor).iterator(),
        image -> AreaAverage.of(image, factor),
        (block, image) -> {
          sink.add(image, block.x() / factor, block.y() / factor);
          progress.add((long) image.width() * image.height());
        });
  }

  /**
   * Divides a level so that each of its file's tiles is decoded once, as far as sizes allow.
   *
   * @param level what is divided
   * @param tileWidth of the file's tiles in pixels
   * @param tileHeight of the file's tiles in pixels
   * @param factor blocks start at multiples of it
   * @return rectangles that cover the level, row by row
   */
  static List<ReadAhead.Block> blocks(
      final Level level, final int tileWidth, final int tileHeight, final int factor) {
    final boolean strips = tileWidth > BLOCK_WIDTH;
    final int unitX = factor == 1 ? tileWidth : factor;
    final int stepX = strips ? level.width() : Math.max(1, BLOCK_WIDTH / unitX) * unitX;
    final boolean along = factor == 1 && (long) stepX * tileHeight <= 4L * BLOCK_PIXELS;
    final int unitY = along ? tileHeight : factor;
    final int stepY = Math.max(1, BLOCK_PIXELS / stepX / unitY) * unitY;
    final List<ReadAhead.Block> blocks = new ArrayList<>();
    for (int top = 0; top < level.height(); top += stepY) {
      for (int left = 0; left < level.width(); left += stepX) {
        blocks.add(
            new ReadAhead.Block(
                left,
                top,
                Math.min(stepX, level.width() - left),
                Math.min(stepY, level.height() - top)));
      }
    }
    return blocks;
  }
}
