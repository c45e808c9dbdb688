package io.github.attrimil.format.h5;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Memory;
import io.jhdf.api.Dataset;
import io.jhdf.api.dataset.ChunkedDataset;
import io.jhdf.exceptions.HdfException;
import io.jhdf.filter.PipelineFilterWithData;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Checks that a dataset can be in its file, and its values in memory, before jHDF reserves what the
 * file states, and inflates chunks however large they become.
 *
 * @param path of the file, for messages
 * @param name of the dataset
 * @param dataset what is to be read
 * @param length of the file in bytes
 * @param memory bytes that are left
 */
record H5Bounds(Path path, String name, Dataset dataset, long length, long memory) {

  /** Elements one dataset may have: what one Java array can hold, with a margin. */
  private static final long MOST_ELEMENTS = Integer.MAX_VALUE - 16L;

  // Registered filters of HDF5.
  private static final int DEFLATE = 1;
  private static final int FLETCHER = 3;
  private static final int LZF = 32000;
  private static final int LZ4 = 32004;
  private static final int BITSHUFFLE = 32008;
  private static final Set<Integer> COMPRESSING = Set.of(DEFLATE, LZF, LZ4);

  /** A byte of Deflate gives 1032 at most, and other compressions of features less. */
  private static final long MOST_OF_A_BYTE = 1032;

  /** Chunks that lack have no bytes in the file: as many as small files may have. */
  private static final long UNWRITTEN = 1 << 20;

  /** Shares of the memory: of each chunk that is read at once, and twice as many for the rest. */
  private static final int SHARES = 4;

  /**
   * Checks all that is needed to read some rows.
   *
   * @throws AttriMilException saying what cannot be
   */
  void check() {
    final double stored =
        dataset instanceof ChunkedDataset ? MOST_OF_A_BYTE * (double) length + UNWRITTEN : length;
    if (bytes() > stored) {
      throw refused(
          "states the shape "
              + shape()
              + ", "
              + Memory.text(bytes())
              + ", and the file has "
              + Memory.text(length)
              + ": it is damaged, or was never finished; write it again");
    }
    if (dataset instanceof ChunkedDataset chunks) {
      check(chunks);
    }
  }

  /**
   * Checks that all values can be read at once, too.
   *
   * @throws AttriMilException when they are too many
   */
  void checkMemory() {
    // As bytes where there are chunks, and as numbers.
    final int each = dataset.getDataType().getSize();
    final int needed = Math.max(4, dataset instanceof ChunkedDataset ? 2 * each : each);
    if (elements() > MOST_ELEMENTS || elements() * needed > memory) {
      throw refused(
          "has the shape "
              + shape()
              + ", more than the "
              + Memory.text(memory)
              + " of memory left; raise -Xmx or make the bag smaller");
    }
  }

  private double elements() {
    return Arrays.stream(dataset.getDimensionsAsLong()).asDoubleStream().reduce(1, (a, b) -> a * b);
  }

  private double bytes() {
    return elements() * dataset.getDataType().getSize();
  }

  private String shape() {
    return Arrays.toString(dataset.getDimensionsAsLong());
  }

  private void check(final ChunkedDataset chunks) {
    final int[] sides = chunks.getChunkDimensions();
    final double chunk =
        chunks.getDataType().getSize()
            * IntStream.of(sides).asDoubleStream().reduce(1, (a, b) -> a * b);
    if (SHARES * chunk > memory) {
      throw refused(
          "has chunks of "
              + Memory.text(chunk)
              + ", too many for the "
              + Memory.text(memory)
              + " of memory left; write it again with smaller chunks");
    }
    final List<PipelineFilterWithData> filters = chunks.getFilters();
    final long compressing = filters.stream().filter(f -> COMPRESSING.contains(f.getId())).count();
    final PipelineFilterWithData last =
        filters.stream().filter(f -> f.getId() != FLETCHER).reduce((a, b) -> b).orElse(null);
    if (last == null || compressing == 0 && last.getId() != BITSHUFFLE) {
      return;
    }
    if (compressing > 1 || compressing == 1 && !COMPRESSING.contains(last.getId())) {
      throw refused("is compressed in several steps; write it again with one compression");
    }
    if (last.getId() == LZF) {
      final int[] data = last.getFilterData();
      requireChunk(data.length > 2 ? data[2] & 0xffff_ffffL : 0, chunk);
      return;
    }
    final long most = memory / SHARES / Runtime.getRuntime().availableProcessors();
    if (last.getId() == DEFLATE && MOST_OF_A_BYTE * length <= most) {
      return;
    }
    for (final int[] at : offsets(chunks.getDimensionsAsLong(), sides)) {
      final ByteBuffer raw = raw(chunks, at);
      if (last.getId() != DEFLATE) {
        requireChunk(raw.remaining() < Long.BYTES ? 0 : raw.getLong(raw.position()), chunk);
      } else if (MOST_OF_A_BYTE * raw.remaining() > most) {
        requireChunk(inflated(raw, (long) chunk), chunk);
      }
    }
  }

  /** Where chunks start, along all axes. */
  private List<int[]> offsets(final long[] shape, final int[] sides) {
    double all = 1;
    for (int axis = 0; axis < sides.length; axis++) {
      all *= Math.ceil(shape[axis] / (double) sides[axis]);
    }
    if (all > length) {
      throw refused(
          String.format(
              Locale.ROOT,
              "states %,.0f chunks, and the file has %s: it is damaged; write it again",
              all,
              Memory.text(length)));
    }
    final List<int[]> offsets = new ArrayList<>();
    final int[] at = new int[sides.length];
    int axis = 0;
    while (axis >= 0) {
      offsets.add(at.clone());
      axis = at.length - 1;
      while (axis >= 0 && (long) at[axis] + sides[axis] >= shape[axis]) {
        at[axis--] = 0;
      }
      if (axis >= 0) {
        at[axis] += sides[axis];
      }
    }
    return offsets;
  }

  private static ByteBuffer raw(final ChunkedDataset chunks, final int[] at) {
    try {
      return chunks.getRawChunkBuffer(at);
    } catch (final HdfException e) {
      // Not written: then its values are the default.
      return ByteBuffer.allocate(0);
    }
  }

  /** How many bytes it becomes, counted until they are too many. */
  private static long inflated(final ByteBuffer raw, final long most) {
    final Inflater inflater = new Inflater();
    try {
      inflater.setInput(raw);
      final byte[] part = new byte[1 << 16];
      while (inflater.getBytesWritten() <= most && inflater.inflate(part) > 0) {
        continue;
      }
      return inflater.getBytesWritten();
    } catch (final DataFormatException e) {
      // As jHDF reports when it reads the chunk.
      return inflater.getBytesWritten();
    } finally {
      inflater.end();
    }
  }

  private void requireChunk(final long bytes, final double chunk) {
    if (bytes < 0 || bytes > chunk) {
      throw refused(
          "has a chunk of more than the "
              + Memory.text(chunk)
              + " that it states: it is damaged; write it again");
    }
  }

  private AttriMilException refused(final String what) {
    return new AttriMilException(path + ": " + name + " " + what);
  }
}
