package io.github.attrimil.train;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.util.cuda.CudaUtils;
import io.github.attrimil.cohort.Bag;
import io.github.attrimil.tensor.Compute;
import java.lang.management.MemoryUsage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Features of bags where the network computes. On a GPU they stay there from one epoch to the next
 * while they fit: those not used for longest go first.
 */
final class DeviceBags implements AutoCloseable {

  /** Bytes for bags where the memory of the GPU cannot be asked for. */
  private static final long USUAL = 1L << 31;

  /** A bag's features, and the array they are a copy of. */
  private record Kept(float[] source, NDArray array) {
    long bytes() {
      return (long) Float.BYTES * source.length;
    }
  }

  private final NDManager manager;
  private final boolean keep;
  private final long most;
  private final Map<String, Kept> kept = new LinkedHashMap<>(16, 0.75f, true);
  private ByteBuffer staging = ByteBuffer.allocate(0);
  private long bytes;

  /**
   * @param parent the network's manager, whose device is used
   */
  DeviceBags(final NDManager parent) {
    this(parent, parent.getDevice().isGpu(), parent.getDevice().isGpu() ? free(parent) / 2 : 0);
  }

  /**
   * @param parent a manager, whose device is used
   * @param keep whether bags are kept
   * @param most bytes of all that are kept
   */
  DeviceBags(final NDManager parent, final boolean keep, final long most) {
    this.manager = parent.newSubManager();
    this.keep = keep;
    this.most = most;
  }

  private static long free(final NDManager manager) {
    try {
      final MemoryUsage memory = CudaUtils.getGpuMemory(manager.getDevice());
      return memory.getMax() - memory.getCommitted();
    } catch (final IllegalStateException | IllegalArgumentException | EngineException e) {
      // Not a GPU of CUDA's, or its runtime library cannot be asked.
      return 2 * USUAL;
    }
  }

  /**
   * @param bag a bag
   * @param scope owns what is returned
   * @return N x D features, valid until the next call
   */
  NDArray features(final Bag bag, final NDManager scope) {
    final long wanted = (long) Float.BYTES * bag.features().length;
    if (!keep || wanted > most) {
      return copied(bag, scope);
    }
    Kept here = kept.get(bag.slideId());
    if (here == null || here.source() != bag.features()) {
      forget(bag.slideId());
      release(most - wanted);
      here = new Kept(bag.features(), copied(bag, manager));
      kept.put(bag.slideId(), here);
      bytes += wanted;
    }
    // Results belong to the manager of what they are computed from.
    return Compute.detached(here.array(), scope);
  }

  /** Copies a bag; when the GPU is full, without those that are kept. */
  private NDArray copied(final Bag bag, final NDManager owner) {
    try {
      return copy(bag, owner);
    } catch (final EngineException e) {
      if (kept.isEmpty()) {
        throw e;
      }
      release(0);
      return copy(bag, owner);
    }
  }

  /**
   * Through memory that PyTorch can reach, the same for every bag: an array's own would be released
   * only when Java collects its garbage.
   */
  private NDArray copy(final Bag bag, final NDManager owner) {
    final int size = Math.multiplyExact(bag.features().length, Float.BYTES);
    if (staging.capacity() < size) {
      staging = ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
    }
    staging.clear().limit(size);
    staging.asFloatBuffer().put(bag.features());
    return owner.create(staging, new Shape(bag.size(), bag.dimension()), DataType.FLOAT32);
  }

  private void forget(final String slideId) {
    final Kept old = kept.remove(slideId);
    if (old != null) {
      bytes -= old.bytes();
      old.array().close();
    }
  }

  private void release(final long until) {
    for (final Iterator<Kept> oldest = kept.values().iterator();
        bytes > until && oldest.hasNext(); ) {
      final Kept old = oldest.next();
      oldest.remove();
      bytes -= old.bytes();
      old.array().close();
    }
  }

  /**
   * @param slideId a slide
   * @return whether its bag is kept
   */
  boolean holds(final String slideId) {
    return kept.containsKey(slideId);
  }

  /**
   * @return bytes of the bags that are kept
   */
  long bytes() {
    return bytes;
  }

  @Override
  public void close() {
    manager.close();
  }
}
