package io.github.attrimil.format.tensors;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.attrimil.tensor.DType;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Runs pickle programs, restricted: names are looked up in {@link TorchNames}, nothing else is ever
 * called, and no class is loaded. It does not recurse, and the memory it takes is bounded by the
 * program's length and {@link #MOST_INSTRUCTIONS}.
 *
 * <p>Values: None is null, bool Boolean, int Long (BigInteger beyond 64 bits), float Double, str
 * String, tuple Object[], list ArrayList, dict and OrderedDict LinkedHashMap, a storage {@link
 * TensorRef.Storage}, a tensor {@link TensorRef}.
 *
 * <p>Why by hand: pickles come from strangers. General readers of pickle run every instruction and
 * bound neither memory nor the number of steps; here a name that is not on the list ends the
 * reading before anything is built ({@code HostileTensorFilesTest}).
 */
final class Unpickler {

  /** A state dict takes about 30 instructions per tensor. */
  static final int MOST_INSTRUCTIONS = 1_000_000;

  private static final int DEEPEST_NESTING = 1000;
  private static final int NEWEST_PROTOCOL = 5;

  private final ByteBuffer program;
  private final Refusal refusal;
  private final Map<String, TensorRef.Storage> storages = new LinkedHashMap<>();

  private final List<Object> stack = new ArrayList<>();
  private final List<Integer> marks = new ArrayList<>();
  private final Map<Long, Object> memo = new HashMap<>();

  /**
   * @param program one pickle, or several one after the other
   * @param refusal to refuse it
   */
  Unpickler(final byte[] program, final Refusal refusal) {
    this.program = ByteBuffer.wrap(program).order(ByteOrder.LITTLE_ENDIAN);
    this.refusal = refusal;
  }

  /**
   * @return number of bytes used up so far
   */
  int position() {
    return program.position();
  }

  /**
   * @return the storages named so far, by key
   */
  Map<String, TensorRef.Storage> storages() {
    return storages;
  }

  /**
   * Runs the next pickle.
   *
   * @return the value it makes
   * @throws io.github.attrimil.core.AttriMilException when it is damaged or not allowed
   */
  Object next() {
    stack.clear();
    marks.clear();
    memo.clear();
    for (int i = 0; i < MOST_INSTRUCTIONS; i++) {
      final int code = unsignedByte();
      final PickleOp op = PickleOp.of(code);
      if (op == null) {
        throw refusal.damaged(
            String.format(
                Locale.ROOT,
                "its pickle has instruction 0x%02x, which torch.save never uses",
                code));
      }
      if (op == PickleOp.STOP) {
        return pop();
      }
      run(op);
    }
    throw refusal.because(
        "its pickle has more than " + MOST_INSTRUCTIONS + " instructions",
        "Save the model's state_dict() alone with torch.save");
  }

