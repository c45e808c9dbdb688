package io.github.attrimil.format.events;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A message of Protocol Buffers as bytes, with the few types of fields that events have
 * (https://protobuf.dev/programming-guides/encoding).
 */
final class Protobuf {

  private static final int VARINT = 0;
  private static final int I64 = 1;
  private static final int LEN = 2;
  private static final int I32 = 5;
  private static final int SEVEN_BITS = 0x7f;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private Protobuf tag(final int field, final int type) {
    return varint((long) field << 3 | type);
  }

  private Protobuf varint(final long value) {
    long rest = value;
    while ((rest & ~SEVEN_BITS) != 0) {
      out.write((int) (rest & SEVEN_BITS | SEVEN_BITS + 1));
      rest >>>= 7;
    }
    out.write((int) rest);
    return this;
  }

  Protobuf int64(final int field, final long value) {
    return tag(field, VARINT).varint(value);
  }

  Protobuf real(final int field, final double value) {
    tag(field, I64);
    out.writeBytes(little(Double.BYTES).putDouble(value).array());
    return this;
  }

  Protobuf single(final int field, final float value) {
    tag(field, I32);
    out.writeBytes(little(Float.BYTES).putFloat(value).array());
    return this;
  }

  Protobuf bytes(final int field, final byte[] value) {
    tag(field, LEN).varint(value.length);
    out.writeBytes(value);
    return this;
  }

  Protobuf text(final int field, final String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  byte[] toBytes() {
    return out.toByteArray();
  }

  static ByteBuffer little(final int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
