package io.github.attrimil.format.tensors;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.attrimil.tensor.Tensor;
import io.github.attrimil.tensor.TensorBytes;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes the zip container of torch.save (see {@link TorchZip}): entries uncompressed, their data
 * at multiples of 64 bytes, their times all the same, so that equal contents make equal files.
 */
final class TorchZipWriter implements AutoCloseable {

  private static final int ALIGNMENT = 64;
  private static final int LOCAL_HEADER_BYTES = 30;
  private static final int EXTRA_HEADER_BYTES = 4;

  /** The tag ("FB") that PyTorch gives to the extra field it pads with. */
  private static final short PADDING_TAG = 0x4246;

  /** Not January 1980, for which ZipEntry adds a field that depends on the time zone. */
  private static final LocalDateTime TIME = LocalDateTime.of(1980, 2, 1, 0, 0);

  /** Fills an entry; called twice, first for its length and checksum. */
  @FunctionalInterface
  private interface Content {
    void write(OutputStream out) throws IOException;
  }

  private final CountingStream file;
  private final ZipOutputStream zip;

  private TorchZipWriter(final Path file) throws IOException {
    this.file = new CountingStream(new BufferedOutputStream(Files.newOutputStream(file)));
    zip = new ZipOutputStream(this.file);
    zip.setMethod(ZipOutputStream.STORED);
  }

  /**
   * @param file the file to write
   * @param tensors by name
   * @throws IOException when it cannot be written
   */
  static void writeStateDict(final Path file, final Map<String, Tensor> tensors)
      throws IOException {
    write(file, new Pickler().stateDict(tensors).finish(), tensors.values());
  }

  /**
   * @param file the file to write
   * @param tensor what to write
   * @throws IOException when it cannot be written
   */
  static void writeTensor(final Path file, final Tensor tensor) throws IOException {
    write(file, new Pickler().tensor(tensor, 0).finish(), List.of(tensor));
  }

  private static void write(final Path file, final byte[] pickle, final Collection<Tensor> tensors)
      throws IOException {
    try (TorchZipWriter writer = new TorchZipWriter(file)) {
      writer.entry("data.pkl", out -> out.write(pickle));
      writer.entry("byteorder", out -> out.write("little".getBytes(US_ASCII)));
      int key = 0;
      for (final Tensor tensor : tensors) {
        writer.entry("data/" + key++, out -> TensorBytes.write(tensor, out));
      }
      writer.entry("version", out -> out.write("3\n".getBytes(US_ASCII)));
    }
  }

  private void entry(final String name, final Content content) throws IOException {
    final CRC32 crc = new CRC32();
    final CountingStream length = new CountingStream(OutputStream.nullOutputStream());
    content.write(new CheckedOutputStream(length, crc));
    final ZipEntry entry = new ZipEntry("archive/" + name);
    entry.setTimeLocal(TIME);
    entry.setSize(length.count);
    entry.setCrc(crc.getValue());
    entry.setExtra(padding(LOCAL_HEADER_BYTES + entry.getName().getBytes(UTF_8).length));
    zip.putNextEntry(entry);
    content.write(zip);
    zip.closeEntry();
  }

  private byte[] padding(final int headerBytes) {
    final long start = file.count + headerBytes + EXTRA_HEADER_BYTES;
    final int zeros = (int) Math.floorMod(-start, (long) ALIGNMENT);
    return ByteBuffer.allocate(EXTRA_HEADER_BYTES + zeros)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort(PADDING_TAG)
        .putShort((short) zeros)
        .array();
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }

  /** Counts the bytes written. */
  private static final class CountingStream extends FilterOutputStream {

    private long count;

    CountingStream(final OutputStream out) {
      super(out);
    }

    @Override
    public void write(final int b) throws IOException {
      out.write(b);
      count++;
    }

    @Override
    public void write(final byte[] b, final int off, final int len) throws IOException {
      out.write(b, off, len);
      count += len;
    }
  }
}
