package io.github.attrimil.explain.map;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.explain.Overview;
import io.github.attrimil.explain.PatchScores;
import io.github.attrimil.format.image.RgbImage;
import io.github.attrimil.slide.Level;
import io.github.attrimil.slide.Resampling;
import io.github.attrimil.slide.Slide;
import io.github.attrimil.slide.SlideReader;
import io.github.attrimil.slide.Slides;
import io.github.attrimil.tissue.SlideScan;
import java.util.Arrays;

/** Makes the small pictures that maps lie on. */
public final class Overviews {

  /** The longer side of a picture. */
  private static final int SIZE = 1600;

  /** Rows of the level that are read at a time. */
  private static final int STRIP = 512;

  private static final long MOST_PIXELS = 1L << 27;

  private static final double MARGIN = 0.05;

  /** Reading a level of this many pixels takes about a minute. */
  private static final double MOST_READ = 2.5e9;

  /** A strip as it is read, and what it is read from. */
  private static final long STRIP_COPIES = 2;

  /** The overview, its colors, a layer, a picture with a legend, and patches. */
  private static final long PICTURE_COPIES = 10;

  private Overviews() {}

  /** A picture of a whole slide, from the level whose pixels are enough. */
  static Overview slide(final OpenSlide open, final Job job) {
    return slide(open.slide(), open.reader(), level(open.slide(), SIZE), SIZE, job);
  }

  /**
   * Makes a picture of a whole slide, from the level whose pixels are enough.
   *
   * @param slide the slide
   * @param size the longer side of the picture in pixels, at most
   * @param job asked whether to stop
   * @return the picture
   */
  public static Overview slide(final Slide slide, final int size, final Job job) {
    try (SlideReader reader = slide.open()) {
      return slide(slide, reader, level(slide, size), size, job);
    }
  }

  /**
   * Estimates what an overview and all maps on it take, of which one at a time is in memory.
   *
   * @param slide the slide
   * @return bytes
   */
  static long memory(final Slide slide) {
    final Level l = slide.levels().get(level(slide, SIZE));
    final double scale = Math.max(1, Math.max(l.width(), l.height()) / (double) SIZE);
    final double rows = Math.min(l.height(), Math.max(STRIP, scale));
    if (isLarge(l)) {
      return SlideScan.memory(slide.levels()) + PICTURE_COPIES * 4 * SIZE * SIZE;
    }
    return Slides.memory(slide.levels())
        + (long) (STRIP_COPIES * 3 * l.width() * rows)
        + PICTURE_COPIES * 4 * SIZE * SIZE;
  }

  private static int level(final Slide slide, final int size) {
    int level = slide.levels().size() - 1;
    while (level > 0
        && Math.max(slide.levels().get(level).width(), slide.levels().get(level).height()) < size) {
      level--;
    }
    return level;
  }

  /** Reads a level in strips, so that a slide without pyramid is never in memory whole. */
  private static Overview slide(
      final Slide slide, final SlideReader reader, final int level, final int size, final Job job) {
    final Level l = slide.levels().get(level);
    if (isLarge(l)) {
      // Of a slide without a small level, a part of the tiles is read, as for its tissue.
      return of(SlideScan.read(slide, reader, false, job), slide, level, size);
    }
    final double scale = Math.max(1, Math.max(l.width(), l.height()) / (double) size);
    final int width = Math.max(1, (int) Math.floor(l.width() / scale));
    final int height = Math.max(1, (int) Math.floor(l.height() / scale));
    final double stepX = l.width() / (double) width;
    final double stepY = l.height() / (double) height;
    final byte[] rgb = new byte[3 * width * height];
    final int strip = Math.max(1, (int) (STRIP / stepY));
    for (int y = 0; y < height; y += strip) {
      job.checkCanceled();
      final int rows = Math.min(strip, height - y);
      final int top = (int) Math.floor(y * stepY);
      final int bottom = Math.min(l.height(), (int) Math.ceil((y + rows) * stepY));
      final RgbImage source = reader.read(level, 0, top, l.width(), bottom - top);
      final RgbImage part =
          Resampling.resample(source, 0, y * stepY - top, l.width(), rows * stepY, width, rows);
      System.arraycopy(part.rgb(), 0, rgb, 3 * width * y, part.rgb().length);
    }
    return new Overview(
        new RgbImage(width, height, rgb), level, stepX * l.downsampleX(), stepY * l.downsampleY());
  }

