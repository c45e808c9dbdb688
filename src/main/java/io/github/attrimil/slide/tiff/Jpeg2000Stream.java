package io.github.attrimil.slide.tiff;

import java.io.EOFException;
import java.io.IOException;

/**
 * Finds damage in a JPEG 2000 codestream that Bio-Formats' decoder turns into wrong pixels without
 * an error: packed data never hold 0xff followed by more than 0x8f (ISO/IEC 15444-1, B.10.1),
 * except for the markers between them. Finds more than half of the sectors of noise ({@code
 * OwnDecodersTest}); the decoding itself is Bio-Formats'.
 */
final class Jpeg2000Stream {

  private static final int MARKER = 0xff;
  private static final int MOST_DATA = 0x8f;
  private static final int TILE_PART = 0x90;
  private static final int DATA = 0x93;
  private static final int END = 0xd9;

  private Jpeg2000Stream() {}

  /**
   * @param jpeg a codestream
   * @throws IOException when it has no end or impossible data
   */
  static void check(final byte[] jpeg) throws IOException {
    int i = 0;
    while (i + 1 < jpeg.length && !((jpeg[i] & 0xff) == MARKER && (jpeg[i + 1] & 0xff) == DATA)) {
      i++;
    }
    for (; i + 1 < jpeg.length; i++) {
      final int next = jpeg[i + 1] & 0xff;
      if ((jpeg[i] & 0xff) == MARKER && next > MOST_DATA) {
        if (next == END) {
          return;
        }
        if (next > DATA) {
          throw new IOException("damaged: JPEG 2000 data with the marker " + next);
        }
        // Lengths in the header of a tile part may look like markers.
        i += next == TILE_PART && i + 3 < jpeg.length ? 1 + (jpeg[i + 3] & 0xff) : 0;
      }
    }
    throw new EOFException("JPEG 2000 data without an end");
  }
}
