package io.github.attrimil.patch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.slide.RgbImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import loci.formats.ImageReader;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The whole way from a real slide's pixels to patches, against CLAM. */
class RealSlideTest {

  private static RgbImage image;

  static List<ClamVariant> variants() {
    return ClamVariant.all();
  }

  @BeforeAll
  static void read() throws Exception {
    final Path slide =
        Path.of(System.getProperty("attrimil.shared", "none"), "data/CMU-1-Small-Region.svs");
    Assumptions.assumeTrue(Files.exists(slide), "no " + slide);
    try (ImageReader reader = new ImageReader()) {
      reader.setFlattenedResolutions(false);
      reader.setId(slide.toString());
      final byte[] bytes = reader.openBytes(0);
      final int n = reader.getSizeX() * reader.getSizeY();
      final byte[] rgb = new byte[3 * n];
      for (int i = 0; i < n; i++) {
        for (int c = 0; c < 3; c++) {
          rgb[3 * i + c] = reader.isInterleaved() ? bytes[3 * i + c] : bytes[c * n + i];
        }
      }
      image = new RgbImage(reader.getSizeX(), reader.getSizeY(), rgb);
    }
  }

  @ParameterizedTest
  @MethodSource("variants")
  void mask(final ClamVariant v) {
    final TissueMask mask = TissueSegmenter.segment(image, 1, 1, v.tissue());
    final TissueMask wanted = Golden.mask(v.maskFile());
    long both = 0;
    long any = 0;
    for (int i = 0; i < mask.data().length; i++) {
      both += mask.data()[i] & wanted.data()[i];
      any += mask.data()[i] | wanted.data()[i];
    }
    final double iou = both / (double) any;
    assertTrue(iou >= 0.999, "IoU " + iou);
    assertEquals(v.tissue().otsu() ? 57 : 8, mask.threshold());
  }

  @ParameterizedTest
  @MethodSource("variants")
  void coordinates(final ClamVariant v) {
    assertEquals(v.coords(), v.place(TissueSegmenter.segment(image, 1, 1, v.tissue())));
  }

  @Test
  void defaultsFindTheTissueThatClamsAreasDrop() {
    final TissueParameters p = TissueParameters.defaults();
    final TissueMask mask = TissueSegmenter.segment(image, 1, 1, p);
    assertEquals(1, Contours.find(mask, p).size());
    assertEquals(0, Contours.find(mask, TissueParameters.clam()).size());
  }
}
