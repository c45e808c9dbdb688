package io.github.attrimil.adapt;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.FileFailure;
import io.github.attrimil.format.image.RgbImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Patches of many slides, drawn once and kept in one file as 8-bit pixels, so that an epoch reads
 * them in any order without opening slides and without holding them in memory.
 */
final class PatchPool implements AutoCloseable {

  /**
   * The patches of one slide.
   *
   * @param id the slide
   * @param first the number of its first patch in the pool
   * @param count how many it has
   */
  record Part(String id, int first, int count) {}

  private final Path file;
  private final FileChannel channel;
  private final int size;
  private final Map<String, Part> parts = new LinkedHashMap<>();
  private int count;

  private PatchPool(final Path file, final FileChannel channel, final int size) {
    this.file = file;
    this.channel = channel;
    this.size = size;
  }

  /**
   * @param file where the patches are kept; an older one is replaced
   * @param size their width and height in pixels
   * @return an empty pool, which the caller must close
   */
  static PatchPool create(final Path file, final int size) {
    try {
      Files.createDirectories(file.getParent());
      return new PatchPool(
          file,
          FileChannel.open(
              file,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE),
          size);
    } catch (final IOException e) {
      throw FileFailure.of("write", file, e);
    }
  }

  /**
   * Adds a slide whose patches are written at the pool's end already.
   *
   * @param slide the slide's id
   * @param patches how many it has
   */
  void add(final String slide, final int patches) {
    parts.put(slide, new Part(slide, count, patches));
    count += patches;
  }

  private long bytes() {
    return 3L * size * size;
  }

  /**
   * @param index a patch's number, {@link #count} or more until its slide is added
   * @param patch its pixels; safe for several threads
   */
  void write(final int index, final RgbImage patch) {
    final ByteBuffer buffer = ByteBuffer.wrap(patch.rgb());
    try {
      while (buffer.hasRemaining()) {
        channel.write(buffer, index * bytes() + buffer.position());
      }
    } catch (final IOException e) {
      throw FileFailure.of("write", file, e);
    }
  }

  /**
   * @param index a patch's number, below {@link #count}
   * @return its pixels; safe for several threads
   */
  RgbImage get(final int index) {
    final ByteBuffer buffer = ByteBuffer.allocate((int) bytes());
    try {
      while (buffer.hasRemaining()) {
        if (channel.read(buffer, index * bytes() + buffer.position()) < 0) {
          throw new AttriMilException("The file of patches is truncated; run `adapt` again");
        }
      }
    } catch (final IOException e) {
      throw FileFailure.of("read", file, e);
    }
    return new RgbImage(size, size, buffer.array());
  }

  /**
   * @return how many patches there are
   */
  int count() {
    return count;
  }

  /**
   * @return the patches of each slide that could be read
   */
  Map<String, Part> parts() {
    return parts;
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
