package io.github.attrimil.tissue.patches;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.attrimil.geometry.Polygon;
import io.github.attrimil.geometry.Region;
import io.github.attrimil.tissue.Contours;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Contours and patches made of CLAM's own masks, against what CLAM made of them, exactly. */
class ClamGoldenTest {

  static List<ClamVariant> variants() {
    return ClamVariant.all();
  }

  @ParameterizedTest
  @MethodSource("variants")
  void contours(final ClamVariant v) {
    final List<Region> found = Contours.find(Golden.mask(v.maskFile()), v.tissue());
    assertEquals(v.contours(), found.stream().map(ClamGoldenTest::summary).toList());
    assertArrayEquals(
        v.holeAreas(),
        found.stream().flatMap(c -> c.holes().stream()).mapToDouble(Polygon::area).toArray());
  }

  private static String summary(final Region c) {
    return c.outer().size()
        + ":"
        + Golden.crc(Golden.points(List.of(c.outer())))
        + ":"
        + c.outer().area()
        + ":"
        + c.holes().size()
        + ":"
        + Golden.crc(Golden.points(c.holes()));
  }

  @ParameterizedTest
  @MethodSource("variants")
  void coordinates(final ClamVariant v) {
    assertEquals(v.coords(), v.place(Golden.mask(v.maskFile())));
  }
}
