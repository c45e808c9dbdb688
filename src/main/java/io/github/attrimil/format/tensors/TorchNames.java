package io.github.attrimil.format.tensors;

import io.github.attrimil.tensor.DType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The list of all Python names a torch.save file may refer to, and what stands for them here. A
 * pickle may name any function of Python and have it called, so whatever is not in this list is
 * refused before anything is done with it.
 */
final class TorchNames {

  /** Stands for a Python function or class that may be called. */
  @FunctionalInterface
  interface Callable {
    /**
     * @param args arguments, positional
     * @param refusal to refuse wrong arguments
     * @return the result
     */
    Object call(Object[] args, Refusal refusal);
  }

  private static final int MOST_AXES = 64;
  private static final Map<String, Object> ALLOWED = new HashMap<>();

  static {
    ALLOWED.put("collections.OrderedDict", (Callable) TorchNames::orderedDict);
    ALLOWED.put("torch.Size", (Callable) TorchNames::size);
    ALLOWED.put("torch._utils._rebuild_tensor", (Callable) TorchNames::tensor);
    ALLOWED.put("torch._utils._rebuild_tensor_v2", (Callable) TorchNames::tensor);
    ALLOWED.put("torch._utils._rebuild_parameter", (Callable) TorchNames::parameter);
    for (final DType dtype : DType.values()) {
      ALLOWED.put("torch." + dtype.torchStorage(), dtype);
    }
  }

  private TorchNames() {}

  /**
   * @param module a Python module
   * @param name a name in it
   * @param refusal to refuse it
   * @return a {@link Callable}, or the {@link DType} of a storage class
   */
  static Object resolve(final String module, final String name, final Refusal refusal) {
    final Object known = ALLOWED.get(module + "." + name);
    if (known == null) {
      throw refusal.because(
          "it refers to "
              + Refusal.quote(module + "." + name)
              + ", which is not in the list of allowed names",
          "Only tensors and plain values are read, code is never run: in Python, save the"
              + " model's state_dict() alone with torch.save");
    }
    return known;
  }

  private static Object orderedDict(final Object[] args, final Refusal refusal) {
    // Entries as an argument (Python 2 did so) could be copied again and again from one list.
    if (args.length > 0) {
      throw refusal.because(
          "an OrderedDict in it is stored as Python 2 does",
          "Load it in Python 3 and save it again with torch.save");
    }
    return new LinkedHashMap<>();
  }

  private static Object size(final Object[] args, final Refusal refusal) {
    if (args.length == 1 && args[0] instanceof Object[] lengths) {
      return lengths;
    }
    throw refusal.damaged("a torch.Size is made from something that is not a tuple");
  }

  /** Storage, offset, shape, strides [, requires_grad, hooks [, metadata]]. */
  private static Object tensor(final Object[] args, final Refusal refusal) {
    if (args.length < 4 || !(args[0] instanceof TensorRef.Storage storage)) {
      throw refusal.damaged("a tensor is made from something that is not a storage");
    }
    if (args.length > 6 && args[6] != null && !(args[6] instanceof Map<?, ?> m && m.isEmpty())) {
      // The "negative" bit would change the values.
      throw refusal.because(
          "a tensor is stored as a conjugate or negative view",
          "Save tensor.resolve_conj().resolve_neg() instead");
    }
    return new TensorRef(
        storage, number(args[1], refusal), numbers(args[2], refusal), numbers(args[3], refusal));
  }

  /** Tensor, requires_grad, hooks. */
  private static Object parameter(final Object[] args, final Refusal refusal) {
    if (args.length > 0 && args[0] instanceof TensorRef tensor) {
      return tensor;
    }
    throw refusal.damaged("a parameter is made from something that is not a tensor");
  }

  private static List<Long> numbers(final Object tuple, final Refusal refusal) {
    if (!(tuple instanceof Object[] items) || items.length > MOST_AXES) {
      throw refusal.damaged(
          "a tensor's shape or strides are not a tuple of at most " + MOST_AXES + " integers");
    }
    final List<Long> numbers = new ArrayList<>(items.length);
    for (final Object item : items) {
      numbers.add(number(item, refusal));
    }
    return List.copyOf(numbers);
  }

  private static long number(final Object value, final Refusal refusal) {
    if (value instanceof Long number) {
      return number;
    }
    throw refusal.damaged("a tensor's offset, shape or strides are not 64-bit integers");
  }
}
