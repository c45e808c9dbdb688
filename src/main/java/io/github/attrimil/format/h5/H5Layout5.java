package io.github.attrimil.format.h5;

import io.jhdf.checksum.ChecksumUtils;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;

/**
 * Makes files of HDF5 2.0 readable, which h5py writes with {@code libver='latest'}: their data
 * layout messages have version 5, which jHDF does not support. Version 5 is laid out as version 4
 * (HDF5 File Format Specification 4.0, IV.A.2.i); so in a copy in memory the version is set back
 * and the header's checksum computed again.
 */
final class H5Layout5 {

  /** A copy in memory: larger files are refused rather than copied. */
  private static final long MOST_BYTES = 1L << 30;

  private static final byte[] HEADER = {'O', 'H', 'D', 'R', 2};
  private static final int CONTINUED_SIGNATURE = 4;
  private static final int CHECKSUM = 4;
  private static final int LAYOUT = 8;
  private static final int CONTINUATION = 16;

  private final byte[] bytes;
  private final ByteBuffer buffer;
  private boolean changed;

  private H5Layout5(final byte[] bytes) {
    this.bytes = bytes;
    this.buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * @param path an HDF5 file
   * @return its bytes with layouts of version 4, or nothing when it has none of version 5
   * @throws IOException when it cannot be read
   */
  static Optional<byte[]> setBack(final Path path) throws IOException {
    if (Files.size(path) > MOST_BYTES) {
      return Optional.empty();
    }
    final H5Layout5 file = new H5Layout5(Files.readAllBytes(path));
    file.scan();
    return file.changed ? Optional.of(file.bytes) : Optional.empty();
  }

  /** Headers are found by their signature, and believed when their checksum is right. */
  private void scan() {
    for (int at = 0; at + HEADER.length < bytes.length; at++) {
      if (bytes[at] == 'O'
          && Arrays.equals(bytes, at, at + HEADER.length, HEADER, 0, HEADER.length)) {
        header(at);
      }
    }
  }

  private void header(final int at) {
    final int flags = bytes[at + 5];
    int from = at + 6 + ((flags & 0x20) != 0 ? 16 : 0) + ((flags & 0x10) != 0 ? 4 : 0);
    final int width = 1 << (flags & 3);
    if (from + width > bytes.length) {
      return;
    }
    final long size =
        switch (width) {
          case 1 -> bytes[from] & 0xff;
          case 2 -> buffer.getShort(from) & 0xffff;
          case 4 -> buffer.getInt(from) & 0xffffffffL;
          default -> buffer.getLong(from);
        };
    from += width;
    block(at, from, size, flags);
  }

  /** Sets back the messages of one block of a header, and of its continuation blocks. */
  private void block(final int at, final int firstMessage, final long size, final int flags) {
    final Deque<long[]> blocks = new ArrayDeque<>();
    blocks.add(new long[] {at, firstMessage, firstMessage + size});
    // Each block is checked against its checksum, so that a loop of blocks cannot be believed
    // twice.
    for (int visited = 0; !blocks.isEmpty() && visited < 1000; visited++) {
      final long[] b = blocks.remove();
      if (b[0] < 0 || b[1] < b[0] || b[2] < b[1] || b[2] + CHECKSUM > bytes.length) {
        continue;
      }
      final int start = (int) b[0];
      final int end = (int) b[2];
      if (checksum(start, end) != buffer.getInt(end)) {
        continue;
      }
      boolean own = false;
      final int headerBytes = 4 + ((flags & 0x04) != 0 ? 2 : 0);
      int m = (int) b[1];
      while (m + headerBytes <= end) {
        final int type = bytes[m];
        final int length = buffer.getShort(m + 1) & 0xffff;
        final int data = m + headerBytes;
        if (data + length > end) {
          break;
        }
        if (type == LAYOUT && length > 0 && bytes[data] == 5) {
          bytes[data] = 4;
          own = true;
        } else if (type == CONTINUATION && length == 16) {
          final long offset = buffer.getLong(data);
          final long blockEnd = offset + buffer.getLong(data + 8) - CHECKSUM;
          blocks.add(new long[] {offset, offset + CONTINUED_SIGNATURE, blockEnd});
        }
        m = data + length;
      }
      if (own) {
        buffer.putInt(end, checksum(start, end));
        changed = true;
      }
    }
  }

  private int checksum(final int from, final int to) {
    return ChecksumUtils.checksum(Arrays.copyOfRange(bytes, from, to));
  }
}
