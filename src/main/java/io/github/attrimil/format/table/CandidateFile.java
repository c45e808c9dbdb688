package io.github.attrimil.format.table;

import io.github.attrimil.core.AtomicFile;
import io.github.attrimil.core.AttriMilException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Candidates as the Camelyon challenges take them: a line each with probability, x and y in level-0
 * pixels, without column names.
 */
public final class CandidateFile {

  private static final int MOST = 5_000_000;

  private CandidateFile() {}

  /**
   * @param file a CSV file
   * @return whether it starts as such a file does, with a number
   * @throws AttriMilException when it cannot be read
   */
  public static boolean is(final Path file) {
    checkSize(file);
    try (Stream<String> lines = Files.lines(file, StandardCharsets.UTF_8)) {
      return lines.findFirst().map(l -> l.strip().matches("[-+.\\d].*,.*,.*")).orElse(true);
    } catch (final IOException | java.io.UncheckedIOException e) {
      throw new AttriMilException("Cannot read " + file + ": " + AttriMilException.oneLine(e), e);
    }
  }

  /**
   * @param file a file of at most 5 million candidates
   * @return n x 3: probability, x, y
   * @throws AttriMilException when it cannot be read, naming the line
   */
  public static List<double[]> read(final Path file) {
    final List<double[]> all = new ArrayList<>();
    int line = 0;
    checkSize(file);
    try (Stream<String> lines = Files.lines(file, StandardCharsets.UTF_8)) {
      for (final String text : (Iterable<String>) lines::iterator) {
        line++;
        if (text.isBlank()) {
          continue;
        }
        final String[] cells = text.split(",", -1);
        if (cells.length != 3 || all.size() == MOST) {
          throw new NumberFormatException("expected three numbers");
        }
        all.add(
            new double[] {
              Double.parseDouble(cells[0]),
              Double.parseDouble(cells[1]),
              Double.parseDouble(cells[2])
            });
      }
      return all;
    } catch (final IOException | java.io.UncheckedIOException | NumberFormatException e) {
      throw new AttriMilException(
          file
              + ", line "
              + line
              + ": no candidate as probability,x,y: "
              + AttriMilException.oneLine(e),
          e);
    }
  }

  /** Also of a file of one line, which is read whole. */
  private static void checkSize(final Path file) {
    try {
      if (Files.size(file) > CsvInput.MAX_BYTES) {
        throw new AttriMilException(
            file
                + " has "
                + Files.size(file)
                + " bytes; a table may have "
                + CsvInput.MAX_BYTES
                + ": split it");
      }
    } catch (final IOException e) {
      throw new AttriMilException("Cannot read " + file + ": " + AttriMilException.oneLine(e), e);
    }
  }

  /**
   * Writes candidates whole or not at all.
   *
   * @param file the file to write
   * @param candidates n x 3: probability, x, y; places are written as whole pixels
   */
  public static void write(final Path file, final List<double[]> candidates) {
    final StringBuilder text = new StringBuilder();
    for (final double[] c : candidates) {
      text.append(c[0]).append(',');
      text.append((long) Math.floor(c[1])).append(',').append((long) Math.floor(c[2]));
      text.append('\n');
    }
    AtomicFile.write(file, part -> Files.writeString(part, text));
  }
}
