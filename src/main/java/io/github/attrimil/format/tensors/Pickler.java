package io.github.attrimil.format.tensors;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.attrimil.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;

/** Writes the pickles of torch.save files, in protocol 2, for tensors that are all contiguous. */
final class Pickler {

  private static final int PROTOCOL = 2;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** Starts a pickle. */
  Pickler() {
    op(PickleOp.PROTO);
    out.write(PROTOCOL);
  }

  /**
   * Writes an OrderedDict of tensors, whose storages get the keys 0, 1, 2, ...
   *
   * @param tensors by name
   * @return this
   */
  Pickler stateDict(final Map<String, Tensor> tensors) {
    orderedDict();
    op(PickleOp.MARK);
    int key = 0;
    for (final Map.Entry<String, Tensor> entry : tensors.entrySet()) {
      text(entry.getKey());
      tensor(entry.getValue(), key++);
    }
    op(PickleOp.SETITEMS);
    return this;
  }

  /**
   * Writes a tensor: {@code _rebuild_tensor_v2(storage, offset, shape, strides, requires_grad,
   * hooks)}.
   *
   * @param tensor what to write
   * @param key the key of its storage
   * @return this
   */
  Pickler tensor(final Tensor tensor, final int key) {
    final long[] shape = tensor.shape();
    final long[] strides = new long[shape.length];
    long stride = 1;
    for (int axis = shape.length - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride *= Math.max(1, shape[axis]);
    }
    name("torch._utils", "_rebuild_tensor_v2");
    op(PickleOp.MARK);
    storage(tensor, key);
    integer(0);
    integers(shape);
    integers(strides);
    op(PickleOp.NEWFALSE);
    orderedDict();
    op(PickleOp.TUPLE);
    op(PickleOp.REDUCE);
    return this;
  }

  /**
   * @return the whole pickle
   */
  byte[] finish() {
    op(PickleOp.STOP);
    return out.toByteArray();
  }

  private void storage(final Tensor tensor, final int key) {
    op(PickleOp.MARK);
    text("storage");
    name("torch", tensor.dtype().written().torchStorage());
    text(Integer.toString(key));
    text("cpu");
    integer(tensor.elements());
    op(PickleOp.TUPLE);
    op(PickleOp.BINPERSID);
  }

  private void orderedDict() {
    name("collections", "OrderedDict");
    op(PickleOp.EMPTY_TUPLE);
    op(PickleOp.REDUCE);
  }

  private void op(final PickleOp op) {
    out.write(op.code());
  }

  private void name(final String module, final String name) {
    op(PickleOp.GLOBAL);
    out.writeBytes((module + "\n" + name + "\n").getBytes(UTF_8));
  }

  private void text(final String text) {
    final byte[] utf8 = text.getBytes(UTF_8);
    op(PickleOp.BINUNICODE);
    out.writeBytes(littleEndian(Integer.BYTES).putInt(utf8.length).array());
    out.writeBytes(utf8);
  }

  private void integers(final long... values) {
    op(PickleOp.MARK);
    for (final long value : values) {
      integer(value);
    }
    op(PickleOp.TUPLE);
  }

  private void integer(final long value) {
    if (value == (int) value) {
      op(PickleOp.BININT);
      out.writeBytes(littleEndian(Integer.BYTES).putInt((int) value).array());
    } else {
      op(PickleOp.LONG1);
      out.write(Long.BYTES);
      out.writeBytes(littleEndian(Long.BYTES).putLong(value).array());
    }
  }

  private static ByteBuffer littleEndian(final int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
