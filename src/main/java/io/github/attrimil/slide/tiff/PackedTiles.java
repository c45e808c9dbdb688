package io.github.attrimil.slide.tiff;

import io.github.attrimil.format.image.JpegDecoder;
import io.github.attrimil.format.image.RgbImage;
import io.github.attrimil.slide.Damage;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
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
 * @param ifd the directory, or that of the first color; only read
 * @param layout how the level is cut
 * @param samples how pixels are stored
 */
record PackedTiles(IFD ifd, TileLayout layout, TiffSamples samples) implements ListedTiles {

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
   * @param colors three directories of the same size
   * @return their tiles, where each is one color and compressed in a known way
   */
  static Optional<PackedTiles> of(final List<IFD> colors) throws FormatException {
    final Optional<TiffSamples> samples = TiffSamples.ofColor(colors.get(0));
    for (final IFD ifd : colors) {
      if (!TiffSamples.ofColor(ifd).equals(samples)
          || ifd.getCompression() != colors.get(0).getCompression()
          || ifd.getIFDIntValue(IFD.PREDICTOR, 1)
              != colors.get(0).getIFDIntValue(IFD.PREDICTOR, 1)) {
        return Optional.empty();
      }
    }
    return samples.isPresent() ? of(colors, samples.get()) : Optional.empty();
  }

  private static Optional<PackedTiles> of(final List<IFD> ifds, final TiffSamples samples)
      throws FormatException {
    final IFD ifd = ifds.get(0);
    if (!KNOWN.contains(ifd.getCompression())) {
      return Optional.empty();
    }
    return TileLayout.of(ifds, samples.planes() / ifds.size())
        .filter(l -> (long) l.tileWidth() * l.tileHeight() <= MOST_BYTES / samples.pixelBytes())
        .map(l -> new PackedTiles(ifd, l, samples));
  }

  @Override
  public RgbImage tile(
      final RandomAccessFile in, final JpegDecoder decoder, final int column, final int row)
      throws IOException {
    final RgbImage out =
        RgbImage.white(
            Math.min(tileWidth(), width() - column * tileWidth()),
            Math.min(tileHeight(), height() - row * tileHeight()));
    // The last strip ends with the level, tiles are whole.
    final int storedRows = TileLayout.isTiled(ifd) ? tileHeight() : out.height();
    final int rowBytes = tileWidth() * samples.pixelBytes();
    for (int p = 0; p < samples.planes(); p++) {
      final int index = p * columns() * rows() + row * columns() + column;
      // Without bytes it is glass that the scanner did not store.
      if (layout.counts()[index] != 0) {
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
    final long bytes = layout.counts()[index];
    if (bytes < 0 || bytes > 2 * MOST_BYTES) {
      throw new EOFException("a tile of " + bytes + " bytes");
    }
    final byte[] packed = new byte[(int) bytes];
    in.seek(layout.offsets()[index]);
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
        throw new EOFException(raw.length + " bytes of pixels instead of " + length);
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
