package io.github.attrimil.tissue.patches;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.format.image.RgbImage;
import io.github.attrimil.tissue.AreaChoice;
import io.github.attrimil.tissue.Contours;
import io.github.attrimil.tissue.ImageSlide;
import io.github.attrimil.tissue.TissueMask;
import io.github.attrimil.tissue.TissueParameters;
import io.github.attrimil.tissue.TissueSegmenter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import loci.formats.ImageReader;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The whole way from a real slide's pixels to patches, against CLAM. */
class RealSlideTest {

  private static RgbImage image;
  private static TissueMask plain;
  private static TissueMask otsu;

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
    final TissueParameters p = TissueParameters.clam();
    plain = TissueSegmenter.segment(image, 1, 1, p);
    otsu = TissueSegmenter.segment(image, 1, 1, p.withOtsu(true));
  }

  @Test
  void masks() {
    assertTrue(iou(plain, Golden.mask("mask_threshold8.png")) >= 0.999);
    assertTrue(iou(otsu, Golden.mask("mask_otsu.png")) >= 0.999);
    assertEquals(57, otsu.threshold());
  }

  private static double iou(final TissueMask a, final TissueMask b) {
    long both = 0;
    long any = 0;
    for (int i = 0; i < a.data().length; i++) {
      both += a.data()[i] & b.data()[i];
      any += a.data()[i] | b.data()[i];
    }
    return both / (double) any;
  }

  @ParameterizedTest
  @MethodSource("variants")
  void coordinates(final ClamVariant v) {
    assertEquals(v.coords(), v.place(v.tissue().otsu() ? otsu : plain));
  }

  @Test
  void defaultsFindTheTissueThatClamsAreasDrop() {
    assertEquals(1, Contours.find(plain, TissueParameters.defaults()).size());
    assertEquals(0, Contours.find(plain, TissueParameters.clam()).size());
  }

  /** The slide has neither pen marks nor blur. */
  @Test
  void nothingOfARealSectionIsTakenForInkOrBlur() {
    final ImageSlide slide = new ImageSlide(image);
    final PatchParameters patches = PatchParameters.defaults();
    final PatchPlan all = slide.plan(new PatchSettings(patches, TissueParameters.defaults()));
    final PatchPlan less =
        slide.plan(
            new PatchSettings(
                patches,
                TissueParameters.defaults(),
                new AreaChoice(true, true, Optional.empty(), Optional.empty())));
    assertEquals(
        List.of(0L, 0L), less.excluded().stream().map(e -> e.mask().tissuePixels()).toList());
    assertEquals(ClamVariant.text(all.coords()), ClamVariant.text(less.coords()));
  }
}
