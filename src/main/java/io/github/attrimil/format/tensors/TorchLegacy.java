package io.github.attrimil.format.tensors;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The container of torch.save before PyTorch 1.6: five pickles (magic number, protocol version,
 * description of the machine, the value, the keys of the storages), then for each key the number of
 * elements (int64) and the elements.
 */
final class TorchLegacy implements TorchContainer {

  /** The first byte of every binary pickle: instruction PROTO. */
  static final int FIRST_BYTE = PickleOp.PROTO.code();

  private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
  private static final long VERSION = 1001;

  private final Refusal refusal;
  private final Object root;
  private final Map<String, Long> starts = new HashMap<>();

  /**
   * @param refusal to refuse the file, and which file it is
   * @throws IOException when it cannot be read
   */
  TorchLegacy(final Refusal refusal) throws IOException {
    this.refusal = refusal;
    try (FileChannel channel = FileChannel.open(refusal.file())) {
      final InputStream start = Channels.newInputStream(channel);
      final Unpickler pickles = new Unpickler(start.readNBytes(LARGEST_PICKLE), refusal);
      checkHeader(pickles);
      root = pickles.next();
      locate(channel, pickles.next(), pickles);
    }
  }

  private void checkHeader(final Unpickler pickles) {
    if (!MAGIC.equals(pickles.next())) {
      throw refusal.because(
          "it is a pickle, but not one of torch.save", "Give a file that torch.save wrote");
    }
    final Object version = pickles.next();
    if (!Long.valueOf(VERSION).equals(version)) {
      throw refusal.because(
          "its container has version " + version + ", not " + VERSION,
          "Load it in Python and save it again with torch.save");
    }
    if (!(pickles.next() instanceof Map<?, ?> machine
        && Boolean.TRUE.equals(machine.get("little_endian")))) {
      throw refusal.because(
          "its numbers are not stored as little-endian",
          "Save it again on a little-endian machine");
    }
  }

  private void locate(final FileChannel channel, final Object keys, final Unpickler pickles)
      throws IOException {
    if (!(keys instanceof ArrayList<?> list)) {
      throw refusal.damaged("it has no list of storages");
    }
    long position = pickles.position();
    for (final Object key : list) {
      final TensorRef.Storage storage = pickles.storages().get(key);
      if (storage == null || starts.containsKey(storage.key())) {
        throw refusal.damaged("its list of storages has one too many");
      }
      final long elements = elements(channel, position);
      if (elements != storage.elements()) {
        throw refusal.damaged(
            String.format(
                Locale.ROOT,
                "storage %s should have %d elements, but has %d",
                Refusal.quote(storage.key()),
                storage.elements(),
                elements));
      }
      position += Long.BYTES;
      if (elements > (channel.size() - position) / storage.dtype().bytes()) {
        throw refusal.damaged(
            String.format(
                Locale.ROOT,
                "storage %s claims %d elements of %d bytes, but only %d bytes of the file are left",
                Refusal.quote(storage.key()),
                elements,
                storage.dtype().bytes(),
                channel.size() - position));
      }
      starts.put(storage.key(), position);
      position += elements * storage.dtype().bytes();
    }
  }

  private long elements(final FileChannel channel, final long position) throws IOException {
    final ByteBuffer number = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    channel.position(position);
    if (Channels.newInputStream(channel).readNBytes(number.array(), 0, Long.BYTES) < Long.BYTES) {
      throw refusal.damaged("it ends before its last storage");
    }
    return number.getLong();
  }

  @Override
  public Object root() {
    return root;
  }

  @Override
  public long bytes(final TensorRef.Storage storage) {
    if (!starts.containsKey(storage.key())) {
      throw refusal.damaged("it does not have storage " + Refusal.quote(storage.key()));
    }
    return storage.elements() * storage.dtype().bytes();
  }

  @Override
  public InputStream open(final TensorRef.Storage storage, final long from) throws IOException {
    final long start = starts.get(storage.key()) + from;
    return Channels.newInputStream(FileChannel.open(refusal.file()).position(start));
  }

  @Override
  public void close() {
    // Every stream has the file open on its own.
  }
}
