package io.github.attrimil.slide.tiff;

import io.github.attrimil.format.image.JpegDecoder;
import io.github.attrimil.format.image.RgbImage;
import io.github.attrimil.slide.LevelTiles;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import loci.formats.FormatException;
import loci.formats.tiff.IFD;
import loci.formats.tiff.TiffCompression;

/**
 * A level of a TIFF file whose rows lie uncompressed one behind the other, so that any rectangle of
 * it can be read. Why not by Bio-Formats' reader: it takes strips, which may be as large as the
 * level, as a whole.
 *
 * @param width of the level in pixels
 * @param height of the level in pixels
 * @param starts where each plane starts in the file
 * @param samples how pixels are stored
 */
record RawRows(int width, int height, long[] starts, TiffSamples samples) implements LevelTiles {

  private static final int SIDE = 256;

  static Optional<RawRows> of(final IFD ifd) throws FormatException {
    final Optional<TiffSamples> samples = TiffSamples.of(ifd);
    final long[] offsets = ifd.getIFDLongArray(IFD.STRIP_OFFSETS);
    final long[] counts = ifd.getIFDLongArray(IFD.STRIP_BYTE_COUNTS);
    if (samples.isEmpty()
        || ifd.getCompression() != TiffCompression.UNCOMPRESSED
        || ifd.getIFDIntValue(IFD.PREDICTOR, 1) != 1
        || offsets == null
        || counts == null
        || offsets.length != counts.length) {
      return Optional.empty();
    }
    final int width = Math.toIntExact(ifd.getImageWidth());
    final int height = Math.toIntExact(ifd.getImageLength());
    final int planes = samples.get().planes();
    final int strips = offsets.length / planes;
    final long[] starts = new long[planes];
    for (int p = 0; p < planes; p++) {
      starts[p] = offsets[p * strips];
      long bytes = 0;
      for (int i = p * strips; i < (p + 1) * strips; i++) {
        if (offsets[i] != starts[p] + bytes || counts[i] < 1) {
          return Optional.empty();
        }
        bytes += counts[i];
      }
      if (bytes < (long) width * height * samples.get().pixelBytes()) {
        return Optional.empty();
      }
    }
    return Optional.of(new RawRows(width, height, starts, samples.get()));
  }

  @Override
  public int tileWidth() {
    return SIDE;
  }

  @Override
  public int tileHeight() {
    return SIDE;
  }

  /** All have as many bytes: some along the diagonal. */
  @Override
  public List<int[]> richest(final int most) {
    return IntStream.rangeClosed(1, most)
        .mapToObj(i -> new int[] {columns() * i / (most + 1), rows() * i / (most + 1)})
        .toList();
  }

  @Override
  public RgbImage tile(
      final RandomAccessFile in, final JpegDecoder decoder, final int column, final int row)
      throws IOException {
    final int x = column * SIDE;
    final int y = row * SIDE;
    final RgbImage out = RgbImage.white(Math.min(SIDE, width - x), Math.min(SIDE, height - y));
    final byte[] line = new byte[out.width() * samples.pixelBytes()];
    for (int p = 0; p < starts.length; p++) {
      for (int i = 0; i < out.height(); i++) {
        in.seek(starts[p] + ((long) (y + i) * width + x) * samples.pixelBytes());
        in.readFully(line);
        samples.copyRow(line, 0, p, out, i);
      }
    }
    return out;
  }
}
