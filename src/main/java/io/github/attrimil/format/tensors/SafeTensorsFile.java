package io.github.attrimil.format.tensors;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.tensor.DType;
import io.github.attrimil.tensor.Tensor;
import io.github.attrimil.tensor.TensorBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Reads files of the safetensors format (.safetensors): the length of a JSON text (64-bit,
 * little-endian), this text with type, shape and place of every tensor, then the tensors' elements.
 *
 * @see <a href="https://huggingface.co/docs/safetensors/index#format">the format</a>
 */
public final class SafeTensorsFile {

  /** The format's own limit. */
  private static final long LARGEST_HEADER = 100_000_000;

  private SafeTensorsFile() {}

  /**
   * @param file a safetensors file
   * @return tensors by name, in the header's order
   * @throws AttriMilException when it is damaged, or has elements of a type not in {@link DType}
   */
  public static Map<String, Tensor> read(final Path file) {
    return read(file, false);
  }

  /**
   * @param file a safetensors file
   * @param later whether elements are read only when asked for
   * @return tensors by name, in the header's order
   */
  static Map<String, Tensor> read(final Path file, final boolean later) {
    final Refusal refusal = new Refusal(file);
    try (FileChannel channel = open(refusal)) {
      final SafeTensorsHeader header = header(channel, refusal);
      final long data = channel.position();
      final Map<String, Tensor> tensors = new LinkedHashMap<>();
      for (final var entry : header.tensors().entrySet()) {
        final SafeTensorsHeader.Place place = entry.getValue();
        final long elements = (place.end() - place.begin()) / place.dtype().bytes();
        if (elements > Integer.MAX_VALUE - 8) {
          throw refusal.because(
              "tensor '" + Refusal.quote(entry.getKey()) + "' has " + elements + " elements",
              "Save tensors of fewer than 2^31 elements");
        }
        final long from = data + place.begin();
        tensors.put(
            entry.getKey(),
            later
                ? Tensor.later(
                    place.dtype(), place.shape(), () -> reread(refusal, place, from, elements))
                : new Tensor(
                    place.dtype(), place.shape(), elements(channel, place, from, elements)));
      }
      return tensors;
    } catch (final IOException e) {
      throw refusal.failed(e);
    }
  }

  private static Object elements(
      final FileChannel channel,
      final SafeTensorsHeader.Place place,
      final long from,
      final long count)
      throws IOException {
    channel.position(from);
    return TensorBytes.read(Channels.newInputStream(channel), place.dtype(), (int) count);
  }

  private static Object reread(
      final Refusal refusal,
      final SafeTensorsHeader.Place place,
      final long from,
      final long count) {
    try (FileChannel channel = FileChannel.open(refusal.file(), StandardOpenOption.READ)) {
      return elements(channel, place, from, count);
    } catch (final IOException e) {
      throw refusal.failed(e);
    }
  }

  private static FileChannel open(final Refusal refusal) throws IOException {
    if (FileKind.of(refusal) != FileKind.SAFETENSORS) {
      throw refusal.damaged("it does not begin like a safetensors file");
    }
    return FileChannel.open(refusal.file(), StandardOpenOption.READ);
  }

  /** Leaves the channel at the first byte of data. */
  private static SafeTensorsHeader header(final FileChannel channel, final Refusal refusal)
      throws IOException {
    final ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    Channels.newInputStream(channel).readNBytes(length.array(), 0, Long.BYTES);
    final long bytes = length.getLong();
    final long left = channel.size() - Long.BYTES;
    if (bytes < 0 || bytes > Math.min(left, LARGEST_HEADER)) {
      throw refusal.damaged(
          String.format(
              Locale.ROOT,
              "its header claims %d bytes, but the file has %d and at most %d are read",
              bytes,
              left,
              LARGEST_HEADER));
    }
    final byte[] json = Channels.newInputStream(channel).readNBytes((int) bytes);
    return SafeTensorsHeader.parse(json, left - bytes, refusal);
  }
}
