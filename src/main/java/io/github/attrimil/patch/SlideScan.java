package io.github.attrimil.patch;

import io.github.attrimil.job.Job;
import io.github.attrimil.job.Progress;
import io.github.attrimil.slide.Level;
import io.github.attrimil.slide.RgbImage;
import io.github.attrimil.slide.Slide;
import io.github.attrimil.slide.SlideReader;
import java.util.List;
import java.util.Optional;

/**
 * A whole slide read once, block by block: its saturation, from which tissue is found, and a
 * picture of it. Memory is bounded whatever the slide: a level of up to 100 megapixels is taken as
 * it is, a larger one is averaged over squares of whole pixels down to 16 megapixels.
 *
 * @param width in pixels
 * @param height in pixels
 * @param saturation height x width
 * @param downsampleX level-0 pixels per pixel, along x
 * @param downsampleY the same along y
 * @param overview the picture
 * @param ink height x width: 1 where the colour is that of ink, see {@link PenMarks}; nothing when
 *     it was not asked for
 */
record SlideScan(
    int width,
    int height,
    byte[] saturation,
    double downsampleX,
    double downsampleY,
    Overview overview,
    Optional<byte[]> ink) {

  /** CLAM segments the level best for this downsample. */
  private static final double DOWNSAMPLE = 64;

  private static final long LARGEST_AS_IS = 100_000_000;
  private static final long LARGEST_AVERAGED = 16_000_000;

  /** A block of 4096 x 2048 pixels takes 24 MiB and covers whole tiles of usual files. */
  private static final int BLOCK_WIDTH = 4096;

  private static final int BLOCK_HEIGHT = 2048;

  /**
   * @param levels a pyramid
   * @return the level before the first whose downsample is above 64, as OpenSlide's best level for
   *     a downsample
   */
  static int level(final List<Level> levels) {
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
  static int reduction(final int width, final int height) {
    final double pixels = (double) width * height;
    return pixels <= LARGEST_AS_IS ? 1 : (int) Math.ceil(Math.sqrt(pixels / LARGEST_AVERAGED));
  }

  /**
   * @param slide the slide
   * @param reader its reader
   * @param inkToo whether ink is looked for
   * @param job told of progress
   * @return the slide's saturation, and ink
   */
  static SlideScan read(
      final Slide slide, final SlideReader reader, final boolean inkToo, final Job job) {
    final int index = level(slide.levels());
    final Level level = slide.levels().get(index);
    final int factor = reduction(level.width(), level.height());
    final int width = (level.width() + factor - 1) / factor;
    final int height = (level.height() + factor - 1) / factor;
    final byte[] saturation = new byte[width * height];
    final Optional<byte[]> ink =
        inkToo ? Optional.of(new byte[saturation.length]) : Optional.empty();
    final int reduction = Overview.reduction(width, height);
    final AreaAverage picture = new AreaAverage(width, height, reduction);
    final int stepX = Math.max(1, BLOCK_WIDTH / factor);
    final int stepY = Math.max(1, BLOCK_HEIGHT / factor);
    final Progress progress = job.progress("tissue " + slide.id(), "pixels", (long) width * height);
    for (int y = 0; y < height; y += stepY) {
      for (int x = 0; x < width; x += stepX) {
        final int left = x * factor;
        final int top = y * factor;
        final RgbImage block =
            AreaAverage.of(
                reader.read(
                    index,
                    left,
                    top,
                    Math.min(stepX * factor, level.width() - left),
                    Math.min(stepY * factor, level.height() - top)),
                factor);
        picture.add(block, x, y);
        for (int row = 0; row < block.height(); row++) {
          final int from = row * block.width();
          final int to = (y + row) * width + x;
          Saturation.convert(block.rgb(), from, saturation, to, block.width());
          if (ink.isPresent()) {
            PenMarks.mark(block.rgb(), from, ink.get(), to, block.width());
          }
        }
        progress.add((long) block.width() * block.height());
      }
    }
    final double downsampleX = level.downsampleX() * factor;
    final double downsampleY = level.downsampleY() * factor;
    return new SlideScan(
        width,
        height,
        saturation,
        downsampleX,
        downsampleY,
        new Overview(picture.image(), downsampleX * reduction, downsampleY * reduction),
        ink);
  }
}
