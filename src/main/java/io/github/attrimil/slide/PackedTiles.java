package io.github.attrimil.slide;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import loci.formats.FormatException;
import loci.formats.codec.CodecOptions;
import loci.formats.tiff.IFD;
import loci.formats.tiff.TiffCompression;

/**
 * A level of a TIFF file in tiles or strips of RGB, uncompressed or compressed by other means than
 * JPEG. Bio-Formats' codecs are used, but for deflate, where it takes what a damaged tile lacks for
 * black; and not its reader, which reads the places of all tiles anew for each.
 *
 * @param ifd the directory; only read
 * @param tileWidth of a tile in pixels; strips are as wide as the level
 * @param tileHeight of a tile in pixels
 * @param offsets where each tile starts in the file, row by row, plane by plane
 * @param counts how many bytes each tile has
 * @param samples how pixels are stored
 */
record PackedTiles(
    IFD ifd,
    int width,
    int height,
    int tileWidth,
    int tileHeight,
    long[] offsets,
    long[] counts,
    TiffSamples samples)
    implements LevelTiles {

  private static final Set<TiffCompression> KNOWN =
      Set.of(
          TiffCompression.UNCOMPRESSED,
          TiffCompression.DEFAULT_UNCOMPRESSED,
          TiffCompression.DEFLATE,
          TiffCompression.PROPRIETARY_DEFLATE,
          TiffCompression.LZW,
          TiffCompression.JPEG_2000,
          TiffCompression.JPEG_2000_LOSSY);

  /** More is a wrong directory; several threads hold one each. */
  private static final long MOST_BYTES = 32 << 20;

  static Optional<PackedTiles> of(final IFD ifd) throws FormatException {
    final Optional<TiffSamples> samples = TiffSamples.of(ifd);
    if (samples.isEmpty() || !KNOWN.contains(ifd.getCompression())) {
      return Optional.empty();
    }
    final boolean tiled = ifd.containsKey(IFD.TILE_OFFSETS);
    final int width = Math.toIntExact(ifd.getImageWidth());
    final int height = Math.toIntExact(ifd.getImageLength());
    final long tileWidth = tiled ? ifd.getIFDLongValue(IFD.TILE_WIDTH, 0) : width;
    final long tileHeight =
        tiled
            ? ifd.getIFDLongValue(IFD.TILE_LENGTH, 0)
            : Math.min(height, ifd.getIFDLongValue(IFD.ROWS_PER_STRIP, height));
    final long[] offsets = ifd.getIFDLongArray(tiled ? IFD.TILE_OFFSETS : IFD.STRIP_OFFSETS);
    final long[] counts = ifd.getIFDLongArray(tiled ? IFD.TILE_BYTE_COUNTS : IFD.STRIP_BYTE_COUNTS);
    if (tileWidth < 1
        || tileHeight < 1
        || tileWidth > MOST_BYTES
        || tileHeight > MOST_BYTES
        || tileWidth * tileHeight * samples.get().pixelBytes() > MOST_BYTES
        || offsets == null
        || counts == null) {
      return Optional.empty();
    }
    final PackedTiles tiles =
        new PackedTiles(
            ifd,
            width,
            height,
            (int) tileWidth,
            (int) tileHeight,
            offsets,
            counts,
            samples.get());
    final long n = (long) samples.get().planes() * tiles.columns() * tiles.rows();
    return offsets.length == n && counts.length == n ? Optional.of(tiles) : Optional.empty();
  }

  @Override
  public List<int[]> richest(final int most) {
    final int columns = columns();
    return IntStream.range(0, columns * rows())
        .boxed()
        .sorted(Comparator.comparingLong(i -> -counts[i]))
        .limit(most)
        .map(i -> new int[] {i % columns, i / columns})
        .toList();
  }

  private int columns() {
    return (width + tileWidth - 1) / tileWidth;
  }

  private int rows() {
    return (height + tileHeight - 1) / tileHeight;
  }

  @Override
  public RgbImage tile(
      final RandomAccessFile in, final JpegDecoder decoder, final int column, final int row)
      throws IOException {
    final RgbImage out =
        RgbImage.white(
            Math.min(tileWidth, width - column * tileWidth),
            Math.min(tileHeight, height - row * tileHeight));
    // The last strip ends with the level, tiles are whole.
    final int storedRows = ifd.containsKey(IFD.TILE_OFFSETS) ? tileHeight : out.height();
    final int rowBytes = tileWidth * samples.pixelBytes();
    for (int p = 0; p < samples.planes(); p++) {
      final int index = p * columns() * rows() + row * columns() + column;
      // Without bytes it is glass that the scanner left out.
      if (counts[index] != 0) {
        final byte[] raw = raw(in, index, storedRows * rowBytes);
        for (int i = 0; i < out.height(); i++) {
          samples.copyRow(raw, i * rowBytes, p, out, i);
        }
      }
    }
    return out;
  }

  private byte[] raw(final RandomAccessFile in, final int index, final int length)
      throws IOException {
    if (counts[index] < 0 || counts[index] > 2 * MOST_BYTES) {
      throw new EOFException("a tile of " + counts[index] + " bytes");
    }
    final byte[] packed = new byte[(int) counts[index]];
    in.seek(offsets[index]);
    in.readFully(packed);
    try {
      final byte[] raw =
          switch (ifd.getCompression()) {
            case UNCOMPRESSED, DEFAULT_UNCOMPRESSED -> packed;
            case DEFLATE, PROPRIETARY_DEFLATE -> inflated(packed, length);
            default -> decompressed(packed, length);
          };
      if (raw.length < length) {
        throw new EOFException(raw.length + " bytes of pixels in place of " + length);
      }
      TiffCompression.undifference(raw, ifd);
      return raw;
    } catch (final FormatException | RuntimeException e) {
      throw new IOException("no pixels (" + e + ")", e);
    }
  }

  private byte[] decompressed(final byte[] packed, final int length)
      throws FormatException, IOException {
    final CodecOptions options = ifd.getCompression().getCompressionCodecOptions(ifd);
    options.interleaved = true;
    options.littleEndian = ifd.isLittleEndian();
    options.maxBytes = Math.max(length, packed.length);
    return ifd.getCompression().decompress(packed, options);
  }

  private static byte[] inflated(final byte[] packed, final int length) throws IOException {
    final Inflater inflater = new Inflater();
    try {
      inflater.setInput(packed);
      final byte[] raw = new byte[length];
      int n = 0;
      while (n < length && !inflater.needsInput() && !inflater.finished()) {
        n += inflater.inflate(raw, n, length - n);
      }
      // The checksum comes behind the last pixel.
      final boolean more = inflater.inflate(new byte[1]) > 0;
      if (!more && !inflater.finished()) {
        throw new EOFException("a tile that ends after " + n + " of " + length + " bytes");
      }
      return n == length ? raw : Arrays.copyOf(raw, n);
    } catch (final DataFormatException e) {
      throw new IOException("damaged: " + e.getMessage(), e);
    } finally {
      inflater.end();
    }
  }
}
