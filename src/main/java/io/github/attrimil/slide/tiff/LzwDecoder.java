package io.github.attrimil.slide.tiff;

import java.io.EOFException;
import java.io.IOException;

/**
 * Decodes LZW as TIFF has it (TIFF 6.0, section 13). Why not by Bio-Formats' codec: that one
 * returns wrong pixels without an error for data that end early or hold impossible codes ({@code
 * OwnDecodersTest} shows both), and takes 1.5 times as long.
 */
final class LzwDecoder {

  private static final int CLEAR = 256;
  private static final int END = 257;
  private static final int FIRST = 258;
  private static final int MOST_BITS = 12;
  private static final int LEAST_BITS = 9;

  private LzwDecoder() {}

  /**
   * @param packed the data
   * @param length how many bytes it must give
   * @return length bytes
   * @throws IOException when it is damaged
   */
  static byte[] decode(final byte[] packed, final int length) throws IOException {
    final byte[] out = new byte[length];
    // Each entry is a run of what was written: the bytes of the code before and one more.
    final int[] starts = new int[1 << MOST_BITS];
    final int[] lengths = new int[1 << MOST_BITS];
    int next = FIRST;
    int bits = LEAST_BITS;
    int previous = -1;
    int n = 0;
    long at = 0;
    while (n < length) {
      if (at + bits > 8L * packed.length) {
        throw new EOFException("LZW data that end after " + n + " of " + length + " bytes");
      }
      final int code = code(packed, at, bits);
      at += bits;
      if (code == CLEAR) {
        next = FIRST;
        bits = LEAST_BITS;
        previous = -1;
        continue;
      }
      if (code == END
          || code >= FIRST
              && (previous < 0 || code > next || code == next && next == 1 << MOST_BITS)) {
        throw new IOException("damaged: LZW code " + code + " after " + n + " bytes");
      }
      final int start = n;
      if (code < CLEAR) {
        out[n++] = (byte) code;
      } else {
        // The newest entry may be the one being made: its last byte is its first.
        final int from = code == next ? previous : starts[code];
        final int count = code == next ? start - previous + 1 : lengths[code];
        for (int i = 0; i < count && n < length; i++) {
          out[n++] = out[from + i];
        }
      }
      if (previous >= 0 && next < 1 << MOST_BITS) {
        starts[next] = previous;
        lengths[next] = start - previous + 1;
        next++;
      }
      previous = start;
      // Codes grow one earlier than they must.
      if (next + 1 >= 1 << bits && bits < MOST_BITS) {
        bits++;
      }
    }
    return out;
  }

  private static int code(final byte[] packed, final long at, final int bits) {
    final int byteAt = (int) (at >> 3);
    int window = 0;
    for (int i = 0; i < 3; i++) {
      window = window << 8 | (byteAt + i < packed.length ? packed[byteAt + i] & 0xff : 0);
    }
    return window >> 24 - (int) (at & 7) - bits & (1 << bits) - 1;
  }
}
