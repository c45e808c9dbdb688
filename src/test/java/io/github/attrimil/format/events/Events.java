package io.github.attrimil.format.events;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A reader of event files that shares nothing with their writer: checksums bit by bit, messages
 * field by field.
 */
public final class Events {

  /** Castagnoli's polynomial, reversed. */
  private static final int POLYNOMIAL = 0x82f63b78;

  /**
   * One event.
   *
   * @param wallTime in seconds since 1970
   * @param step its step
   * @param scalars values by tag
   */
  public record Step(double wallTime, long step, Map<String, Float> scalars) {}

  private final byte[] bytes;
  private int at;

  private Events(final byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * @param folder of an event file
   * @return its events after the first, which must state the version
   */
  public static List<Step> read(final Path folder) {
    final List<Step> steps = new ArrayList<>();
    try (InputStream file = Files.newInputStream(folder.resolve("events.out.tfevents"));
        DataInputStream in = new DataInputStream(file)) {
      boolean first = true;
      while (true) {
        final byte[] length = in.readNBytes(8);
        if (length.length == 0) {
          return steps;
        }
        requireSum(length, in);
        final byte[] message = in.readNBytes((int) new Events(length).fixed(8));
        requireSum(message, in);
        if (first) {
          require(new String(message, StandardCharsets.UTF_8).contains("brain.Event:2"), "version");
        } else {
          steps.add(new Events(message).event());
        }
        first = false;
      }
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void requireSum(final byte[] bytes, final DataInputStream in) throws IOException {
    int crc = -1;
    for (final byte b : bytes) {
      crc ^= b & 0xff;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) == 0 ? crc >>> 1 : crc >>> 1 ^ POLYNOMIAL;
      }
    }
    crc = ~crc;
    final int masked = (crc >>> 15 | crc << 17) + 0xa282ead8;
    require(Integer.reverseBytes(in.readInt()) == masked, "checksum");
  }

  private static void require(final boolean holds, final String what) {
    if (!holds) {
      throw new AssertionError("wrong " + what);
    }
  }

  private Step event() {
    double time = 0;
    long step = 0;
    final Map<String, Float> scalars = new LinkedHashMap<>();
    while (at < bytes.length) {
      final long key = varint();
      if (key == (1 << 3 | 1)) {
        time = Double.longBitsToDouble(fixed(8));
      } else if (key == (2 << 3)) {
        step = varint();
      } else {
        require(key == (5 << 3 | 2), "field of Event");
        new Events(part()).summary(scalars);
      }
    }
    return new Step(time, step, scalars);
  }

  private void summary(final Map<String, Float> scalars) {
    while (at < bytes.length) {
      require(varint() == (1 << 3 | 2), "field of Summary");
      final Events value = new Events(part());
      require(value.varint() == (1 << 3 | 2), "field of Value");
      final String tag = new String(value.part(), StandardCharsets.UTF_8);
      require(value.varint() == (2 << 3 | 5), "field of Value");
      scalars.put(tag, Float.intBitsToFloat((int) value.fixed(4)));
      require(value.at == value.bytes.length, "end of Value");
    }
  }

  private byte[] part() {
    final int length = (int) varint();
    final byte[] part = java.util.Arrays.copyOfRange(bytes, at, at + length);
    at += length;
    return part;
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      final byte b = bytes[at++];
      value |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return value;
      }
    }
  }

  private long fixed(final int size) {
    long value = 0;
    for (int i = 0; i < size; i++) {
      value |= (bytes[at++] & 0xffL) << 8 * i;
    }
    return value;
  }
}
