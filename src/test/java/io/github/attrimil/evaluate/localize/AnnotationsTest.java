package io.github.attrimil.evaluate.localize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnnotationsTest {

  private static final Annotations.Extent EXTENT = new Annotations.Extent(3200, 3200, 0.25);
  private static final String FEATURE =
      "{\"type\":\"Feature\",\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[%1$d,0],[%2$d,0],"
          + "[%2$d,320],[%1$d,320],[%1$d,0]]]},\"properties\":{\"classification\":{\"name\":\"%3$s\"}}}";

  @TempDir Path folder;

  private LesionMask read(final String name, final String text) throws Exception {
    Files.writeString(folder.resolve(name), text);
    final Annotations annotations = new Annotations(folder, List.of(), "tumor", 0);
    final String slide = name.substring(0, name.lastIndexOf('.'));
    return annotations
        .read(annotations.find(slide).orElseThrow(), EXTENT, Optional.empty())
        .evaluation();
  }

  private static String outline(final String group, final int from, final int to) {
    return ("<Annotation Type=\"Polygon\" PartOfGroup=\"%s\"><Coordinates><Coordinate X=\"%d\""
            + " Y=\"0\"/><Coordinate X=\"%d\" Y=\"0\"/><Coordinate X=\"%d\" Y=\"320\"/><Coordinate"
            + " X=\"%d\" Y=\"320\"/></Coordinates></Annotation>")
        .formatted(group, from, to, to, from);
  }

  private static String asap(final String... annotations) {
    return "<ASAP_Annotations><Annotations>"
        + String.join("", annotations)
        + "</Annotations></ASAP_Annotations>";
  }

  @Test
  void filesWithoutAnOutlineAreSlidesWithoutLesions() throws Exception {
    assertTrue(read("a.geojson", "{\"type\":\"FeatureCollection\",\"features\":[]}").isEmpty());
    assertTrue(read("b.xml", asap()).isEmpty());
  }

  @Test
  void camelyonsGroupsCountBesideOutlinesNamedTumor() throws Exception {
    final LesionMask mask =
        read(
            "c.xml",
            asap(
                outline("Tumor", 0, 320),
                outline("_0", 640, 960),
                outline("_1", 1280, 1600),
                outline("_2", 1440, 1600)));
    for (final int x : new int[] {160, 800, 1350}) {
      assertEquals(1, mask.at(x, 160), "at " + x);
    }
    for (final int x : new int[] {480, 1500, 2000}) {
      assertEquals(0, mask.at(x, 160), "at " + x);
    }
  }

  @Test
  void otherClassesBesideTheOneSoughtAreNoLesion() throws Exception {
    final LesionMask mask =
        read(
            "d.geojson",
            "["
                + FEATURE.formatted(0, 320, "Tumor")
                + ","
                + FEATURE.formatted(640, 960, "Stroma")
                + "]");
    assertEquals(1, mask.at(160, 160));
    assertEquals(0, mask.at(800, 160));
  }
}
