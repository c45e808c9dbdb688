package io.github.attrimil.tissue;

import io.github.attrimil.core.Job;
import io.github.attrimil.core.Progress;
import io.github.attrimil.slide.Level;
import io.github.attrimil.slide.PixelSize;
import io.github.attrimil.slide.RegionReader;
import io.github.attrimil.slide.Slide;
import io.github.attrimil.slide.SlideReader;
import io.github.attrimil.tissue.image.FocusMeasure;

/**
 * Areas out of focus. The slide is divided into squares; of each that is at least half tissue the
 * middle 128 x 128 micrometers are read at one micrometer a pixel, because the level on which
 * tissue is found is far too coarse to show focus, and measured (see {@link FocusMeasure}). Squares
 * are 128 micrometers, or larger on slides with so much tissue that more than 4000 would be read. A
 * square is excluded when it is blurred and so are at least half of its neighbors that could be
 * judged, or when it cannot be judged and more than half of them are.
 *
 * <p>The rule finds blur from a standard deviation of about one micrometer on. Limits: tissue
 * without structure (mucus, fat) is kept whatever its focus unless what surrounds it is blurred; a
 * slide without pixel size is taken as of 0.5 micrometers; strong camera noise hides blur.
 */
public final class Focus {

  private static final int WINDOW_PX = 128;
  private static final double MPP = 1;
  private static final double ASSUMED_MPP = 0.5;
  private static final double LEAST_TISSUE = 0.5;
  private static final int MOST_SQUARES = 4000;
  private static final double TOLERANCE = 1.01;

  /** What is known of a square. */
  private static final byte GLASS = 0;

  private static final byte SHARP = 1;
  private static final byte BLURRED = 2;
  private static final byte UNKNOWN = 3;

  private final Slide slide;
  private final TissueMask tissue;
  private final double windowLevel0;
  private final double side;
  private final int columns;
  private final int rows;
  private final byte[] states;

  private Focus(final Slide slide, final TissueMask tissue) {
    this.slide = slide;
    this.tissue = tissue;
    windowLevel0 =
        Math.max(
            WINDOW_PX, WINDOW_PX * MPP / slide.pixelSize().map(PixelSize::mpp).orElse(ASSUMED_MPP));
    double s = windowLevel0;
    while (squares(s) > MOST_SQUARES) {
      s += windowLevel0;
    }
    side = s;
    columns = count(slide.levels().get(0).width(), side);
    rows = count(slide.levels().get(0).height(), side);
    states = new byte[columns * rows];
  }

  /**
   * @param slide the slide
   * @param reader its reader
   * @param tissue where tissue is
   * @param job shown the progress
   * @return where the tissue is out of focus
   */
  public static ExcludedArea area(
      final Slide slide, final SlideReader reader, final TissueMask tissue, final Job job) {
    final Focus focus = new Focus(slide, tissue);
    focus.measure(reader, job);
    return new ExcludedArea(
        ExcludedArea.Kind.BLUR,
        new TissueMask(focus.columns, focus.rows, focus.blurred(), focus.side, focus.side, 0));
  }

  private static int count(final int length, final double side) {
    return (int) Math.ceil(length / side);
  }

  private boolean isTissue(final int column, final int row, final double of) {
    return tissue.tissueFraction(Math.round(column * of), Math.round(row * of), of) >= LEAST_TISSUE;
  }

  private int squares(final double of) {
    int n = 0;
    for (int row = 0; row < count(slide.levels().get(0).height(), of); row++) {
      for (int column = 0; column < count(slide.levels().get(0).width(), of); column++) {
        n += isTissue(column, row, of) ? 1 : 0;
      }
    }
    return n;
  }

  private void measure(final SlideReader reader, final Job job) {
    int level = 0;
    for (int i = 1; i < slide.levels().size(); i++) {
      final Level l = slide.levels().get(i);
      level = l.downsample() <= windowLevel0 / WINDOW_PX * TOLERANCE ? i : level;
    }
    final RegionReader regions = new RegionReader(slide, level, WINDOW_PX);
    final Progress progress = job.progress("focus " + slide.id(), "squares", squares(side));
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        if (isTissue(column, row, side)) {
          final double margin = (side - windowLevel0) / 2;
          final double measure =
              FocusMeasure.of(
                  regions.read(reader, column * side + margin, row * side + margin, windowLevel0));
          states[row * columns + column] =
              Double.isNaN(measure) ? UNKNOWN : measure < FocusMeasure.LEAST ? BLURRED : SHARP;
          progress.add(1);
        }
      }
    }
  }

  private byte[] blurred() {
    final byte[] out = new byte[states.length];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        final int blurred = neighbors(column, row, BLURRED);
        final int sharp = neighbors(column, row, SHARP);
        out[row * columns + column] =
            (byte)
                switch (states[row * columns + column]) {
                  case BLURRED -> blurred >= sharp ? 1 : 0;
                  case UNKNOWN -> blurred > sharp ? 1 : 0;
                  // Tissue of squares that are mostly glass goes with what it belongs to.
                  case GLASS -> blurred > 0 && sharp == 0 ? 1 : 0;
                  default -> 0;
                };
      }
    }
    return out;
  }

  private int neighbors(final int column, final int row, final byte state) {
    int n = 0;
    for (int y = Math.max(0, row - 1); y <= Math.min(rows - 1, row + 1); y++) {
      for (int x = Math.max(0, column - 1); x <= Math.min(columns - 1, column + 1); x++) {
        if ((x != column || y != row) && states[y * columns + x] == state) {
          n++;
        }
      }
    }
    return n;
  }
}
