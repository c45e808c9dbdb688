package io.github.attrimil.format.tensors;

import io.github.attrimil.tensor.DType;
import io.github.attrimil.tensor.Tensor;
import io.github.attrimil.tensor.TensorBytes;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Array;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Turns views of storages into tensors of their own, row-major. Memory is bounded by the file: all
 * tensors together, and the storages kept for those that are not contiguous, may take {@link
 * #MOST_PER_BYTE} times the file's size and {@link #GRACE_BYTES} more. Strides of 0, views that
 * overlap and storages named many times could otherwise claim any amount.
 */
final class TensorLoader {

  /** A transposed half precision tensor takes 4: its storage and itself, both widened to float. */
  private static final long MOST_PER_BYTE = 4;

  /** For small files with expanded tensors. */
  private static final long GRACE_BYTES = 1 << 24;

  private static final long LONGEST_ARRAY = Integer.MAX_VALUE - 8;

  private final TorchContainer container;
  private final Refusal refusal;
  private final Map<TensorRef, Tensor> loaded = new HashMap<>();
  private final Map<TensorRef.Storage, Object> storages = new HashMap<>();
  private long bytesLeft;

  /**
   * @param container where the storages are
   * @param fileBytes size of the file
   * @param refusal to refuse it
   */
  TensorLoader(final TorchContainer container, final long fileBytes, final Refusal refusal) {
    this.container = container;
    this.refusal = refusal;
    bytesLeft = MOST_PER_BYTE * fileBytes + GRACE_BYTES;
  }

  /**
   * Loads a tensor; the same view asked for twice (tied weights) is the same tensor.
   *
   * @param name its name, for messages
   * @param ref the view
   * @return its elements
   * @throws IOException when reading fails
   */
  Tensor load(final String name, final TensorRef ref) throws IOException {
    Tensor tensor = loaded.get(ref);
    if (tensor == null) {
      check(name, ref);
      final long[] shape = longs(ref.shape());
      final int count = claim(name, ref.storage().dtype(), Tensor.elements(shape));
      final Object data = isContiguous(ref) ? read(ref, count) : gather(name, ref, count);
      tensor = new Tensor(ref.storage().dtype(), shape, data);
      loaded.put(ref, tensor);
    }
    return tensor;
  }

  /**
   * A tensor whose elements are read when asked for, if they are one run of a zip's entry.
   *
   * @param name its name, for messages
   * @param ref the view
   * @return the tensor
   * @throws IOException when reading fails
   */
  Tensor later(final String name, final TensorRef ref) throws IOException {
    if (!(container instanceof TorchZip zip) || !isContiguous(ref)) {
      return load(name, ref);
    }
    check(name, ref);
    final long[] shape = longs(ref.shape());
    final int count = claim(name, ref.storage().dtype(), Tensor.elements(shape));
    return Tensor.later(
        ref.storage().dtype(), shape, () -> zip.reread(ref.storage(), ref.offset(), count));
  }

  private void check(final String name, final TensorRef ref) {
    final TensorRef.Storage storage = ref.storage();
    final long bytes = container.bytes(storage);
    if (storage.elements() > bytes / storage.dtype().bytes()) {
      throw refusal.damaged(
          String.format(
              Locale.ROOT,
              "tensor %s claims a storage of %d elements, but the file has %d bytes of it",
              quoted(name),
              storage.elements(),
              bytes));
    }
    if (ref.shape().size() != ref.strides().size()
        || ref.offset() < 0
        || ref.shape().stream().anyMatch(length -> length < 0)
        || ref.strides().stream().anyMatch(stride -> stride < 0)) {
      throw refusal.damaged("tensor " + quoted(name) + " has an impossible view " + view(ref));
    }
    if (!isInside(ref)) {
      throw refusal.damaged(
          String.format(
              Locale.ROOT,
              "tensor %s reaches beyond its storage of %d elements: %s",
              quoted(name),
              storage.elements(),
              view(ref)));
    }
  }

  private static boolean isInside(final TensorRef ref) {
    if (ref.shape().contains(0L)) {
      return ref.offset() <= ref.storage().elements();
    }
    long last = ref.offset();
    for (int axis = 0; axis < ref.shape().size(); axis++) {
      final long steps = ref.shape().get(axis) - 1;
      final long left = ref.storage().elements() - last;
      if (steps > 0 && ref.strides().get(axis) > left / steps) {
        return false;
      }
      last += steps * ref.strides().get(axis);
    }
    return last < ref.storage().elements();
  }

  private int claim(final String name, final DType dtype, final long elements) {
    if (elements > LONGEST_ARRAY || elements * dtype.memoryBytes() > bytesLeft) {
      throw refusal.because(
          String.format(
              Locale.ROOT, "tensor %s would take %d elements, too many", quoted(name), elements),
          "Save contiguous tensors only (tensor.contiguous()), each of fewer than 2^31 elements");
    }
    bytesLeft -= elements * dtype.memoryBytes();
    return (int) elements;
  }

  private static boolean isContiguous(final TensorRef ref) {
    if (ref.shape().contains(0L)) {
      return true;
    }
    long expected = 1;
    for (int axis = ref.shape().size() - 1; axis >= 0; axis--) {
      final long length = ref.shape().get(axis);
      if (length > 1 && ref.strides().get(axis) != expected) {
        return false;
      }
      expected *= length;
    }
    return true;
  }

  private Object read(final TensorRef ref, final int count) throws IOException {
    final DType dtype = ref.storage().dtype();
    try (InputStream in = container.open(ref.storage(), ref.offset() * dtype.bytes())) {
      return TensorBytes.read(in, dtype, count);
    }
  }

  private Object gather(final String name, final TensorRef ref, final int count)
      throws IOException {
    final Object from = storage(name, ref.storage());
    final Object to = Array.newInstance(from.getClass().getComponentType(), count);
    final long[] shape = longs(ref.shape());
    final long[] strides = longs(ref.strides());
    final long[] index = new long[shape.length];
    long position = ref.offset();
    for (int i = 0; i < count; i++) {
      System.arraycopy(from, (int) position, to, i, 1);
      for (int axis = shape.length - 1; axis >= 0; axis--) {
        position += strides[axis];
        if (++index[axis] < shape[axis]) {
          break;
        }
        position -= shape[axis] * strides[axis];
        index[axis] = 0;
      }
    }
    return to;
  }

  private Object storage(final String name, final TensorRef.Storage storage) throws IOException {
    Object elements = storages.get(storage);
    if (elements == null) {
      final int count = claim(name, storage.dtype(), storage.elements());
      elements = read(new TensorRef(storage, 0, List.of(), List.of()), count);
      storages.put(storage, elements);
    }
    return elements;
  }

  private static long[] longs(final List<Long> list) {
    return list.stream().mapToLong(Long::longValue).toArray();
  }

  private static String quoted(final String name) {
    return "'" + Refusal.quote(name) + "'";
  }

  private static String view(final TensorRef ref) {
    return "offset " + ref.offset() + ", shape " + ref.shape() + ", strides " + ref.strides();
  }
}
