package io.github.attrimil.slide.bioformats;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.CanceledException;
import io.github.attrimil.core.Job;
import io.github.attrimil.format.image.RgbImage;
import io.github.attrimil.slide.Level;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import loci.common.services.ServiceFactory;
import loci.formats.FormatTools;
import loci.formats.ImageReader;
import loci.formats.meta.IMetadata;
import loci.formats.services.OMEXMLService;
import ome.units.UNITS;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PyramidWriterTest {

  @TempDir Path folder;

  /** A smooth picture, so that also JPEG keeps it within a few gray values. */
  private static RgbImage gradient(final int x0, final int y0, final int w, final int h) {
    final byte[] rgb = new byte[3 * w * h];
    for (int i = 0; i < w * h; i++) {
      final int x = x0 + i % w;
      final int y = y0 + i / w;
      rgb[3 * i] = (byte) (40 + x / 16);
      rgb[3 * i + 1] = (byte) (200 - y / 16);
      rgb[3 * i + 2] = (byte) (60 + (x + y) / 32);
    }
    return new RgbImage(w, h, rgb);
  }

  private static RgbImage halve(final RgbImage fine) {
    final int w = (fine.width() + 1) / 2;
    final int h = (fine.height() + 1) / 2;
    final byte[] rgb = new byte[3 * w * h];
    for (int y = 0; y < h; y++) {
      for (int x = 0; x < w; x++) {
        for (int c = 0; c < 3; c++) {
          double sum = 0;
          for (int k = 0; k < 4; k++) {
            final int fx = Math.min(fine.width() - 1, 2 * x + k % 2);
            final int fy = Math.min(fine.height() - 1, 2 * y + k / 2);
            sum += fine.rgb()[3 * (fy * fine.width() + fx) + c] & 0xff;
          }
          rgb[3 * (y * w + x) + c] = (byte) Math.round(sum / 4);
        }
      }
    }
    return new RgbImage(w, h, rgb);
  }

  @ParameterizedTest
  @CsvSource({
    "2600, 1301, DEFLATE, 0",
    "1025, 700, DEFLATE, 0",
    "300, 200, DEFLATE, 0",
    "2048, 1024, JPEG, 6"
  })
  void bioFormatsReadsBackLevelsPixelSizeAndPixels(
      final int width,
      final int height,
      final PyramidWriter.Compression compression,
      final int tolerance)
      throws Exception {
    final Path file = folder.resolve("a.ome.tif");
    final List<Level> levels =
        PyramidWriter.write(
            file, width, height, 0.25, compression, PyramidWriterTest::gradient, Job.silent());
    assertTrue(Math.max(levels.get(levels.size() - 1).width(), height / 4) <= 1024);
    try (ImageReader reader = new ImageReader()) {
      final IMetadata meta =
          new ServiceFactory().getInstance(OMEXMLService.class).createOMEXMLMetadata();
      reader.setMetadataStore(meta);
      reader.setFlattenedResolutions(false);
      reader.setId(file.toString());
      assertEquals(1, reader.getSeriesCount());
      assertEquals(levels.size(), reader.getResolutionCount());
      assertEquals(0.25, meta.getPixelsPhysicalSizeX(0).value(UNITS.MICROMETER).doubleValue());
      assertEquals(0.25, meta.getPixelsPhysicalSizeY(0).value(UNITS.MICROMETER).doubleValue());
      assertEquals("a.ome.tif", meta.getUUIDFileName(0, 0));
      RgbImage expected = gradient(0, 0, width, height);
      for (int level = 0; level < levels.size(); level++) {
        reader.setResolution(level);
        assertEquals(levels.get(level).width(), reader.getSizeX());
        assertEquals(levels.get(level).height(), reader.getSizeY());
        assertEquals(3, reader.getRGBChannelCount());
        assertEquals(FormatTools.UINT8, reader.getPixelType());
        byte[] read = reader.openBytes(0);
        if (!reader.isInterleaved()) {
          read = interleave(read);
        }
        assertClose(expected.rgb(), read, tolerance);
        expected = halve(expected);
      }
    }
  }

  private static byte[] interleave(final byte[] planes) {
    final byte[] rgb = new byte[planes.length];
    final int n = planes.length / 3;
    for (int i = 0; i < planes.length; i++) {
      rgb[3 * (i % n) + i / n] = planes[i];
    }
    return rgb;
  }

  private static void assertClose(final byte[] expected, final byte[] read, final int tolerance) {
    if (tolerance == 0) {
      assertArrayEquals(expected, read);
      return;
    }
    assertEquals(expected.length, read.length);
    for (int i = 0; i < read.length; i++) {
      assertEquals(expected[i] & 0xff, read[i] & 0xff, tolerance, "byte " + i);
    }
  }

  @Test
  void asksForEachPixelOnceInStripsFromTopToBottom() {
    final List<String> asked = new ArrayList<>();
    PyramidWriter.write(
        folder.resolve("strips.ome.tif"),
        520,
        600,
        0.5,
        PyramidWriter.Compression.JPEG,
        (x, y, w, h) -> {
          asked.add(x + " " + y + " " + w + " " + h);
          return gradient(x, y, w, h);
        },
        Job.silent());
    assertEquals(List.of("0 0 520 256", "0 256 520 256", "0 512 520 88"), asked);
  }

  @Test
  void leavesNothingBehindWhenCanceled() throws IOException {
    final AtomicInteger asked = new AtomicInteger();
    final Job.Listener nowhere =
        new Job.Listener() {
          @Override
          public void info(final String message) {}

          @Override
          public void warn(final String message) {}

          @Override
          public void progress(final String message, final long done, final long total) {}
        };
    final Job job = new Job("demo", nowhere, () -> asked.incrementAndGet() > 2);
    assertThrows(
        CanceledException.class,
        () ->
            PyramidWriter.write(
                folder.resolve("gone.ome.tif"),
                1500,
                1500,
                0.5,
                PyramidWriter.Compression.JPEG,
                PyramidWriterTest::gradient,
                job));
    try (Stream<Path> left = Files.list(folder)) {
      assertFalse(left.findAny().isPresent());
    }
  }

  @Test
  void refusesANameNoReaderWouldTakeForOmeTiff() {
    final AttriMilException e =
        assertThrows(
            AttriMilException.class,
            () ->
                PyramidWriter.write(
                    folder.resolve("a.png"),
                    10,
                    10,
                    0.5,
                    PyramidWriter.Compression.JPEG,
                    PyramidWriterTest::gradient,
                    Job.silent()));
    assertTrue(e.getMessage().contains("'a.png'"), e.getMessage());
  }
}
