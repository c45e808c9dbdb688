package io.github.attrimil.format.tensors;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import io.github.attrimil.core.AtomicFile;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.tensor.DType;
import io.github.attrimil.tensor.Tensor;
import io.github.attrimil.tensor.TensorBytes;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Files of the safetensors format (.safetensors): the length of a JSON text (64-bit,
 * little-endian), this text with type, shape and place of every tensor, then the tensors' elements.
 *
 * @see <a href="https://huggingface.co/docs/safetensors/index#format">the format</a>
 */
public final class SafeTensorsFile {

  /** The format's own limit. */
  private static final long LARGEST_HEADER = 100_000_000;

  private static final int HEADER_ALIGNMENT = 8;
  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  private SafeTensorsFile() {}

  /**
   * @param file a safetensors file
   * @return tensors by name, in the header's order
   * @throws AttriMilException when it is damaged, or has elements of a type not in {@link DType}
   */
  public static Map<String, Tensor> read(final Path file) {
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
        channel.position(data + place.begin());
        final Object array =
            TensorBytes.read(Channels.newInputStream(channel), place.dtype(), (int) elements);
        tensors.put(entry.getKey(), new Tensor(place.dtype(), place.shape(), array));
      }
      return tensors;
    } catch (final IOException e) {
      throw refusal.failed(e);
    }
  }

  /**
   * @param file a safetensors file
   * @return the texts it carries beside the tensors, by name; empty when none
   * @throws AttriMilException when it is damaged
   */
  public static Map<String, String> metadata(final Path file) {
    final Refusal refusal = new Refusal(file);
    try (FileChannel channel = open(refusal)) {
      return header(channel, refusal).metadata();
    } catch (final IOException e) {
      throw refusal.failed(e);
    }
  }

  /**
   * Writes tensors. The same contents make the same bytes.
   *
   * @param file the file to write, whole or not at all
   * @param tensors by name; half precision is written as float32
   * @param metadata texts to carry along, by name; may be empty
   * @throws AttriMilException when it cannot be written or a tensor has the metadata's name
   */
  public static void write(
      final Path file, final Map<String, Tensor> tensors, final Map<String, String> metadata) {
    if (tensors.containsKey(SafeTensorsHeader.METADATA)) {
      throw new AttriMilException(
          "Cannot write " + file + ": no tensor may be named " + SafeTensorsHeader.METADATA);
    }
    // Widest elements first, so that all are aligned; the sort keeps the order of equals.
    final List<Map.Entry<String, Tensor>> entries = new ArrayList<>(tensors.entrySet());
    entries.sort(Comparator.comparingInt(entry -> -entry.getValue().dtype().memoryBytes()));
    final byte[] header = header(entries, metadata);
    AtomicFile.write(
        file,
        part -> {
          try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part))) {
            out.write(
                ByteBuffer.allocate(Long.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(header.length)
                    .array());
            out.write(header);
            for (final Map.Entry<String, Tensor> entry : entries) {
              TensorBytes.write(entry.getValue(), out);
            }
          }
        });
  }

  private static byte[] header(
      final List<Map.Entry<String, Tensor>> entries, final Map<String, String> metadata) {
    final JsonObject header = new JsonObject();
    if (!metadata.isEmpty()) {
      header.add(SafeTensorsHeader.METADATA, GSON.toJsonTree(metadata));
    }
    long position = 0;
    for (final Map.Entry<String, Tensor> entry : entries) {
      final Tensor tensor = entry.getValue();
      final DType dtype = tensor.dtype().written();
      final long end = position + tensor.elements() * dtype.bytes();
      final JsonObject place = new JsonObject();
      place.addProperty("dtype", dtype.name());
      place.add("shape", GSON.toJsonTree(tensor.shape()));
      place.add("data_offsets", GSON.toJsonTree(new long[] {position, end}));
      header.add(entry.getKey(), place);
      position = end;
    }
    final byte[] json = GSON.toJson(header).getBytes(UTF_8);
    final int padded = json.length + Math.floorMod(-json.length, HEADER_ALIGNMENT);
    final byte[] text = Arrays.copyOf(json, padded);
    Arrays.fill(text, json.length, padded, (byte) ' ');
    return text;
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
              "its header claims %d bytes, but the file has %d and at most %d are read",
              bytes, left, LARGEST_HEADER));
    }
    final byte[] json = Channels.newInputStream(channel).readNBytes((int) bytes);
    return SafeTensorsHeader.parse(json, left - bytes, refusal);
  }
}
