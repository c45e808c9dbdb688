package io.github.attrimil.encoder.script;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Takes images from Java to a network and features back. On a GPU a batch is computed in parts:
 * while one is computed the next is copied into pinned memory and sent from there, and only at the
 * end are results waited for. On a CPU a batch is one part.
 */
public final class ImageParts implements AutoCloseable {

  /** A network, which on a GPU need not wait for its result. */
  public interface Network {
    /**
     * @param scope owns the result
     * @param images the images of a part, float32, on the device
     * @return a row of float32 features an image
     */
    NDArray features(PtNDManager scope, NDArray images);
  }

  private final Device device;
  private final long[] shape;
  private final int each;
  private final TorchProgram program;
  private final NDArray like;
  private NDArray pinned;
  private ByteBuffer host = ByteBuffer.allocateDirect(0);

  /**
   * @param device where the network computes
   * @param shape of one image
   */
  public ImageParts(final Device device, final long... shape) {
    this.device = device;
    this.shape = shape.clone();
    this.each = Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
    this.program = new TorchProgram(ImageParts.class, "host.py", device);
    this.like = program.manager().zeros(new Shape(1));
  }

  /**
   * Computes features of a batch.
   *
   * @param images B images
   * @param part images the GPU is given at a time; the last part of a batch is filled up to it, so
   *     that all have one shape
   * @param network computes a part
   * @return B rows
   */
  public float[][] features(final List<float[]> images, final int part, final Network network) {
    final int b = images.size();
    final int size = device.isGpu() ? part : b;
    final int parts = (b + size - 1) / size;
    reserve(Math.multiplyExact(parts, size));
    try (PtNDManager scope = program.manager().newSubManager(device)) {
      final List<NDArray> results = new ArrayList<>();
      for (int k = 0; k < parts; k++) {
        final FloatBuffer floats = host.asFloatBuffer();
        IntStream.range(k * size, Math.min(b, (k + 1) * size))
            .parallel()
            .forEach(i -> floats.put(i * each, images.get(i)));
        results.add(network.features(scope, moved(scope, k * size, size)));
      }
      final float[][] rows = new float[b][];
      for (int k = 0; k < parts; k++) {
        final float[] flat = results.get(k).toFloatArray();
        final int d = flat.length / size;
        for (int i = k * size; i < Math.min(b, (k + 1) * size); i++) {
          rows[i] = Arrays.copyOfRange(flat, (i - k * size) * d, (i - k * size + 1) * d);
        }
      }
      return rows;
    }
  }

  private NDArray moved(final PtNDManager scope, final int from, final int count) {
    final long[] sizes = LongStream.concat(LongStream.of(count), Arrays.stream(shape)).toArray();
    if (device.isGpu()) {
      return program.call(scope, "moved", pinned, (long) from * each, sizes, like);
    }
    final int bytes = each * Float.BYTES;
    return scope.create(
        host.slice(from * bytes, count * bytes).order(ByteOrder.nativeOrder()),
        new Shape(sizes),
        DataType.FLOAT32);
  }

  /** Room for images in host memory, kept for the next batch. */
  private void reserve(final int images) {
    final int bytes = Math.multiplyExact(Math.multiplyExact(images, each), Float.BYTES);
    if (host.capacity() >= bytes) {
      return;
    }
    if (device.isGpu()) {
      if (pinned != null) {
        pinned.close();
      }
      pinned = program.call(program.manager(), "pinned", (long) images * each);
      host = pinned.toByteBuffer(true).order(ByteOrder.nativeOrder());
    } else {
      host = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }
  }

  @Override
  public void close() {
    program.close();
  }
}
