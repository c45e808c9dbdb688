package io.github.attrimil.fiji;

import ij.ImagePlus;
import ij.measure.Calibration;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.format.image.RgbImage;
import io.github.attrimil.slide.Level;
import io.github.attrimil.slide.PixelSize;
import io.github.attrimil.slide.Slide;
import io.github.attrimil.slide.SlideReader;
import io.github.attrimil.slide.Slides;
import io.github.attrimil.slide.find.SlideSource;
import java.util.List;
import java.util.Optional;

/** An image open in Fiji as a slide of one level. Only its pixels and calibration are read. */
public final class ImagePlusSlide implements Slide {

  private final ImagePlus image;
  private final String id;

  /**
   * @param image an RGB image, or one of three 8-bit channels
   * @throws AttriMilException when it has no three 8-bit colors
   */
  public ImagePlusSlide(final ImagePlus image) {
    final boolean channels = image.getBitDepth() == 8 && image.getNChannels() == 3;
    if (image.getBitDepth() != 24 && !channels) {
      throw new AttriMilException(
          "The image \""
              + image.getTitle()
              + "\" is not a brightfield RGB image; convert it with Image > Type > RGB Color");
    }
    this.image = image;
    this.id = id(image.getTitle());
  }

  /**
   * The slide's id in an image's title. Bio-Formats adds the name of the image in the file to that
   * of the file: "slide_7.ome.tif - slide_7", "slide_7.svs - Series 1"; ImageJ numbers copies.
   *
   * @param title an image's title
   * @return the id as tables of labels have it
   */
  static String id(final String title) {
    final int dash = title.indexOf(" - ");
    final String file = dash > 0 ? title.substring(0, dash) : title;
    final boolean isFile = dash > 0 && !Slides.id(file).equals(file);
    return Slides.id((isFile ? file : title).replaceFirst("(?<=\\.[A-Za-z]{2,5})-\\d+$", ""));
  }

  /**
   * @param image an RGB image, or one of three 8-bit channels
   * @param mpp micrometers per pixel as a user states it, instead of its calibration
   * @return the image as a slide
   * @throws AttriMilException when it has no three 8-bit colors
   */
  public static SlideSource source(final ImagePlus image, final Optional<Double> mpp) {
    final Slide slide = new ImagePlusSlide(image);
    return SlideSource.opened(slide.id(), () -> slide, mpp);
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public String source() {
    return image.getTitle();
  }

  @Override
  public List<Level> levels() {
    return List.of(new Level(image.getWidth(), image.getHeight(), 1, 1));
  }

  @Override
  public Optional<PixelSize> pixelSize() {
    final Calibration calibration = image.getCalibration();
    final double unit =
        switch (calibration.getUnit()) {
          case "micron", "microns", "um", "µm", "μm", "micrometer" -> 1;
          case "nm" -> 1e-3;
          case "mm" -> 1e3;
          case "cm" -> 1e4;
          default -> Double.NaN;
        };
    final double x = calibration.pixelWidth * unit;
    final double y = calibration.pixelHeight * unit;
    return x > 0 && y > 0
        ? Optional.of(new PixelSize(x, y, PixelSize.Origin.METADATA))
        : Optional.empty();
  }

  @Override
  public SlideReader open() {
    return new SlideReader() {
      @Override
      public RgbImage read(
          final int level, final int x, final int y, final int width, final int height) {
        return copy(x, y, width, height);
      }

      @Override
      public int tileWidth(final int level) {
        return image.getWidth();
      }

      @Override
      public int tileHeight(final int level) {
        return image.getHeight();
      }

      @Override
      public void close() {
        // The image belongs to Fiji.
      }
    };
  }

  private RgbImage copy(final int x, final int y, final int width, final int height) {
    final RgbImage out = RgbImage.white(width, height);
    final byte[] rgb = out.rgb();
    final boolean color = image.getBitDepth() == 24;
    final Object[] planes =
        color
            ? new Object[] {image.getProcessor().getPixels()}
            : new Object[] {
              image.getStack().getPixels(image.getStackIndex(1, 1, 1)),
              image.getStack().getPixels(image.getStackIndex(2, 1, 1)),
              image.getStack().getPixels(image.getStackIndex(3, 1, 1))
            };
    for (int row = Math.max(-y, 0); row < Math.min(height, image.getHeight() - y); row++) {
      for (int col = Math.max(-x, 0); col < Math.min(width, image.getWidth() - x); col++) {
        final int in = (y + row) * image.getWidth() + x + col;
        final int i = (row * width + col) * 3;
        for (int c = 0; c < 3; c++) {
          rgb[i + c] =
              color ? (byte) (((int[]) planes[0])[in] >> 16 - 8 * c) : ((byte[]) planes[c])[in];
        }
      }
    }
    return out;
  }
}
