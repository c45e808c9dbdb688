package io.github.attrimil.format.tensors;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/** An open torch.save file: one value, and the storages that its tensors are views of. */
interface TorchContainer extends Closeable {

  /** Larger pickles are not read; that of a state dict of 10000 tensors has 2 MB. */
  int LARGEST_PICKLE = 1 << 24;

  /**
   * @return the saved value, as {@link Unpickler} describes values
   */
  Object root();

  /**
   * @param storage one of those in the value
   * @return bytes that the file really has for it
   * @throws io.github.attrimil.core.AttriMilException when the file has none
   */
  long bytes(TensorRef.Storage storage);

  /**
   * @param storage one of those in the value
   * @param from index of a byte in the storage
   * @return the bytes from there on
   * @throws IOException when reading fails
   */
  InputStream open(TensorRef.Storage storage, long from) throws IOException;
}
