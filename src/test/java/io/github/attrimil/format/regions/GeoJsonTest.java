package io.github.attrimil.format.regions;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.geometry.Polygon;
import io.github.attrimil.geometry.Region;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GeoJsonTest {

  private static final String RING = "[[0,0],[10,0],[10,5.5],[0,0]]";

  @TempDir Path folder;

  private List<Region> read(final String text) throws IOException {
    final Path file = folder.resolve("in.geojson");
    Files.writeString(file, text);
    return GeoJson.read(file);
  }

  @Test
  void whatIsWrittenIsRead() {
    final Polygon outer = Region.rectangle("", 0, 0, 100.5, 80).outer();
    final Polygon hole = new Polygon(new double[] {10, 20, 20}, new double[] {10, 10, 20});
    final Region holed = new Region("tumor \"A\"\n", List.of(outer, hole));
    final Path file = folder.resolve("out.geojson");
    GeoJson.write(
        file,
        List.of(
                new GeoJson.Feature(new UUID(1, 2), "annotation", holed, Map.of("area", 1e-9)),
                new GeoJson.Feature(
                    new UUID(1, 3), "detection", Region.square("", 256, 512, 128), Map.of()))
            .iterator());
    final List<Region> regions = GeoJson.read(file);
    assertEquals(2, regions.size());
    assertEquals(holed.name(), regions.get(0).name());
    assertRing(outer, regions.get(0).outer());
    assertRing(hole, regions.get(0).holes().get(0));
    assertRing(
        new Polygon(new double[] {256, 384, 384, 256}, new double[] {512, 512, 640, 640}),
        regions.get(1).outer());
  }

  private static void assertRing(final Polygon expected, final Polygon ring) {
    assertArrayEquals(expected.x(), ring.x());
    assertArrayEquals(expected.y(), ring.y());
  }

  @Test
  void aNumberThatIsNotFiniteLeavesNoFile() {
    final Path file = folder.resolve("bad.geojson");
    final GeoJson.Feature feature =
        new GeoJson.Feature(
            new UUID(0, 0), "detection", Region.square("", 0, 0, 1), Map.of("score", Double.NaN));
    assertThrows(AttriMilException.class, () -> GeoJson.write(file, List.of(feature).iterator()));
    assertFalse(Files.exists(file));
  }

  @Test
  void membersMayComeInAnyOrder() throws IOException {
    final List<Region> regions =
        read(
            "[{\"properties\":{\"name\":\"n\",\"classification\":{\"color\":[1,2,3],\"name\":\"T\"}},"
                + "\"geometry\":{\"coordinates\":["
                + RING
                + "],\"type\":\"Polygon\"},"
                + "\"type\":\"Feature\"},{\"type\":\"Feature\",\"geometry\":null}]");
    assertEquals(1, regions.size());
    assertEquals("T", regions.get(0).name());
    assertEquals(3, regions.get(0).outer().size());
    assertEquals(5.5, regions.get(0).outer().y()[2]);
  }

  @Test
  void collectionsComeInParts() throws IOException {
    final String multi =
        "{\"type\":\"MultiPolygon\",\"coordinates\":[[" + RING + "],[" + RING + "]]}";
    final String point = "{\"type\":\"Point\",\"coordinates\":[1,2,3]}";
    assertEquals(
        2,
        read("{\"type\":\"GeometryCollection\",\"geometries\":[" + multi + "," + point + "]}")
            .size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{}",
        "7",
        "<kml/>",
        "{\"type\":\"Topology\"}",
        "{\"type\":\"Polygon\"}",
        "{\"type\":\"Polygon\",\"coordinates\":[]}",
        "{\"type\":\"Polygon\",\"coordinates\":[1,2]}",
        "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,1],[0,0]]]}",
        "{\"type\":\"Polygon\",\"coordinates\":[[[0],[1,1],[2,0]]]}",
        "{\"type\":\"Polygon\",\"coordinates\":[[[0,NaN],[1,1],[2,0]]]}",
        "{\"type\":\"Polygon\",\"coordinates\":[[[[[[1,1]]]]]]}",
        "{\"type\":\"Point\",\"coordinates\":[1,2]}{}"
      })
  void whatIsNoGeoJsonIsRefusedByName(final String text) {
    final AttriMilException e = assertThrows(AttriMilException.class, () -> read(text));
    assertTrue(e.getMessage().contains("in.geojson"), e.getMessage());
    assertFalse(e.getMessage().contains("\n"));
  }

  @Test
  void depthIsBounded() {
    final String deep = "{\"type\":\"GeometryCollection\",\"geometries\":[".repeat(100_000);
    assertThrows(AttriMilException.class, () -> read(deep));
    final String arrays = "{\"type\":\"Polygon\",\"coordinates\":" + "[".repeat(100_000);
    assertThrows(AttriMilException.class, () -> read(arrays));
    final String ignored = "{\"other\":" + "[".repeat(1_000_000);
    assertThrows(AttriMilException.class, () -> read(ignored));
  }

  @Test
  void bytesThatAreNotTextAreRefused() throws IOException {
    final Path file = folder.resolve("in.geojson");
    Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
    assertThrows(AttriMilException.class, () -> GeoJson.read(file));
    assertThrows(AttriMilException.class, () -> GeoJson.read(folder.resolve("none.geojson")));
  }
}
