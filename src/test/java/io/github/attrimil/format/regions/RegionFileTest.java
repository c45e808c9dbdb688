package io.github.attrimil.format.regions;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.gui.EllipseRoi;
import ij.gui.Line;
import ij.gui.OvalRoi;
import ij.gui.PolygonRoi;
import ij.gui.Roi;
import ij.gui.ShapeRoi;
import ij.io.RoiDecoder;
import ij.io.RoiEncoder;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.geometry.Polygon;
import io.github.attrimil.geometry.Region;
import java.awt.geom.Ellipse2D;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegionFileTest {

  private static final String CAMELYON =
      """
      <?xml version="1.0"?>
      <ASAP_Annotations>
        <Annotations>
          <Annotation Name="Annotation 0" Type="Polygon" PartOfGroup="Tumor" Color="#F4FA58">
            <Coordinates>
              <Coordinate Order="0" X="100.5" Y="200" />
              <Coordinate Order="2" X="300" Y="400" />
              <Coordinate Order="1" X="300" Y="200" />
            </Coordinates>
          </Annotation>
          <Annotation Name="Annotation 1" Type="Dot" PartOfGroup="None" Color="#F4FA58">
            <Coordinates><Coordinate Order="0" X="1" Y="2" /></Coordinates>
          </Annotation>
          <Annotation Name="Annotation 2" Type="Rectangle" PartOfGroup="None" Color="#F4FA58">
            <Coordinates>
              <Coordinate Order="0" X="0" Y="0" />
              <Coordinate Order="1" X="10" Y="0" />
              <Coordinate Order="2" X="10" Y="20" />
              <Coordinate Order="3" X="0" Y="20" />
            </Coordinates>
          </Annotation>
        </Annotations>
        <AnnotationGroups><Group Name="Tumor" PartOfGroup="None" Color="#00ff00"/></AnnotationGroups>
      </ASAP_Annotations>
      """;

  @TempDir Path folder;

  private Path text(final String name, final String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static void assertRing(final Region region, final double[]... expected) {
    assertEquals(1, region.rings().size());
    assertArrayEquals(Arrays.stream(expected).mapToDouble(p -> p[0]).toArray(), region.outer().x());
    assertArrayEquals(Arrays.stream(expected).mapToDouble(p -> p[1]).toArray(), region.outer().y());
  }

  @Test
  void asap() throws IOException {
    final List<Region> regions = RegionFile.read(text("a.xml", CAMELYON));
    assertEquals(2, regions.size());
    assertEquals("Tumor", regions.get(0).name());
    assertRing(
        regions.get(0),
        new double[] {100.5, 200},
        new double[] {300, 200},
        new double[] {300, 400});
    assertEquals(4, regions.get(1).outer().size());
  }

  private String refused(final String name, final String content) throws IOException {
    final Path file = text(name, content);
    return assertThrows(AttriMilException.class, () -> RegionFile.read(file)).getMessage();
  }

  @Test
  void xmlCannotReadOtherFilesOrGrow() throws IOException {
    final Path secret = text("secret.txt", "100");
    final String entity =
        "<!DOCTYPE a [<!ENTITY x SYSTEM \"" + secret.toUri() + "\">]>\n<ASAP_Annotations>";
    final String bomb =
        "<!DOCTYPE a [<!ENTITY a \"1111111111\"><!ENTITY b \"&a;&a;&a;&a;\">]>\n<ASAP_Annotations>";
    for (final String head : List.of(entity + "&x;", bomb + "&b;")) {
      final String said =
          refused("hostile.xml", head + CAMELYON.substring(CAMELYON.indexOf("<Annotations>")));
      assertTrue(said.contains("not an ASAP annotation file"), said);
    }
  }

  @Test
  void damagedXmlIsTold() throws IOException {
    assertTrue(refused("b.xml", "<svg></svg>").contains("its root is not ASAP_Annotations"));
    assertTrue(
        refused("c.xml", CAMELYON.substring(0, 300)).contains("not an ASAP annotation file"));
    assertTrue(refused("d.xml", CAMELYON.replace("100.5", "left")).contains("left"));
    assertTrue(refused("e.xml", "<ASAP_Annotations/>").contains("holds no region"));
    assertTrue(refused("f.txt", "").contains("must end in one of"));
  }

  private Path roi(final String name, final Roi roi) throws IOException {
    return Files.write(folder.resolve(name), RoiEncoder.saveAsByteArray(roi));
  }

  @Test
  void fijisRegions() throws IOException {
    assertRing(
        RegionFile.read(roi("r.roi", new Roi(10, 20, 30, 40))).get(0),
        new double[] {10, 20},
        new double[] {40, 20},
        new double[] {40, 60},
        new double[] {10, 60});
    final PolygonRoi polygon =
        new PolygonRoi(
            new float[] {50_000.5f, 60_000, 60_000}, new float[] {40_000, 40_000, 70_000}, 2);
    assertRing(
        RegionFile.read(roi("p.roi", polygon)).get(0),
        new double[] {50_000.5, 40_000},
        new double[] {60_000, 40_000},
        new double[] {60_000, 70_000});
    final Region oval = RegionFile.read(roi("o.roi", new OvalRoi(0, 0, 200, 100))).get(0);
    assertEquals(Math.PI * 100 * 50, oval.outer().area(), 150);
    final ShapeRoi ring =
        new ShapeRoi(new Roi(0, 0, 100, 100)).not(new ShapeRoi(new Roi(20, 20, 10, 10)));
    ring.setLocation(30, 50);
    final Region holed = RegionFile.read(roi("s.roi", ring)).get(0);
    assertEquals(2, holed.rings().size());
    assertEquals(10_100, holed.rings().stream().mapToDouble(Polygon::area).sum(), 1e-6);
    assertEquals(new Polygon.Bounds(30, 50, 130, 150), holed.bounds());
    final Roi ellipse = new EllipseRoi(100, 100, 300, 100, 0.5);
    assertEquals(
        Math.PI * 100 * 50, RegionFile.read(roi("e.roi", ellipse)).get(0).outer().area(), 300);
    final ShapeRoi curved = new ShapeRoi(new Ellipse2D.Double(10, 20, 200, 100));
    assertEquals(
        Math.PI * 100 * 50, RegionFile.read(roi("c.roi", curved)).get(0).outer().area(), 100);
  }

  @Test
  void aZipOfRegionsWithoutItsLines() throws IOException {
    final Path file = folder.resolve("RoiSet.zip");
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (final Roi roi :
          List.of(new Roi(1, 2, 3, 4), new Line(0, 0, 9, 9), new OvalRoi(5, 5, 50, 50))) {
        zip.putNextEntry(new ZipEntry(roi.getTypeAsString() + ".roi"));
        zip.write(RoiEncoder.saveAsByteArray(roi));
      }
    }
    assertEquals(2, RegionFile.read(file).size());
    assertTrue(refused("none.zip", "no zip").contains("not a zip file"));
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 36})
  void damagedRegionsAskForNoMemory(final int count) throws IOException {
    final byte[] bytes =
        RoiEncoder.saveAsByteArray(
            new PolygonRoi(new int[] {0, 9, 9}, new int[] {0, 0, 9}, 3, Roi.POLYGON));
    ByteBuffer.wrap(bytes).putInt(count, count == 36 ? Integer.MAX_VALUE : 0x00007fff);
    ByteBuffer.wrap(bytes).putShort(16, (short) 0);
    final Path file = Files.write(folder.resolve("damaged.roi"), bytes);
    final String said =
        assertThrows(AttriMilException.class, () -> RegionFile.read(file)).getMessage();
    assertTrue(said.contains("damaged"), said);
  }

  /** A triangle with numbers of two or four bytes set at places of its header. */
  private String damaged(final Object... placesAndValues) throws IOException {
    final byte[] bytes =
        RoiEncoder.saveAsByteArray(
            new PolygonRoi(new int[] {0, 9, 9}, new int[] {0, 0, 9}, 3, Roi.POLYGON));
    final ByteBuffer b = ByteBuffer.wrap(bytes);
    for (int k = 0; k < placesAndValues.length; k += 2) {
      final int at = (int) placesAndValues[k];
      if (placesAndValues[k + 1] instanceof Short s) {
        b.putShort(at, s);
      } else if (placesAndValues[k + 1] instanceof Float f) {
        b.putFloat(at, f);
      } else {
        b.putInt(at, (int) placesAndValues[k + 1]);
      }
    }
    final Path file = Files.write(folder.resolve("hostile.roi"), bytes);
    try {
      return "read " + RegionFile.read(file).get(0).outer().size() + " points";
    } catch (final AttriMilException e) {
      return e.getMessage();
    }
  }

  @Test
  void sizesThatAFileCannotHoldAreRefused() throws IOException {
    final short subPixel = RoiDecoder.SUB_PIXEL_RESOLUTION;
    assertEquals("read 3 points", damaged());
    final List<String> refused =
        List.of(
            damaged(RoiDecoder.N_COORDINATES, (short) -1),
            damaged(RoiDecoder.N_COORDINATES, (short) 200),
            damaged(RoiDecoder.N_COORDINATES, (short) 0, RoiDecoder.X1, -1),
            damaged(RoiDecoder.N_COORDINATES, (short) 0, RoiDecoder.X1, 1 << 30),
            // Twelve bytes a point are there for three points, not for nine.
            damaged(RoiDecoder.OPTIONS, subPixel, RoiDecoder.N_COORDINATES, (short) 9),
            damaged(RoiDecoder.SHAPE_ROI_SIZE, 1 << 29),
            // A composite of another type, and one whose path is none.
            damaged(RoiDecoder.SHAPE_ROI_SIZE, 3),
            damaged(RoiDecoder.TYPE, (short) 0x0100, RoiDecoder.SHAPE_ROI_SIZE, 1, 64, 9f));
    for (final String said : refused) {
      assertTrue(said.contains("damaged") && said.contains("hostile.roi"), said);
    }
  }

  @Test
  void negativeSizesAndPointsThatAreNoneAreRefused() throws IOException {
    final short rectangle = 0x0100;
    final short oval = 0x0200;
    for (final short type : new short[] {rectangle, oval}) {
      final String said =
          damaged(RoiDecoder.TYPE, type, RoiDecoder.RIGHT, (short) 5, RoiDecoder.LEFT, (short) 9);
      assertTrue(said.contains("size is -4.0"), said);
      final String broken =
          damaged(
              RoiDecoder.TYPE,
              type,
              RoiDecoder.OPTIONS,
              (short) RoiDecoder.SUB_PIXEL_RESOLUTION,
              RoiDecoder.WIDTHD,
              Float.NaN);
      assertTrue(broken.contains("size is NaN"), broken);
    }
  }

  @Test
  void whatShapesNoAreaIsNotDecoded() throws IOException {
    // A second header with a name whose length overflows, a spline, a picture's subtype.
    final int header2 = 64 + 3 * 4;
    assertEquals(
        "read 3 points",
        damaged(60, header2, header2 + 16, 1, header2 + 20, 0x40000001, header2 + 28, 1));
    assertEquals("read 3 points", damaged(60, Integer.MAX_VALUE));
    assertEquals("read 3 points", damaged(RoiDecoder.OPTIONS, (short) RoiDecoder.SPLINE_FIT));
    assertTrue(damaged(RoiDecoder.SUBTYPE, (short) RoiDecoder.IMAGE).contains("holds no region"));
    assertTrue(damaged(RoiDecoder.SUBTYPE, (short) RoiDecoder.TEXT).contains("holds no region"));
  }

  @Test
  void aFileThatIsCutOffIsRefused() throws IOException {
    for (final Roi roi :
        List.of(
            new PolygonRoi(new int[] {0, 9, 9}, new int[] {0, 0, 9}, 3, Roi.POLYGON),
            new ShapeRoi(new Ellipse2D.Double(10, 20, 200, 100)))) {
      final byte[] whole = RoiEncoder.saveAsByteArray(roi);
      final int needed = roi instanceof ShapeRoi ? 64 + 4 * pathLength(whole) : 64 + 3 * 4;
      for (int length = 0; length < needed; length++) {
        final Path file = Files.write(folder.resolve("cut.roi"), Arrays.copyOf(whole, length));
        final AttriMilException e =
            assertThrows(AttriMilException.class, () -> RegionFile.read(file), "at " + length);
        assertTrue(e.getMessage().contains("damaged"), e.getMessage());
      }
      assertEquals(
          1,
          RegionFile.read(Files.write(folder.resolve("cut.roi"), Arrays.copyOf(whole, needed)))
              .size());
    }
  }

  private static int pathLength(final byte[] composite) {
    return ByteBuffer.wrap(composite).getInt(RoiDecoder.SHAPE_ROI_SIZE);
  }

  /** Each of its curves becomes hundreds of points. */
  @Test
  void aPathOfTooManyPointsIsRefused() throws IOException {
    final int curves = 20_000;
    final ByteBuffer b = ByteBuffer.allocate(64 + 4 * (3 + 7 * curves));
    b.put(RoiEncoder.saveAsByteArray(new ShapeRoi(new Ellipse2D.Double(1, 2, 20, 10))), 0, 64);
    b.putInt(RoiDecoder.SHAPE_ROI_SIZE, 3 + 7 * curves);
    b.putFloat(0).putFloat(0).putFloat(0);
    for (int i = 0; i < curves; i++) {
      b.putFloat(3);
      for (int k = 0; k < 6; k++) {
        b.putFloat(k % 2 == 0 ? 1e7f * k : -1e7f * i);
      }
    }
    final Path file = Files.write(folder.resolve("curves.roi"), b.array());
    final AttriMilException e = assertThrows(AttriMilException.class, () -> RegionFile.read(file));
    assertTrue(e.getMessage().contains("more than 5000000 points"), e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"bomb.roi", "bomb.bin"})
  void aZipThatUnpacksToTooMuchIsRefused(final String name) throws IOException {
    final Path file = folder.resolve("bomb.zip");
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry(name));
      final byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 300; i++) {
        zip.write(zeros);
      }
    }
    assertTrue(Files.size(file) < 1 << 20);
    final AttriMilException e = assertThrows(AttriMilException.class, () -> RegionFile.read(file));
    assertTrue(e.getMessage().contains("MiB"), e.getMessage());
  }

  @Test
  void randomDamageIsToldOrHarmless() throws IOException {
    final byte[] good =
        RoiEncoder.saveAsByteArray(
            new ShapeRoi(new Roi(0, 0, 100, 100)).not(new ShapeRoi(new Roi(20, 20, 10, 10))));
    final Random random = new Random(1);
    int told = 0;
    for (int i = 0; i < 3000; i++) {
      final byte[] bad = good.clone();
      for (int k = 0; k < 4; k++) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt();
      }
      final Path file = Files.write(folder.resolve("random.roi"), bad);
      try {
        RegionFile.read(file);
      } catch (final AttriMilException e) {
        told++;
      }
    }
    assertTrue(told > 100, told + " told");
  }

  @Test
  void aFolderHasAFileForEachSlide() throws IOException {
    final Path file = text("slide_1.xml", CAMELYON);
    assertEquals(Optional.of(file), RegionFile.find(folder, "slide_1"));
    assertEquals(Optional.empty(), RegionFile.find(folder, "slide_2"));
    assertEquals(Optional.of(file), RegionFile.find(file, "slide_2"));
    text("slide_1.geojson", "[]");
    assertThrows(AttriMilException.class, () -> RegionFile.find(folder, "slide_1"));
    assertThrows(
        AttriMilException.class, () -> RegionFile.find(folder.resolve("nowhere"), "slide_1"));
  }
}
