package io.github.attrimil.slide.bioformats;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import ij.process.ColorProcessor;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.fiji.ImagePlusSlide;
import io.github.attrimil.format.image.RgbImage;
import io.github.attrimil.slide.Level;
import io.github.attrimil.slide.PixelSize;
import io.github.attrimil.slide.RegionReader;
import io.github.attrimil.slide.Slide;
import io.github.attrimil.slide.SlideReader;
import io.github.attrimil.slide.find.SlideSource;
import io.github.attrimil.slide.tiff.TiffPhantom;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import loci.formats.tiff.TiffCompression;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BioFormatsSlideTest {

  private static final int WIDTH = 1300;
  private static final int HEIGHT = 1100;

  @TempDir static Path folder;
  private static Path pyramid;

  private static RgbImage paint(final int x0, final int y0, final int w, final int h) {
    final byte[] rgb = new byte[3 * w * h];
    for (int i = 0; i < w * h; i++) {
      final int x = x0 + i % w;
      final int y = y0 + i / w;
      rgb[3 * i] = (byte) (x / 8);
      rgb[3 * i + 1] = (byte) (y / 8);
      rgb[3 * i + 2] = (byte) ((x + y) / 16);
    }
    return new RgbImage(w, h, rgb);
  }

  @BeforeAll
  static void write() {
    pyramid = folder.resolve("slide 1.ome.tif");
    PyramidWriter.write(
        pyramid,
        WIDTH,
        HEIGHT,
        0.25,
        PyramidWriter.Compression.DEFLATE,
        BioFormatsSlideTest::paint,
        Job.silent());
  }

  @Test
  void tellsPyramidAndPixelSize() {
    final Slide slide = new BioFormatsSlide(pyramid);
    assertEquals("slide 1", slide.id());
    assertEquals(new Level(WIDTH, HEIGHT, 1, 1), slide.levels().get(0));
    assertEquals(2, slide.levels().get(1).downsample(), 0.01);
    assertEquals(
        new PixelSize(0.25, 0.25, PixelSize.Origin.METADATA), slide.pixelSize().orElseThrow());
  }

  @Test
  void readsAcrossTheEdgeAsWhite() {
    try (SlideReader reader = new BioFormatsSlide(pyramid).open()) {
      final RgbImage image = reader.read(0, WIDTH - 10, -5, 20, 20);
      final RgbImage inside = paint(WIDTH - 10, 0, 10, 15);
      for (int y = 0; y < 20; y++) {
        for (int x = 0; x < 20; x++) {
          final boolean in = x < 10 && y >= 5;
          for (int c = 0; c < 3; c++) {
            final byte expected = in ? inside.rgb()[3 * ((y - 5) * 10 + x) + c] : (byte) 255;
            assertEquals(expected, image.rgb()[3 * (y * 20 + x) + c], x + ", " + y);
          }
        }
      }
    }
  }

  @Test
  void aReaderAThreadReadsTheSame() throws Exception {
    final Slide slide = new BioFormatsSlide(pyramid);
    final ExecutorService threads = Executors.newFixedThreadPool(4);
    final ThreadLocal<SlideReader> readers = ThreadLocal.withInitial(slide::open);
    final List<Callable<byte[]>> tasks =
        IntStream.range(0, 120)
            .<Callable<byte[]>>mapToObj(
                i -> () -> readers.get().read(0, 9 * i, 7 * i, 64, 64).rgb())
            .toList();
    int i = 0;
    for (final Future<byte[]> read : threads.invokeAll(tasks)) {
      assertArrayEquals(paint(9 * i, 7 * i, 64, 64).rgb(), read.get(), "read " + i);
      i++;
    }
    threads.shutdown();
  }

  @Test
  void aRegionOfACoarserLevelIsTheSameTissue() {
    final Slide slide = new BioFormatsSlide(pyramid);
    try (SlideReader reader = slide.open()) {
      final RgbImage fine = new RegionReader(slide, 0, 64).read(reader, 200, 100, 512);
      final RgbImage coarse = new RegionReader(slide, 1, 64).read(reader, 200, 100, 512);
      for (int k = 0; k < fine.rgb().length; k++) {
        assertEquals(fine.rgb()[k] & 0xff, coarse.rgb()[k] & 0xff, 2);
      }
    }
  }

  @Test
  void aPictureWithoutPixelSizeTellsNone() throws IOException {
    final Path png = folder.resolve("plain.png");
    ImageIO.write(new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB), "png", png.toFile());
    final Slide slide = new BioFormatsSlide(png);
    assertEquals(Optional.empty(), slide.pixelSize());
    final SlideSource told = new SlideSource("plain", png).withMpp(Optional.of(0.5));
    assertEquals(
        new PixelSize(0.5, 0.5, PixelSize.Origin.USER), told.read().pixelSize().orElseThrow());
  }

  @Test
  void grayPicturesAreRefused() throws IOException {
    final Path png = folder.resolve("gray.png");
    ImageIO.write(new BufferedImage(40, 30, BufferedImage.TYPE_BYTE_GRAY), "png", png.toFile());
    final AttriMilException e =
        assertThrows(AttriMilException.class, () -> new BioFormatsSlide(png));
    assertTrue(e.getMessage().contains("not a brightfield RGB slide"), e.getMessage());
  }

  private static Path threeChannels(final String name, final String... channels) throws Exception {
    final Path file = folder.resolve(name);
    new TiffPhantom(TiffCompression.DEFLATE, 1, TiffPhantom.Layout.DIRECTORIES, 32)
        .write(
            file,
            """
            <?xml version="1.0" encoding="UTF-8"?><OME \
            xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06"><Image ID="Image:0"><Pixels \
            ID="Pixels:0" DimensionOrder="XYCZT" Type="uint8" SizeX="%d" SizeY="%d" SizeC="3" \
            SizeZ="1" SizeT="1" PhysicalSizeX="0.5" PhysicalSizeY="0.5"><Channel ID="Channel:0:0" \
            %s/><Channel ID="Channel:0:1" %s/><Channel ID="Channel:0:2" %s/><TiffData/></Pixels>\
            </Image></OME>"""
                .formatted(
                    TiffPhantom.WIDTH, TiffPhantom.HEIGHT, channels[0], channels[1], channels[2]));
    return file;
  }

  @Test
  void threeColorsAreASlideAndThreeDyesAreNot() throws Exception {
    final Path colors = threeChannels("rgb.ome.tif", "Name=\"R\"", "Name=\"G\"", "Name=\"B\"");
    try (SlideReader reader = new BioFormatsSlide(colors).open()) {
      assertArrayEquals(TiffPhantom.pixels(3, 4, 50, 40).rgb(), reader.read(0, 3, 4, 50, 40).rgb());
    }
    for (final String dye :
        List.of(
            "Name=\"DAPI\"",
            "Fluor=\"Alexa 488\"",
            "EmissionWavelength=\"520\"",
            "ContrastMethod=\"Fluorescence\"")) {
      final Path file = threeChannels("dyes.ome.tif", "Name=\"1\"", dye, "Name=\"3\"");
      final AttriMilException e =
          assertThrows(AttriMilException.class, () -> new BioFormatsSlide(file), dye);
      assertTrue(e.getMessage().contains("channel 2 of 3"), e.getMessage());
    }
  }

  @Test
  void textRenamedIsRefused() throws IOException {
    for (final String name : List.of("a.svs", "b.ndpi", "c.tif", "d.png", "e.czi")) {
      final Path file = Files.writeString(folder.resolve(name), "no slide at all\n");
      final AttriMilException e =
          assertThrows(AttriMilException.class, () -> new BioFormatsSlide(file), name);
      assertTrue(e.getMessage().startsWith(file.toString()), e.getMessage());
      assertTrue(!e.getMessage().contains("\n"), e.getMessage());
    }
  }

  @Test
  void anOpenImageIsASlide() {
    final RgbImage pixels = paint(0, 0, 50, 40);
    final ImagePlus image = new ImagePlus("open.tif", new ColorProcessor(50, 40, pixels.toArgb()));
    image.getCalibration().pixelWidth = 0.5;
    image.getCalibration().pixelHeight = 0.5;
    image.getCalibration().setUnit("um");
    final Slide slide = new ImagePlusSlide(image);
    assertEquals("open", slide.id());
    assertEquals(0.5, slide.pixelSize().orElseThrow().mpp());
    try (SlideReader reader = slide.open()) {
      assertArrayEquals(pixels.rgb(), reader.read(0, 0, 0, 50, 40).rgb());
      assertEquals((byte) 255, reader.read(0, -1, -1, 2, 2).rgb()[0]);
    }
  }

  @Test
  void theRealSlideIsReadAsOpenSlideReadsIt() {
    final Path svs = Path.of(System.getProperty("attrimil.shared"), "data/CMU-1-Small-Region.svs");
    Assumptions.assumeTrue(Files.exists(svs), "needs the shared slide");
    final Slide slide = new BioFormatsSlide(svs);
    assertEquals(2220, slide.levels().get(0).width());
    assertEquals(0.499, slide.pixelSize().orElseThrow().mpp(), 1e-9);
    try (SlideReader reader = slide.open()) {
      final RgbImage patch = reader.read(0, 1024, 768, 224, 224);
      final double[] mean = new double[3];
      for (int i = 0; i < patch.rgb().length; i++) {
        mean[i % 3] += (patch.rgb()[i] & 0xff) / (224.0 * 224);
      }
      // Recorded with OpenSlide in the card of the shared encoder.
      assertArrayEquals(new double[] {140.257892, 88.148438, 131.590561}, mean, 1e-5);
    }
  }
}
