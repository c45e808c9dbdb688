package io.github.attrimil.tissue.image;

import io.github.attrimil.format.image.RgbImage;
import io.github.attrimil.geometry.Polygon;

/** Draws lines on a copy of an image; what lies outside is cut off. */
public final class Canvas {

  private final int width;
  private final int height;
  private final byte[] rgb;

  public Canvas(final RgbImage image) {
    width = image.width();
    height = image.height();
    rgb = image.rgb().clone();
  }

  public RgbImage image() {
    return new RgbImage(width, height, rgb);
  }

  /** Mixes all pixels outside of a region with white. */
  public void fade(final boolean[] keep, final double white) {
    for (int i = 0; i < rgb.length; i++) {
      if (!keep[i / 3]) {
        rgb[i] = (byte) Math.round((rgb[i] & 0xff) * (1 - white) + 255 * white);
      }
    }
  }

  /** Which pixels are meant. */
  public interface Area {
    boolean holds(int x, int y);
  }

  /** Mixes half of a color into an area. */
  public void tint(final Area area, final int color) {
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        if (area.holds(x, y)) {
          for (int c = 0; c < 3; c++) {
            final int i = 3 * (y * width + x) + c;
            rgb[i] = (byte) ((rgb[i] & 0xff) + (color >> 16 - 8 * c & 0xff) + 1 >> 1);
          }
        }
      }
    }
  }

  /** Sets one pixel. */
  void dot(final int x, final int y, final int color) {
    if (x >= 0 && y >= 0 && x < width && y < height) {
      final int i = 3 * (y * width + x);
      rgb[i] = (byte) (color >> 16);
      rgb[i + 1] = (byte) (color >> 8);
      rgb[i + 2] = (byte) color;
    }
  }

  /** The border of a rectangle, one pixel wide, inside of it. */
  public void frame(
      final int left, final int top, final int right, final int bottom, final int color) {
    for (int x = left; x < right; x++) {
      dot(x, top, color);
      dot(x, bottom - 1, color);
    }
    for (int y = top; y < bottom; y++) {
      dot(left, y, color);
      dot(right - 1, y, color);
    }
  }

  /** A polygon's lines with a square pen. */
  public void outline(
      final Polygon p,
      final double downsampleX,
      final double downsampleY,
      final int pen,
      final int color) {
    for (int i = 0, j = p.size() - 1; i < p.size(); j = i++) {
      final double x0 = p.x()[j] / downsampleX;
      final double y0 = p.y()[j] / downsampleY;
      final double dx = p.x()[i] / downsampleX - x0;
      final double dy = p.y()[i] / downsampleY - y0;
      final int n = (int) Math.ceil(Math.max(1, Math.max(Math.abs(dx), Math.abs(dy))));
      for (int k = 0; k < n; k++) {
        final int x = (int) Math.floor(x0 + dx * k / n) - pen / 2;
        final int y = (int) Math.floor(y0 + dy * k / n) - pen / 2;
        for (int q = 0; q < pen * pen; q++) {
          dot(x + q % pen, y + q / pen, color);
        }
      }
    }
  }
}
