package io.github.attrimil.format.tensors;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.attrimil.tensor.TensorBytes;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The container torch.save has written since PyTorch 1.6: a zip archive of uncompressed entries in
 * one folder of any name: {@code data.pkl} (the value), {@code data/KEY} (the storages), {@code
 * version} and {@code byteorder}.
 */
final class TorchZip implements TorchContainer {

  private static final String PICKLE = "/data.pkl";
  private static final int LONGEST_BYTE_ORDER = 16;

  private final ZipFile zip;
  private final Refusal refusal;
  private final String folder;
  private final Object root;

  /**
   * @param refusal to refuse the file, and which file it is
   * @throws IOException when it cannot be read or is not a whole zip archive
   */
  TorchZip(final Refusal refusal) throws IOException {
    this.refusal = refusal;
    final ZipFile opened = new ZipFile(refusal.file().toFile());
    try {
      zip = opened;
      folder = folder();
      refuseTorchScript();
      checkByteOrder();
      final byte[] pickle = read(folder + PICKLE, LARGEST_PICKLE);
      root = new Unpickler(pickle, refusal).next();
    } catch (final IOException | RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  private String folder() {
    final List<String> pickles =
        zip.stream()
            .map(ZipEntry::getName)
            .filter(name -> name.endsWith(PICKLE))
            .map(name -> name.substring(0, name.length() - PICKLE.length()))
            .filter(name -> !name.contains("/"))
            .toList();
    if (pickles.size() != 1) {
      throw refusal.because(
          "it is a zip archive, but not one of torch.save: it has "
              + pickles.size()
              + " entries FOLDER/data.pkl, not one",
          "Give a file that torch.save wrote");
    }
    return pickles.get(0);
  }

  private void refuseTorchScript() {
    if (zip.getEntry(folder + "/constants.pkl") != null
        || zip.stream().anyMatch(entry -> entry.getName().startsWith(folder + "/code/"))) {
      throw refusal.because(
          "it is a TorchScript module, usable as encoder=, not a checkpoint",
          "For its weights alone, save module.state_dict() with torch.save in Python");
    }
  }

  private void checkByteOrder() throws IOException {
    final String name = folder + "/byteorder";
    if (zip.getEntry(name) == null) {
      // Not written before PyTorch 2.1.
      return;
    }
    final String order = new String(read(name, LONGEST_BYTE_ORDER), US_ASCII);
    if (!"little".equals(order)) {
      throw refusal.because(
          "its numbers are stored in byte order '" + Refusal.quote(order) + "', not 'little'",
          "Save it again on a little-endian machine");
    }
  }

  private byte[] read(final String name, final int largest) throws IOException {
    final ZipEntry entry = entry(name);
    if (entry.getSize() > largest) {
      throw refusal.because(
          "its entry " + name + " has " + entry.getSize() + " bytes, more than " + largest,
          "Save the model's state_dict() alone with torch.save");
    }
    try (InputStream in = zip.getInputStream(entry)) {
      final byte[] bytes = in.readNBytes((int) entry.getSize());
      if (bytes.length < entry.getSize()) {
        throw refusal.damaged("its entry " + name + " ends early");
      }
      return bytes;
    }
  }

  /** Compressed entries, which could expand to any size, are refused: torch.save makes none. */
  private ZipEntry entry(final String name) {
    final ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw refusal.damaged("it has no entry " + Refusal.quote(name));
    }
    if (entry.getMethod() != ZipEntry.STORED || entry.getSize() != entry.getCompressedSize()) {
      throw refusal.because(
          "its entry " + Refusal.quote(name) + " is compressed, which torch.save never does",
          "Load it in Python and save it again with torch.save");
    }
    return entry;
  }

  @Override
  public Object root() {
    return root;
  }

  @Override
  public long bytes(final TensorRef.Storage storage) {
    return entry(folder + "/data/" + storage.key()).getSize();
  }

  @Override
  public InputStream open(final TensorRef.Storage storage, final long from) throws IOException {
    final InputStream in = zip.getInputStream(entry(folder + "/data/" + storage.key()));
    in.skipNBytes(from);
    return in;
  }

  /**
   * Reads elements after this is closed.
   *
   * @param storage one of those in the value
   * @param offset index of the first element
   * @param count how many
   * @return an array of the storage's type
   */
  Object reread(final TensorRef.Storage storage, final long offset, final int count) {
    try (ZipFile again = new ZipFile(refusal.file().toFile())) {
      final ZipEntry entry = again.getEntry(folder + "/data/" + storage.key());
      if (entry == null) {
        throw refusal.damaged("it changed while it was read");
      }
      try (InputStream in = again.getInputStream(entry)) {
        in.skipNBytes(offset * storage.dtype().bytes());
        return TensorBytes.read(in, storage.dtype(), count);
      }
    } catch (final IOException e) {
      throw refusal.failed(e);
    }
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
