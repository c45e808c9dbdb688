package io.github.attrimil.slide;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The few elements of a DICOM file (PS3.10) that show which files belong together and where frames
 * lie: whole-slide images (PS3.3, A.32.8) are a series of several files. Little endian, explicit or
 * implicit; of another file nothing is known. Pixels are not read.
 *
 * @param texts values by tag, without padding
 */
public record DicomHeader(Map<Integer, String> texts) {

  private static final int IMAGE_TYPE = 0x00080008;
  private static final int SERIES = 0x0020000E;
  private static final int CONCATENATION = 0x00209161;
  private static final int CONCATENATION_TOTAL = 0x00209163;
  private static final int ORGANIZATION = 0x00209311;
  private static final int FRAMES = 0x00280008;
  private static final int MATRIX_COLUMNS = 0x00480006;
  private static final int PER_FRAME = 0x52009230;
  private static final int TRANSFER_SYNTAX = 0x00020010;
  private static final Set<Integer> WANTED =
      Set.of(
          IMAGE_TYPE,
          SERIES,
          CONCATENATION,
          CONCATENATION_TOTAL,
          ORGANIZATION,
          FRAMES,
          MATRIX_COLUMNS,
          TRANSFER_SYNTAX);
  private static final Set<String> LONG =
      Set.of("OB", "OW", "OF", "OD", "OL", "OV", "SQ", "UT", "UN", "UC", "UR", "SV", "UV");
  private static final int ITEM = 0xFFFEE000;
  private static final int ITEM_END = 0xFFFEE00D;
  private static final int SEQUENCE_END = 0xFFFEE0DD;
  private static final long UNDEFINED = 0xFFFFFFFFL;
  private static final int DEEPEST = 16;
  private static final int LONGEST = 4096;
  private static final int PREAMBLE = 128;

  /**
   * @param file any file
   * @return its header, or nothing when it is no DICOM file that is read here
   */
  public static Optional<DicomHeader> read(final Path file) {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      in.skipNBytes(PREAMBLE);
      if (in.readInt() != 0x4449434D) {
        return Optional.empty();
      }
      final Map<Integer, String> texts = new HashMap<>();
      try {
        new Reader(in).elements(texts);
      } catch (final EOFException e) {
        // A file of a header alone, or cut off; the reader of pixels reports that.
        return Optional.of(new DicomHeader(texts));
      }
      return Optional.of(new DicomHeader(texts));
    } catch (final IOException e) {
      return Optional.empty();
    }
  }

  private Optional<String> text(final int tag) {
    return Optional.ofNullable(texts.get(tag)).filter(t -> !t.isEmpty());
  }

  /**
   * @return the series the file is part of
   */
  public Optional<String> series() {
    return text(SERIES);
  }

  /**
   * @return whether it shows a label, an overview or a thumbnail
   */
  public boolean isNoTissue() {
    return text(IMAGE_TYPE)
        .map(t -> List.of(t.split("\\\\")))
        .filter(t -> t.contains("LABEL") || t.contains("OVERVIEW") || t.contains("THUMBNAIL"))
        .isPresent();
  }

  /**
   * @return width of the whole image in pixels, 0 where it is not stated
   */
  public long width() {
    return number(MATRIX_COLUMNS);
  }

  /**
   * @return of how many files the image is a part, 1 for a whole image
   */
  public long parts() {
    return text(CONCATENATION).isEmpty() ? 1 : Math.max(2, number(CONCATENATION_TOTAL));
  }

  /**
   * @return whether the file states where its tiles lie, or has one tile only
   */
  public boolean placesFrames() {
    return number(FRAMES) < 2
        || text(ORGANIZATION).filter(o -> o.equals("TILED_FULL")).isPresent()
        || texts.containsKey(PER_FRAME);
  }

  private long number(final int tag) {
    return text(tag).filter(t -> t.matches("\\d{1,12}")).map(Long::parseLong).orElse(0L);
  }

  /** Reads elements one after the other. */
  private static final class Reader {
    private final DataInputStream in;
    private boolean explicit = true;

    Reader(final DataInputStream in) {
      this.in = in;
    }

    void elements(final Map<Integer, String> texts) throws IOException {
      int tag = tag();
      while (Integer.compareUnsigned(tag, PER_FRAME) < 0) {
        if (tag >>> 16 > 2 && texts.containsKey(TRANSFER_SYNTAX)) {
          final String syntax = texts.get(TRANSFER_SYNTAX);
          explicit = !syntax.equals("1.2.840.10008.1.2");
          if (syntax.equals("1.2.840.10008.1.2.2") || syntax.equals("1.2.840.10008.1.2.1.99")) {
            throw new IOException("Big endian or deflated");
          }
        }
        final String type = explicit ? type() : "";
        final long length = length(type);
        if (WANTED.contains(tag) && length <= LONGEST) {
          texts.put(tag, value(type, (int) length));
        } else {
          skip(length, 0);
        }
        tag = tag();
      }
      if (tag == PER_FRAME) {
        texts.put(PER_FRAME, "");
      }
    }

    private String value(final String type, final int length) throws IOException {
      final byte[] bytes = new byte[length];
      in.readFully(bytes);
      if (length == 4 && (type.equals("UL") || type.isEmpty())) {
        return Long.toString(
            (bytes[0] & 0xffL)
                | (bytes[1] & 0xffL) << 8
                | (bytes[2] & 0xffL) << 16
                | (bytes[3] & 0xffL) << 24);
      }
      if (length == 2 && type.equals("US")) {
        return Integer.toString((bytes[0] & 0xff) | (bytes[1] & 0xff) << 8);
      }
      return new String(bytes, StandardCharsets.ISO_8859_1).replace('\0', ' ').strip();
    }

    private int tag() throws IOException {
      return Short.toUnsignedInt(Short.reverseBytes(in.readShort())) << 16
          | Short.toUnsignedInt(Short.reverseBytes(in.readShort()));
    }

    private String type() throws IOException {
      return new String(new byte[] {in.readByte(), in.readByte()}, StandardCharsets.ISO_8859_1);
    }

    private long length(final String type) throws IOException {
      if (explicit && !LONG.contains(type)) {
        return Short.toUnsignedInt(Short.reverseBytes(in.readShort()));
      }
      if (explicit) {
        in.skipNBytes(2);
      }
      return Integer.toUnsignedLong(Integer.reverseBytes(in.readInt()));
    }

    /** Skips a value; one of undefined length is a sequence of items. */
    private void skip(final long length, final int depth) throws IOException {
      if (length != UNDEFINED) {
        in.skipNBytes(length);
        return;
      }
      if (depth > DEEPEST) {
        throw new IOException("Sequences nested too deep");
      }
      for (int tag = tag(); tag != SEQUENCE_END; tag = tag()) {
        final long item = Integer.toUnsignedLong(Integer.reverseBytes(in.readInt()));
        if (tag != ITEM) {
          throw new IOException("Not an item");
        }
        if (item != UNDEFINED) {
          in.skipNBytes(item);
          continue;
        }
        for (int inner = tag(); inner != ITEM_END; inner = tag()) {
          skip(length(explicit ? type() : ""), depth + 1);
        }
        in.skipNBytes(4);
      }
      in.skipNBytes(4);
    }
  }
}