  private void run(final PickleOp op) {
    switch (op) {
      case PROTO -> protocol();
      case FRAME -> bytes(Long.BYTES);
      case STOP -> throw new IllegalStateException("handled by next()");
      case MARK -> mark();
      case POP -> pop();
      case POP_MARK -> popToMark();
      case DUP -> stack.add(top());
      case BINGET -> stack.add(recall(unsignedByte()));
      case LONG_BINGET -> stack.add(recall(unsignedInt()));
      case BINPUT -> memo.put((long) unsignedByte(), top());
      case LONG_BINPUT -> memo.put(unsignedInt(), top());
      case MEMOIZE -> memo.put((long) memo.size(), top());
      case NONE -> stack.add(null);
      case NEWTRUE -> stack.add(true);
      case NEWFALSE -> stack.add(false);
      case BININT -> stack.add((long) take(Integer.BYTES).getInt());
      case BININT1 -> stack.add((long) unsignedByte());
      case BININT2 -> stack.add((long) Short.toUnsignedInt(take(Short.BYTES).getShort()));
      case LONG1 -> stack.add(integer(unsignedByte()));
      case LONG4 -> stack.add(integer(unsignedInt()));
      case BINFLOAT -> stack.add(Double.longBitsToDouble(Long.reverseBytes(take(8).getLong())));
      case BINUNICODE -> stack.add(new String(bytes(unsignedInt()), UTF_8));
      case SHORT_BINUNICODE -> stack.add(new String(bytes(unsignedByte()), UTF_8));
      case BINSTRING -> stack.add(new String(bytes(unsignedInt()), ISO_8859_1));
      case SHORT_BINSTRING -> stack.add(new String(bytes(unsignedByte()), ISO_8859_1));
      case EMPTY_TUPLE -> stack.add(new Object[0]);
      case TUPLE -> stack.add(popToMark());
      case TUPLE1 -> stack.add(pop(1));
      case TUPLE2 -> stack.add(pop(2));
      case TUPLE3 -> stack.add(pop(3));
      case EMPTY_LIST -> stack.add(new ArrayList<>(0));
      case LIST -> stack.add(new ArrayList<>(Arrays.asList(popToMark())));
      case APPEND -> append(pop(1));
      case APPENDS -> append(popToMark());
      case EMPTY_DICT -> stack.add(new LinkedHashMap<>());
      case DICT -> dict(popToMark());
      case SETITEM -> setItems(pop(2));
      case SETITEMS -> setItems(popToMark());
      case GLOBAL -> stack.add(TorchNames.resolve(line(), line(), refusal));
      case STACK_GLOBAL -> stackGlobal();
      case INST -> call(TorchNames.resolve(line(), line(), refusal), popToMark());
      case REDUCE, NEWOBJ -> reduce();
      case BUILD -> build();
      case BINPERSID -> stack.add(storage(pop()));
    }
  }

  // -- Program --

  private void protocol() {
    final int protocol = unsignedByte();
    if (protocol > NEWEST_PROTOCOL) {
      throw refusal.damaged("its pickle claims protocol " + protocol);
    }
  }

  /** The program at its position, which is then advanced by this many bytes. */
  private ByteBuffer take(final int bytes) {
    if (bytes > program.remaining()) {
      throw refusal.damaged("its pickle ends early");
    }
    final ByteBuffer taken = program.slice(program.position(), bytes).order(program.order());
    program.position(program.position() + bytes);
    return taken;
  }

  private int unsignedByte() {
    return Byte.toUnsignedInt(take(1).get());
  }

  private long unsignedInt() {
    return Integer.toUnsignedLong(take(Integer.BYTES).getInt());
  }

  private byte[] bytes(final long count) {
    // Checked before the array is made: the count comes from the file.
    final ByteBuffer taken = take((int) Math.min(count, Integer.MAX_VALUE));
    final byte[] bytes = new byte[taken.remaining()];
    taken.get(bytes);
    return bytes;
  }

  private String line() {
    final int start = program.position();
    int end = start;
    while (end < program.limit() && program.get(end) != '\n') {
      end++;
    }
    final String line = new String(bytes(end - start), UTF_8);
    take(1);
    return line;
  }

  private Object integer(final long length) {
    final byte[] twosComplement = bytes(length);
    for (int i = 0, j = twosComplement.length - 1; i < j; i++, j--) {
      final byte swap = twosComplement[i];
      twosComplement[i] = twosComplement[j];
      twosComplement[j] = swap;
    }
    final BigInteger value =
        twosComplement.length == 0 ? BigInteger.ZERO : new BigInteger(twosComplement);
    return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
  }

  // -- Stack --

  private int bottom() {
    return marks.isEmpty() ? 0 : marks.get(marks.size() - 1);
  }

  private void mark() {
    if (marks.size() == DEEPEST_NESTING) {
      throw refusal.damaged("its pickle is nested more than " + DEEPEST_NESTING + " deep");
    }
    marks.add(stack.size());
  }

  private Object top() {
    if (stack.size() <= bottom()) {
      throw refusal.damaged("its pickle uses a value that is not there");
    }
    return stack.get(stack.size() - 1);
  }

  private Object pop() {
    final Object top = top();
    stack.remove(stack.size() - 1);
    return top;
  }

