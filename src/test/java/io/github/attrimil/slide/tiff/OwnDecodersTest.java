package io.github.attrimil.slide.tiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.format.image.JpegDecoder;
import io.github.attrimil.format.image.PngFile;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import loci.formats.FormatException;
import loci.formats.codec.CodecOptions;
import loci.formats.tiff.TiffCompression;
import org.junit.jupiter.api.Test;

/**
 * What decoders of our own gain over Bio-Formats': damage that it turns into pixels without an
 * error. A decoder whose test here fails on Bio-Formats' side is to be replaced by Bio-Formats'.
 */
class OwnDecodersTest {

  private static final int SIDE = 128;
  private static final int CASES = 60;

  /** A disk's sector. */
  private static final int SECTOR = 512;

  private interface Decoder {
    byte[] decode(byte[] packed) throws Exception;
  }

  private final Random random = new Random(5);

  @Test
  void lzwDataThatEndEarlyAreNoticed() throws Exception {
    final byte[] pixels = pixels();
    final byte[] packed = TiffCompression.LZW.compress(pixels, options());
    final Decoder own = p -> LzwDecoder.decode(p, pixels.length);
    final Decoder theirs = p -> TiffCompression.LZW.decompress(p, options());
    assertArrayEquals(pixels, own.decode(packed));
    assertEquals(CASES, noticed(own, packed, this::cut));
    assertEquals(0, noticed(theirs, packed, this::cut));
    // Noise nearly always holds a code that no encoder has written yet.
    assertTrue(noticed(own, packed, this::noisy) > CASES * 9 / 10);
    assertEquals(0, noticed(theirs, packed, this::noisy));
  }

  @Test
  void noiseWithinJpeg2000DataIsNoticedMoreOftenThanNot() throws Exception {
    final byte[] packed = TiffCompression.JPEG_2000.compress(pixels(), options());
    final Decoder theirs = p -> TiffCompression.JPEG_2000.decompress(p, options());
    final Decoder own =
        p -> {
          Jpeg2000Stream.check(p);
          return theirs.decode(p);
        };
    own.decode(packed);
    assertEquals(CASES, noticed(own, packed, this::cut));
    assertTrue(noticed(own, packed, this::noisy) > CASES / 3);
    assertEquals(0, noticed(theirs, packed, this::noisy));
  }

  @Test
  void jpegDataThatEndEarlyAreNoticed() throws Exception {
    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(PngFile.rgb(SIDE, SIDE, pixels()), "jpeg", out);
    final byte[] packed = out.toByteArray();
    try (JpegDecoder decoder = new JpegDecoder()) {
      final Decoder own = p -> decoder.decode(p, SIDE, SIDE, SIDE, SIDE).rgb();
      own.decode(packed);
      assertEquals(CASES, noticed(own, packed, this::cut));
    }
    final Decoder theirs = p -> TiffCompression.JPEG.decompress(p, options());
    assertTrue(noticed(theirs, packed, this::cut) < CASES / 2);
  }

  /** In how many of the cases decoding fails; else its pixels, wrong ones, look like any others. */
  private static int noticed(
      final Decoder decoder, final byte[] packed, final Function<byte[], byte[]> damage)
      throws Exception {
    final byte[] right = decoder.decode(packed);
    int noticed = 0;
    for (int i = 0; i < CASES; i++) {
      final byte[] pixels;
      try {
        pixels = decoder.decode(damage.apply(packed));
      } catch (final Exception | Error e) {
        // The decoder of JPEG 2000 throws Error itself.
        noticed++;
        continue;
      }
      assertEquals(right.length, pixels.length);
      assertTrue(!Arrays.equals(right, pixels), "damage that changes nothing");
    }
    return noticed;
  }

  private byte[] cut(final byte[] packed) {
    return Arrays.copyOf(packed, packed.length / 10 + random.nextInt(packed.length * 8 / 10));
  }

  private byte[] noisy(final byte[] packed) {
    final byte[] noisy = packed.clone();
    final byte[] sector = new byte[SECTOR];
    random.nextBytes(sector);
    final int from = packed.length / 4 + random.nextInt(packed.length / 2);
    System.arraycopy(sector, 0, noisy, from, SECTOR);
    return noisy;
  }

  private static byte[] pixels() {
    final Random grain = new Random(3);
    final byte[] rgb = new byte[3 * SIDE * SIDE];
    IntStream.range(0, rgb.length)
        .forEach(i -> rgb[i] = (byte) (128 + 60 * Math.sin(i / 97.0) + grain.nextInt(24)));
    return rgb;
  }

  private static CodecOptions options() throws FormatException {
    final CodecOptions options = new CodecOptions();
    options.width = SIDE;
    options.height = SIDE;
    options.channels = 3;
    options.bitsPerSample = 8;
    options.interleaved = true;
    options.littleEndian = true;
    options.lossless = true;
    options.maxBytes = 3 * SIDE * SIDE;
    return options;
  }
}