  private static boolean isLarge(final Level level) {
    return (double) level.width() * level.height() > MOST_READ;
  }

  private static Overview of(
      final SlideScan scan, final Slide slide, final int level, final int size) {
    final RgbImage seen = scan.overview().image();
    final double scale = Math.max(1, Math.max(seen.width(), seen.height()) / (double) size);
    final int width = Math.max(1, (int) (seen.width() / scale));
    final int height = Math.max(1, (int) (seen.height() / scale));
    final Level full = slide.levels().get(0);
    return new Overview(
        Resampling.resample(seen, 0, 0, seen.width(), seen.height(), width, height),
        level,
        scan.overview().downsampleX() * seen.width() / width,
        scan.overview().downsampleY() * seen.height() / height,
        new Overview.Place(0, 0, full.width(), full.height()));
  }

  /** A picture of a region with a margin, from the level whose pixels are enough. */
  static Overview region(final OpenSlide open, final double[] bounds) {
    final Slide slide = open.slide();
    final Level full = slide.levels().get(0);
    final double margin = MARGIN * Math.max(bounds[2] - bounds[0], bounds[3] - bounds[1]);
    final double left = Math.max(0, Math.floor(bounds[0] - margin));
    final double top = Math.max(0, Math.floor(bounds[1] - margin));
    final double right = Math.min(full.width(), Math.ceil(bounds[2] + margin));
    final double bottom = Math.min(full.height(), Math.ceil(bounds[3] + margin));
    if (!(right > left && bottom > top)) {
      throw new AttriMilException("The region is outside the slide \"" + slide.id() + "\"");
    }
    final double longest = Math.max(right - left, bottom - top);
    int level = slide.levels().size() - 1;
    while (level > 0 && longest / slide.levels().get(level).downsample() < SIZE) {
      level--;
    }
    final Level l = slide.levels().get(level);
    final int x = (int) Math.floor(left / l.downsampleX());
    final int y = (int) Math.floor(top / l.downsampleY());
    final int w = (int) Math.min(l.width() - x, Math.ceil((right - left) / l.downsampleX()));
    final int h = (int) Math.min(l.height() - y, Math.ceil((bottom - top) / l.downsampleY()));
    if ((long) w * h > MOST_PIXELS) {
      throw new AttriMilException(
          "The region has no level small enough for a picture; give a smaller roi=");
    }
    // Small regions are enlarged, so that a legend is readable beside them.
    final double scale = Math.max(w, h) / (double) SIZE;
    final int width = (int) Math.max(1, Math.round(w / scale));
    final int height = (int) Math.max(1, Math.round(h / scale));
    final RgbImage read = open.reader().read(level, x, y, w, h);
    return new Overview(
        Resampling.resample(read, 0, 0, w, h, width, height),
        level,
        w * l.downsampleX() / width,
        h * l.downsampleY() / height,
        new Overview.Place(x * l.downsampleX(), y * l.downsampleY(), full.width(), full.height()));
  }

  /**
   * A plain white background from the slide's first pixel to the last patch, for slides whose file
   * is not available.
   */
  static Overview ground(final PatchScores scores) {
    final double size = scores.patchSizeLevel0();
    final double right = Arrays.stream(scores.xLevel0()).max().orElseThrow() + size;
    final double bottom = Arrays.stream(scores.yLevel0()).max().orElseThrow() + size;
    final double scale = Math.max(1, Math.max(right, bottom) / SIZE);
    final int width = Math.max(1, (int) Math.ceil(right / scale));
    final int height = Math.max(1, (int) Math.ceil(bottom / scale));
    return new Overview(RgbImage.white(width, height), 0, scale, scale);
  }
}
