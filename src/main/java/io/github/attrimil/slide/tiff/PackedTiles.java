package io.github.attrimil.slide.tiff;

import io.github.attrimil.format.image.JpegDecoder;
import io.github.attrimil.format.image.RgbImage;
import io.github.attrimil.slide.Damage;
import io.github.attrimil.slide.LevelTiles;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import loci.formats.FormatException;
import loci.formats.codec.CodecOptions;
import loci.formats.tiff.IFD;
import loci.formats.tiff.TiffCompression;

/**
 * A level of a TIFF file in tiles or strips of RGB, uncompressed or compressed by other means than
 * JPEG, in one directory or one for each color. Why not by Bio-Formats' reader: it reads the places
 * of all tiles again for each tile, and takes what a damaged tile lacks for black.
 *
 * @param ifd the directory, or that of the first colour; only read
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
          TiffCompression.JPEG_2000_LOSSY,
          TiffCompression.ALT_JPEG2000,
          TiffCompression.OLYMPUS_JPEG2000);

  /** More is a wrong directory; several threads hold one each. */
  private static final long MOST_BYTES = 32 << 20;

  /**
   * @param ifd a directory
   * @return its tiles, where they are RGB and compressed in a known way
   */
  static Optional<PackedTiles> of(final IFD ifd) throws FormatException {
    final Optional<TiffSamples> samples = TiffSamples.of(ifd);
    return samples.isPresent() ? of(List.of(ifd), samples.get()) : Optional.empty();
  }

  /**
   * @param colours three directories of the same size
   * @return their tiles, where each is one colour and compressed in a known way
   */
  static Optional<PackedTiles> of(final List<IFD> colours) throws FormatException {
    final Optional<TiffSamples> samples = TiffSamples.ofColour(colours.get(0));
    for (final IFD ifd : colours) {
      if (!TiffSamples.ofColour(ifd).equals(samples)
          || ifd.getCompression() != colours.get(0).getCompression()
          || ifd.getIFDIntValue(IFD.PREDICTOR, 1)
              != colours.get(0).getIFDIntValue(IFD.PREDICTOR, 1)) {
        return Optional.empty();
      }
    }
    return samples.isPresent() ? of(colours, samples.get()) : Optional.empty();
  }

  private static Optional<PackedTiles> of(final List<IFD> ifds, final TiffSamples samples)
      throws FormatException {
    final IFD ifd = ifds.get(0);
    final boolean tiled = ifd.containsKey(IFD.TILE_OFFSETS);
    final int width = Math.toIntExact(ifd.getImageWidth());
    final int height = Math.toIntExact(ifd.getImageLength());
    final long tileWidth = tiled ? ifd.getIFDLongValue(IFD.TILE_WIDTH, 0) : width;
    final long tileHeight =
        tiled
            ? ifd.getIFDLongValue(IFD.TILE_LENGTH, 0)
            : Math.min(height, ifd.getIFDLongValue(IFD.ROWS_PER_STRIP, height));
    if (!KNOWN.contains(ifd.getCompression())
        || tileWidth < 1
        || tileHeight < 1
        || tileWidth > MOST_BYTES
        || tileHeight > MOST_BYTES
        || tileWidth * tileHeight * samples.pixelBytes() > MOST_BYTES) {
      return Optional.empty();
    }
    final long tiles =
        samples.planes()
            / ifds.size()
            * ((width + tileWidth - 1) / tileWidth)
            * ((height + tileHeight - 1) / tileHeight);
    final List<long[]> offsets = new ArrayList<>();
    final List<long[]> counts = new ArrayList<>();
    for (final IFD one : ifds) {
      offsets.add(one.getIFDLongArray(tiled ? IFD.TILE_OFFSETS : IFD.STRIP_OFFSETS));
      counts.add(one.getIFDLongArray(tiled ? IFD.TILE_BYTE_COUNTS : IFD.STRIP_BYTE_COUNTS));
      if (offsets.get(offsets.size() - 1) == null
          || counts.get(counts.size() - 1) == null
          || offsets.get(offsets.size() - 1).length != tiles
          || counts.get(counts.size() - 1).length != tiles) {
        return Optional.empty();
      }
    }
    return Optional.of(
        new PackedTiles(
            ifd,
            width,
            height,
            (int) tileWidth,
            (int) tileHeight,
            offsets.stream().flatMapToLong(Arrays::stream).toArray(),
            counts.stream().flatMapToLong(Arrays::stream).toArray(),
            samples));
  }

  @Override
  public List<int[]> richest(final int most) {
    return largest(counts, most);
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
            case LZW -> LzwDecoder.decode(packed, length);
            default -> jpeg2000(packed, length);
          };
      if (raw.length < length) {
        throw new EOFException(raw.length + " bytes of pixels in place of " + length);
      }
      TiffCompression.undifference(raw, ifd);
      return raw;
    } catch (final FormatException | RuntimeException | Error e) {
      // The decoder of JPEG 2000 calls damage an Error.
      throw Damage.of(e);
    }
  }

  private byte[] jpeg2000(final byte[] packed, final int length)
      throws FormatException, IOException {
    Jpeg2000Stream.check(packed);
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
