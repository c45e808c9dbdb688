package io.github.attrimil.format.tiff;

/**
 * An entry of a directory (TIFF 6.0, section 2; BigTIFF).
 *
 * @param tag what it states
 * @param type of its values: 3 for a whole number of two bytes, and so on
 * @param count how many values it has, at least 0
 * @param field its last field as one number: where its values lie, if they do not fit into it
 * @param first its first value, if they do fit and are whole numbers; else {@code field}
 * @param inside whether its values fit into the field
 */
public record TiffEntry(int tag, int type, long count, long field, long first, boolean inside) {

  /** Bytes of a value by its type, from 0: none, BYTE, ASCII, SHORT, LONG, RATIONAL, and so on. */
  private static final int[] BYTES = {1, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 1, 1, 8, 8, 8};

  /**
   * @param type of values
   * @return bytes of a value; 1 for a type that is not known
   */
  static int bytes(final int type) {
    return type < BYTES.length ? BYTES[type] : 1;
  }

  /**
   * @return bytes of each value; 1 for a type that is not known
   */
  public int bytes() {
    return bytes(type);
  }
}
