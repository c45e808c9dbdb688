package io.github.attrimil.cohort.check;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Sha256;
import io.github.attrimil.format.image.RgbImage;
import io.github.attrimil.slide.Level;
import io.github.attrimil.slide.Slide;
import io.github.attrimil.slide.SlideReader;
import io.github.attrimil.slide.find.SlideSource;
import java.io.ByteArrayInputStream;
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
  private static final int WINDOW = 256;

  /** Different pixel values below which a window tells nothing. */
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
      throw new AttriMilException("Cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /**
   * The size of a slide and the pixels in the middle of its smallest level, which are the same
   * whatever the file's name, compression without loss, and metadata.
   *
   * @param slide a slide
   * @return its fingerprint, unless its middle is empty
   */
  static Optional<String> ofPixels(final Slide slide) {
    final Level whole = slide.levels().get(0);
    final int last = slide.levels().size() - 1;
    final Level small = slide.levels().get(last);
    final int width = Math.min(WINDOW, small.width());
    final int height = Math.min(WINDOW, small.height());
    try (SlideReader reader = slide.open()) {
      final RgbImage image =
          reader.read(
              last, (small.width() - width) / 2, (small.height() - height) / 2, width, height);
      final byte[] pixels = image.rgb();
      final Set<Byte> values = new HashSet<>();
      for (final byte b : pixels) {
        values.add(b);
      }
      return values.size() < FEWEST
          ? Optional.empty()
          : Optional.of(
              "pixels "
                  + whole.width()
                  + "x"
                  + whole.height()
                  + " "
                  + Sha256.of(new ByteArrayInputStream(pixels)));
    } catch (final IOException e) {
      throw new AttriMilException(slide.source() + ": " + e.getMessage(), e);
    }
  }
}
