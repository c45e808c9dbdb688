package io.github.attrimil.tissue;

import java.util.Locale;

/**
 * Where a slide is not to be used although it may look like tissue.
 *
 * @param kind why
 * @param mask 1 where it is not to be used; its scale need not be that of the tissue's mask
 */
public record ExcludedArea(Kind kind, TissueMask mask) {

  /** The share of a patch that may lie in such an area. */
  private static final double MOST = 0.25;

  /** Why an area is not to be used. */
  public enum Kind {
    /** Ink of a pen. */
    PEN_MARKS(0xff8000),
    /** Out of focus. */
    BLUR(0x8000ff);

    private final int color;

    Kind(final int color) {
      this.color = color;
    }

    /**
     * @return its color in pictures, 0xRRGGBB
     */
    public int color() {
      return color;
    }

    /** What it is, for messages. */
    public String words() {
      return this == PEN_MARKS ? "pen marks" : "blur";
    }
  }

  /** Whether a patch lies in it by more than a quarter. */
  public boolean covers(final long xLevel0, final long yLevel0, final double sizeLevel0) {
    return mask.tissueFraction(xLevel0, yLevel0, sizeLevel0) > MOST;
  }

  /** A note for the user. */
  public String remark() {
    return String.format(
        Locale.ROOT,
        "%s excluded on %.2g%% of the slide",
        kind.words(),
        100.0 * mask.tissuePixels() / mask.data().length);
  }

  /** A tissue mask without this area. */
  public TissueMask removeFrom(final TissueMask tissue) {
    final byte[] data = tissue.data().clone();
    for (int y = 0; y < tissue.height(); y++) {
      for (int x = 0; x < tissue.width(); x++) {
        final int i = y * tissue.width() + x;
        if (data[i] != 0
            && at((x + 0.5) * tissue.downsampleX(), (y + 0.5) * tissue.downsampleY())) {
          data[i] = 0;
        }
      }
    }
    return tissue.with(data);
  }

  /** Whether a point of level 0 lies in it. */
  public boolean at(final double xLevel0, final double yLevel0) {
    final int x = (int) (xLevel0 / mask.downsampleX());
    final int y = (int) (yLevel0 / mask.downsampleY());
    return x < mask.width() && y < mask.height() && mask.data()[y * mask.width() + x] != 0;
  }
}