  private Object[] pop(final int count) {
    if (stack.size() - count < bottom()) {
      throw refusal.damaged("its pickle uses a value that is not there");
    }
    final List<Object> tail = stack.subList(stack.size() - count, stack.size());
    final Object[] items = tail.toArray();
    tail.clear();
    return items;
  }

  private Object[] popToMark() {
    if (marks.isEmpty()) {
      throw refusal.damaged("its pickle closes what it has not opened");
    }
    final Object[] items = pop(stack.size() - bottom());
    marks.remove(marks.size() - 1);
    return items;
  }

  private Object recall(final long index) {
    if (!memo.containsKey(index)) {
      throw refusal.damaged("its pickle recalls value " + index + ", which it has not stored");
    }
    return memo.get(index);
  }

  // -- Containers --

  private void append(final Object[] items) {
    if (!(top() instanceof ArrayList<?>)) {
      throw refusal.damaged("its pickle appends to something that is not a list");
    }
    @SuppressWarnings("unchecked")
    final List<Object> list = (ArrayList<Object>) top();
    list.addAll(Arrays.asList(items));
  }

  private void dict(final Object[] items) {
    stack.add(new LinkedHashMap<>());
    setItems(items);
  }

  private void setItems(final Object[] items) {
    if (!(top() instanceof LinkedHashMap<?, ?>) || items.length % 2 != 0) {
      throw refusal.damaged("its pickle sets entries of something that is not a dict");
    }
    @SuppressWarnings("unchecked")
    final Map<Object, Object> dict = (LinkedHashMap<Object, Object>) top();
    for (int i = 0; i < items.length; i += 2) {
      // As in Python; here it also keeps hash codes from walking through nested values.
      if (items[i] instanceof ArrayList || items[i] instanceof LinkedHashMap) {
        throw refusal.damaged("its pickle uses a list or dict as a key");
      }
      dict.put(items[i], items[i + 1]);
    }
  }

  // -- Names and calls --

  private void stackGlobal() {
    final Object[] names = pop(2);
    if (!(names[0] instanceof String module && names[1] instanceof String name)) {
      throw refusal.damaged("its pickle refers to a name that is not text");
    }
    stack.add(TorchNames.resolve(module, name, refusal));
  }

  private void reduce() {
    final Object[] items = pop(2);
    if (!(items[1] instanceof Object[] args)) {
      throw refusal.damaged("its pickle calls something without arguments");
    }
    call(items[0], args);
  }

  private void call(final Object callable, final Object[] args) {
    if (!(callable instanceof TorchNames.Callable function)) {
      throw refusal.damaged("its pickle calls something that is not a function");
    }
    stack.add(function.call(args, refusal));
  }

  /**
   * An OrderedDict may carry attributes (a state dict's {@code _metadata}); they hold no tensor.
   */
  private void build() {
    pop();
    if (!(top() instanceof LinkedHashMap)) {
      throw refusal.damaged("its pickle sets attributes of something that is not a dict");
    }
  }

  /** ('storage', class, key, device, elements [, view]); the older container adds the view. */
  private Object storage(final Object id) {
    if (id instanceof Object[] f && f.length > 0 && "module".equals(f[0])) {
      throw refusal.because(
          "it holds a whole module, which is code",
          "In Python, save the model's state_dict() alone with torch.save");
    }
    if (!(id instanceof Object[] f
        && (f.length == 5 || f.length == 6 && f[5] == null)
        && "storage".equals(f[0])
        && f[1] instanceof DType dtype
        && f[2] instanceof String key
        && f[4] instanceof Long elements
        && elements >= 0)) {
      throw refusal.damaged("its pickle describes a storage in an unknown way");
    }
    final TensorRef.Storage storage = new TensorRef.Storage(dtype, key, elements);
    final TensorRef.Storage before = storages.putIfAbsent(key, storage);
    if (before != null && !before.equals(storage)) {
      throw refusal.damaged("its pickle describes storage " + Refusal.quote(key) + " in two ways");
    }
    return storage;
  }
}
