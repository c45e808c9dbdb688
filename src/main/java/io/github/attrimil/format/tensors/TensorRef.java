package io.github.attrimil.format.tensors;

import io.github.attrimil.tensor.DType;
import java.util.List;

/**
 * A tensor as a torch.save file describes it: a view of a storage. Nothing of it is checked yet.
 *
 * @param storage where its elements are
 * @param offset index in the storage of the first element
 * @param shape length of every axis
 * @param strides steps in the storage from one element to the next, for every axis
 */
record TensorRef(Storage storage, long offset, List<Long> shape, List<Long> strides) {

  /**
   * A flat run of elements in the file.
   *
   * @param dtype element type
   * @param key its name in the file
   * @param elements how many elements the file claims that it has
   */
  record Storage(DType dtype, String key, long elements) {}
}
