package io.github.attrimil.tissue.patches;

import io.github.attrimil.geometry.Polygon;
import io.github.attrimil.tissue.TissueMask;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;

/** Golden files, and the inputs and checksums of make_golden.py. */
public final class Golden {

  private Golden() {}

  public static List<String> lines(final String path) {
    try (InputStream in = Golden.class.getResourceAsStream("/golden/" + path)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (final IOException e) {
      throw new IllegalStateException(path, e);
    }
  }

  /** A black and white PNG as a mask at level 0. */
  static TissueMask mask(final String name) {
    try (InputStream in = Golden.class.getResourceAsStream("/golden/clam/" + name)) {
      final BufferedImage png = ImageIO.read(in);
      final byte[] data = new byte[png.getWidth() * png.getHeight()];
      for (int i = 0; i < data.length; i++) {
        data[i] = (byte) (png.getRaster().getSample(i % png.getWidth(), i / png.getWidth(), 0) & 1);
      }
      return new TissueMask(png.getWidth(), png.getHeight(), data, 1, 1, 0);
    } catch (final IOException e) {
      throw new IllegalStateException(name, e);
    }
  }

  /** Bytes of the linear congruential generator of make_golden.py. */
  public static byte[] noise(final int count, final int seed) {
    final byte[] out = new byte[count];
    int state = seed;
    for (int i = 0; i < count; i++) {
      state = state * 1664525 + 1013904223;
      out[i] = (byte) (state >>> 24);
    }
    return out;
  }

  public static String crc(final byte[] bytes) {
    final CRC32 crc = new CRC32();
    crc.update(bytes);
    return String.format("%08x", crc.getValue());
  }

  /** Checksum of 32-bit integers, high byte first. */
  public static String crc(final int[] values) {
    final ByteBuffer bytes = ByteBuffer.allocate(4 * values.length);
    bytes.asIntBuffer().put(values);
    return crc(bytes.array());
  }

  /** x, y of all points of polygons, one after the other. */
  public static int[] points(final List<Polygon> polygons) {
    final int[] xy = new int[2 * polygons.stream().mapToInt(Polygon::size).sum()];
    int n = 0;
    for (final Polygon p : polygons) {
      for (int i = 0; i < p.size(); i++) {
        xy[n++] = (int) p.x()[i];
        xy[n++] = (int) p.y()[i];
      }
    }
    return xy;
  }
}
