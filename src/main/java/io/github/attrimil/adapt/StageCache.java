package io.github.attrimil.adapt;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.FileFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What a frozen stage gives for every patch of the pool, in a file, float32: patches x channels x
 * height x width. A bag is read at a time.
 */
final class StageCache implements AutoCloseable {

  private final FileChannel channel;
  private final Path file;
  private final Shape each;
  private int patches;

  /**
   * @param file where it is kept; an older one is replaced
   * @param each channels x height x width
   */
  StageCache(final Path file, final Shape each) {
    this.file = file;
    this.each = each;
    try {
      channel =
          FileChannel.open(
              file,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
    } catch (final IOException e) {
      throw FileFailure.of("write", file, e);
    }
  }

  /**
   * @param stage B x channels x height x width, of the next B patches
   */
  void add(final NDArray stage) {
    final float[] values = stage.toFloatArray();
    final ByteBuffer bytes =
        ByteBuffer.allocateDirect(4 * values.length).order(ByteOrder.nativeOrder());
    bytes.asFloatBuffer().put(values);
    try {
      final long at = patches * each.size() * 4;
      while (bytes.hasRemaining()) {
        channel.write(bytes, at + bytes.position());
      }
    } catch (final IOException e) {
      throw FileFailure.of("write", file, e);
    }
    patches += (int) stage.getShape().get(0);
  }

  /**
   * @param first the first patch
   * @param count how many
   * @param scope owns the result
   * @return count x channels x height x width
   */
  NDArray read(final int first, final int count, final NDManager scope) {
    final int n = Math.toIntExact(4 * count * each.size());
    final ByteBuffer bytes = ByteBuffer.allocateDirect(n).order(ByteOrder.nativeOrder());
    try {
      final long at = first * each.size() * 4;
      while (bytes.hasRemaining()) {
        if (channel.read(bytes, at + bytes.position()) < 0) {
          throw new AttriMilException("The file of stage outputs is truncated; run `adapt` again");
        }
      }
    } catch (final IOException e) {
      throw FileFailure.of("read", file, e);
    }
    final FloatBuffer floats = bytes.rewind().order(ByteOrder.nativeOrder()).asFloatBuffer();
    return scope.create(floats, new Shape(count, each.get(0), each.get(1), each.get(2)));
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (final IOException e) {
      throw FileFailure.of("write", file, e);
    }
  }
}
