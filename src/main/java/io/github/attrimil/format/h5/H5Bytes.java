package io.github.attrimil.format.h5;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.FileFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Looks at the bytes of an HDF5 file before jHDF does (HDF5 File Format Specification 4.0, II.A and
 * IV.A): a file that ends before the end stated in its superblock is truncated, which jHDF notices
 * only where data are missing.
 */
final class H5Bytes {

  private static final long SIGNATURE = 0x894844460d0a1a0aL;
  private static final int SUPERBLOCK = 64;

  private H5Bytes() {}

  /**
   * @param path an HDF5 file
   * @throws AttriMilException when it is none, or cut off
   */
  static void checkWhole(final Path path) {
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
      final ByteBuffer head = ByteBuffer.allocate(SUPERBLOCK);
      while (head.hasRemaining() && file.read(head) >= 0) {
        // Read on.
      }
      final boolean whole = head.position() == SUPERBLOCK;
      if (!whole || head.getLong(0) != SIGNATURE) {
        throw new AttriMilException(
            path + " is not an HDF5 file: its first bytes are not those of one");
      }
      head.order(ByteOrder.LITTLE_ENDIAN);
      final int version = head.get(8);
      final int offsetBytes = head.get(version < 2 ? 13 : 9);
      if (offsetBytes == 8) {
        final long end = head.getLong(version == 0 ? 40 : version == 1 ? 44 : 28);
        if (file.size() < end) {
          throw new AttriMilException(
              path
                  + " is truncated: it has "
                  + file.size()
                  + " of "
                  + end
                  + " bytes; copy or make it again");
        }
      }
    } catch (final IOException e) {
      throw FileFailure.of("read", path, e);
    }
  }
}
