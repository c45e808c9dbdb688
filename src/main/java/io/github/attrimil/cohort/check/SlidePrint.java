package io.github.attrimil.cohort.check;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.FileFailure;
import io.github.attrimil.core.Sha256;
import io.github.attrimil.format.image.RgbImage;
import io.github.attrimil.slide.Level;
import io.github.attrimil.slide.Slide;
import io.github.attrimil.slide.SlideReader;
import io.github.attrimil.slide.find.SlideSource;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Cheap fingerprints of slides: equal ones are the same slide under two names. */
final class SlidePrint {

  private static final int END = 1 << 16;
  private static final int WINDOW = 64;

  /** In quarters of the slide. */
  private static final int[][] PLACES = {{2, 2}, {1, 1}, {3, 1}, {1, 3}, {3, 3}};

  /** Different pixel values below which windows tell nothing. */
  private static final int FEWEST = 16;

  private SlidePrint() {}

  /**
   * Both ends of a file and its size.
   *
   * @param source a slide
   * @return its fingerprint, if it is a file of some size
   */
  static Optional<String> ofFile(final SlideSource source) {
    final Path file = source.path();
    try {
      if (!Files.isRegularFile(file) || Files.size(file) < 1024) {
        return Optional.empty();
      }
      final long bytes = Files.size(file);
      try (InputStream in = Files.newInputStream(file)) {
        final byte[] head = in.readNBytes(END);
        in.skip(Math.max(0, bytes - 2L * END));
        return Optional.of(
            "file "
                + bytes
                + " "
                + source.scene()
                + " "
                + Sha256.of(new SequenceInputStream(new ByteArrayInputStream(head), in)));
      }
    } catch (final IOException e) {
      throw FileFailure.of("read", file, e);
    }
  }

  /**
   * The size of a slide and its pixels in five small windows of the full resolution: the middle,
   * and halfway to each corner. They are the same whatever the file's name, its compression without
   * loss, its pyramid and its metadata.
   *
   * @param slide a slide
   * @return its fingerprint, unless there is nothing to see in the windows
   */
  static Optional<String> ofPixels(final Slide slide) {
    final Level whole = slide.levels().get(0);
    final int width = Math.min(WINDOW, whole.width());
    final int height = Math.min(WINDOW, whole.height());
    final ByteArrayOutputStream pixels = new ByteArrayOutputStream();
    final Set<Byte> values = new HashSet<>();
    try (SlideReader reader = slide.open()) {
      for (final int[] at : PLACES) {
        final RgbImage image =
            reader.read(
                0,
                (int) ((long) (whole.width() - width) * at[0] / 4),
                (int) ((long) (whole.height() - height) * at[1] / 4),
                width,
                height);
        pixels.writeBytes(image.rgb());
        for (final byte b : image.rgb()) {
          values.add(b);
        }
      }
      return values.size() < FEWEST
          ? Optional.empty()
          : Optional.of(
              "pixels "
                  + whole.width()
                  + "x"
                  + whole.height()
                  + " "
                  + Sha256.of(new ByteArrayInputStream(pixels.toByteArray())));
    } catch (final IOException e) {
      throw new AttriMilException(slide.source() + ": " + e.getMessage(), e);
    }
  }
}
