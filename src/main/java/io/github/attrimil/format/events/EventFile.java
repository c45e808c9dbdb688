package io.github.attrimil.format.events;

import io.github.attrimil.core.AtomicFile;
import io.github.attrimil.core.FileFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * An event file of TensorBoard with scalars: records of TFRecord, each a length, its checksum, a
 * message and its checksum, as TensorFlow's record_writer.cc writes them. A message is an Event
 * (tensorflow/core/util/event.proto) with wall_time, step and a Summary of values with tag and
 * simple_value. Whoever reads the file while it grows sees whole records; what a program that was
 * killed left of a record is removed when the file is continued.
 */
public final class EventFile {

  /** TensorBoard takes files with this in their names. */
  public static final String NAME = "events.out.tfevents";

  private static final String VERSION = "brain.Event:2";

  // Fields of Event, Summary and Summary.Value.
  private static final int WALL_TIME = 1;
  private static final int STEP = 2;
  private static final int FILE_VERSION = 3;
  private static final int SUMMARY = 5;
  private static final int VALUE = 1;
  private static final int TAG = 1;
  private static final int SIMPLE_VALUE = 2;

  private static final int MASK_DELTA = 0xa282ead8;
  private static final int LENGTH_BYTES = Long.BYTES + Integer.BYTES;

  private final Path file;
  private int steps;

  private EventFile(final Path file, final int steps) {
    this.file = file;
    this.steps = steps;
  }

  /**
   * Begins a file, or continues one after its first steps; later ones are removed.
   *
   * @param folder of the file
   * @param most how many steps are kept at most
   * @return the file, for the step after {@link #steps}
   */
  public static EventFile open(final Path folder, final int most) {
    final Path file = folder.resolve(NAME);
    try {
      final byte[] bytes = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
      final ByteBuffer rest = Protobuf.little(bytes.length).put(bytes).flip();
      // The first record is the version, each after it one step.
      int records = 0;
      int end = 0;
      while (records <= most && skipRecord(rest)) {
        records++;
        end = rest.position();
      }
      if (records == 0) {
        final byte[] first =
            record(new Protobuf().real(WALL_TIME, now()).text(FILE_VERSION, VERSION).toBytes());
        AtomicFile.write(file, part -> Files.write(part, first));
      } else if (end < bytes.length) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
          channel.truncate(end);
        }
      }
      return new EventFile(file, Math.max(0, records - 1));
    } catch (final IOException e) {
      throw FileFailure.of("read", file, e);
    }
  }

  /** Whether a whole record with right checksums follows, which is skipped then. */
  private static boolean skipRecord(final ByteBuffer rest) {
    if (rest.remaining() < LENGTH_BYTES) {
      return false;
    }
    final byte[] length = new byte[Long.BYTES];
    rest.get(length);
    final int sum = rest.getInt();
    final long size = Protobuf.little(Long.BYTES).put(length).flip().getLong();
    if (sum != masked(length) || size < 0 || size > rest.remaining() - Integer.BYTES) {
      return false;
    }
    final byte[] message = new byte[(int) size];
    rest.get(message);
    return rest.getInt() == masked(message);
  }

  /**
   * @return how many steps it holds
   */
  public int steps() {
    return steps;
  }

  /**
   * @return whether the file is still there, which users may remove
   */
  public boolean exists() {
    return Files.exists(file);
  }

  /**
   * Adds the next step. Its number is that of the steps before.
   *
   * @param scalars values by tag, kept as float32
   */
  public void add(final Map<String, Double> scalars) {
    final Protobuf summary = new Protobuf();
    scalars.forEach(
        (tag, value) ->
            summary.bytes(
                VALUE,
                new Protobuf().text(TAG, tag).single(SIMPLE_VALUE, value.floatValue()).toBytes()));
    final byte[] record =
        record(
            new Protobuf()
                .real(WALL_TIME, now())
                .int64(STEP, steps)
                .bytes(SUMMARY, summary.toBytes())
                .toBytes());
    try {
      Files.write(file, record, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    } catch (final IOException e) {
      throw FileFailure.of("write", file, e);
    }
    steps++;
  }

  /** Forces all steps to the disk, so that a power failure does not lose them; no file, no work. */
  public void force() {
    if (!exists()) {
      return;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    } catch (final IOException e) {
      throw FileFailure.of("write", file, e);
    }
  }

  private static byte[] record(final byte[] message) {
    final byte[] length = Protobuf.little(Long.BYTES).putLong(message.length).array();
    return Protobuf.little(LENGTH_BYTES + message.length + Integer.BYTES)
        .put(length)
        .putInt(masked(length))
        .put(message)
        .putInt(masked(message))
        .array();
  }

  /** CRC-32C, rotated right by 15 bits, plus a constant. */
  private static int masked(final byte[] bytes) {
    final CRC32C crc = new CRC32C();
    crc.update(bytes);
    return Integer.rotateRight((int) crc.getValue(), 15) + MASK_DELTA;
  }

  private static double now() {
    return System.currentTimeMillis() / 1000.0;
  }
}
