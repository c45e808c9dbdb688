package io.github.attrimil.format.table;

import io.github.attrimil.core.AttriMilException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How a table is written: commas in UTF-8, or what Excel makes of it in other countries and as
 * "Unicode text", semicolons or tabs, UTF-16.
 *
 * @param encoding of its text
 * @param separator between its cells
 * @param stated whether its first line is Excel's sep=
 */
record CsvDialect(Charset encoding, char separator, boolean stated) {

  private static final int LOOKED_AT = 1 << 16;
  private static final String SEPARATORS = ",;\t|";

  /**
   * @param file a table
   * @return how its beginning is written
   * @throws IOException when it cannot be read
   */
  static CsvDialect of(final Path file) throws IOException {
    final byte[] head;
    try (InputStream in = Files.newInputStream(file)) {
      head = in.readNBytes(LOOKED_AT);
    }
    final Charset encoding = encoding(head);
    final String text = new String(head, encoding).replaceFirst("^\\uFEFF", "").stripLeading();
    final String first = text.lines().findFirst().orElse("");
    // Spreadsheets may quote a lone cell.
    final String word = first.replace("\"", "").strip();
    if (word.length() == 5 && word.startsWith("sep=") && SEPARATORS.indexOf(word.charAt(4)) >= 0) {
      return new CsvDialect(encoding, word.charAt(4), true);
    }
    return first.matches("(?i)\"?sep=\t\"?")
        ? new CsvDialect(encoding, '\t', true)
        : new CsvDialect(encoding, separator(text), false);
  }

  /**
   * @param file a table
   * @throws AttriMilException when it is a workbook of Excel or OpenOffice
   * @throws IOException when it cannot be read
   */
  static void refuseWorkbook(final Path file) throws IOException {
    final byte[] head;
    try (InputStream in = Files.newInputStream(file)) {
      head = in.readNBytes(4);
    }
    final boolean zip = head.length == 4 && head[0] == 'P' && head[1] == 'K' && head[2] < ' ';
    final boolean old = head.length == 4 && head[0] == (byte) 0xD0 && head[1] == (byte) 0xCF;
    if (zip || old) {
      throw new AttriMilException(
          file + " is a workbook, not a text: save the sheet as \"CSV UTF-8 (comma delimited)\"");
    }
  }

  private static Charset encoding(final byte[] head) {
    if (head.length < 2) {
      return StandardCharsets.UTF_8;
    }
    // The first character of a table is one of ASCII, as a rule.
    final boolean little = head[0] == (byte) 0xFF && head[1] == (byte) 0xFE;
    final boolean big = head[0] == (byte) 0xFE && head[1] == (byte) 0xFF;
    if (little || head[0] != 0 && head[1] == 0) {
      return StandardCharsets.UTF_16LE;
    }
    return big || head[0] == 0 && head[1] != 0 ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_8;
  }

  /** The one that is most common in the first record, outside of quotes; commas first. */
  private static char separator(final String text) {
    final int[] counts = new int[SEPARATORS.length()];
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      final char c = text.charAt(i);
      quoted ^= c == '"';
      if (!quoted && (c == '\n' || c == '\r')) {
        break;
      }
      final int which = SEPARATORS.indexOf(c);
      if (which >= 0 && !quoted) {
        counts[which]++;
      }
    }
    int best = 0;
    for (int k = 1; k < counts.length; k++) {
      best = counts[k] > counts[best] ? k : best;
    }
    return SEPARATORS.charAt(best);
  }

  /**
   * @param file a table that is not UTF-8
   * @return ", line L, column C" of the first byte that is not, columns counted in characters
   */
  static String badPlace(final Path file) {
    try {
      final byte[] bytes = Files.readAllBytes(file);
      final CharsetDecoder decoder =
          encoding(bytes)
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT);
      final CharBuffer good = CharBuffer.allocate(bytes.length + 1);
      final CoderResult result = decoder.decode(ByteBuffer.wrap(bytes), good, true);
      if (!result.isError()) {
        return "";
      }
      final String before = good.flip().toString();
      final int lines = (int) before.chars().filter(c -> c == '\n').count();
      return ", line "
          + (lines + 1)
          + ", character "
          + (before.length() - before.lastIndexOf('\n'))
          + ",";
    } catch (final IOException e) {
      return "";
    }
  }
}
