package io.github.attrimil.explain.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import ij.gui.ImageRoi;
import ij.gui.Overlay;
import ij.gui.Roi;
import ij.io.Opener;
import io.github.attrimil.cohort.Bag;
import io.github.attrimil.cohort.BagSource;
import io.github.attrimil.core.Job;
import io.github.attrimil.explain.Drawing;
import io.github.attrimil.explain.Overview;
import io.github.attrimil.fiji.FijiMap;
import io.github.attrimil.fiji.FijiRegions;
import io.github.attrimil.format.h5.FeatureFile;
import io.github.attrimil.format.h5.PatchAttributes;
import io.github.attrimil.format.h5.PatchFile;
import io.github.attrimil.format.image.RgbImage;
import io.github.attrimil.format.regions.GeoJson;
import io.github.attrimil.format.table.CsvTable;
import io.github.attrimil.format.tensors.TorchFile;
import io.github.attrimil.geometry.PatchCoords;
import io.github.attrimil.geometry.Polygon;
import io.github.attrimil.geometry.Region;
import io.github.attrimil.project.Project;
import io.github.attrimil.slide.Level;
import io.github.attrimil.slide.PixelSize;
import io.github.attrimil.slide.Slide;
import io.github.attrimil.slide.SlideReader;
import io.github.attrimil.slide.bioformats.BioFormatsSlide;
import io.github.attrimil.slide.bioformats.PyramidWriter;
import io.github.attrimil.slide.find.SlideSource;
import io.github.attrimil.tensor.DeviceChoice;
import java.awt.Rectangle;
import java.awt.geom.Path2D;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * A slide with a planted lesion of known outline, and a network that tells patches with their
 * center in it from the others. Then what a map shows at a place must be right unless the outline
 * is within half a patch, along x or y: a patch's center is no farther from any of its places.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RegistrationTest {

  private static final int WIDTH = 4300;
  private static final int HEIGHT = 3100;
  private static final double PATCH = 128 / 0.46; // 278.26 level-0 pixels
  private static final double MPP = 0.23;
  private static final double[][] LESION = {
    {811, 409}, {2607, 702}, {3391, 1904}, {2100, 1500}, {1205, 2690}, {402, 1397}
  };

  @TempDir static Path folder;

  private final Path2D lesion = new Path2D.Double();
  private Path maps;
  private Slide slide;
  private FijiMap shown;

  @BeforeAll
  void map() {
    lesion.moveTo(LESION[0][0], LESION[0][1]);
    for (int i = 1; i < LESION.length; i++) {
      lesion.lineTo(LESION[i][0], LESION[i][1]);
    }
    lesion.closePath();
    final Path file = folder.resolve("slides/planted.ome.tif");
    PyramidWriter.write(
        file,
        WIDTH,
        HEIGHT,
        MPP,
        PyramidWriter.Compression.DEFLATE,
        (x, y, w, h) -> {
          final byte[] rgb = new byte[3 * w * h];
          for (int i = 0; i < w * h; i++) {
            rgb[3 * i] = (byte) 200;
            rgb[3 * i + 1] = (byte) (lesion.contains(x + i % w + 0.5, y + i / w + 0.5) ? 60 : 180);
            rgb[3 * i + 2] = (byte) 200;
          }
          return new RgbImage(w, h, rgb);
        },
        Job.silent());
    final Project project = new Project(folder);
    final PatchFile patches = patches();
    final float[] features = new float[2 * patches.size()];
    for (int i = 0; i < patches.size(); i++) {
      final double x = patches.grid().coords().xLevel0()[i] + PATCH / 2;
      final double y = patches.grid().coords().yLevel0()[i] + PATCH / 2;
      features[2 * i] = lesion.contains(x, y) ? 1 : -1;
      features[2 * i + 1] = i % 7;
    }
    new FeatureFile(features, 2, Map.of(), Optional.of(patches)).write(project.features("planted"));
    final Path model = folder.resolve("hand.pt");
    TorchFile.write(model, HandNetwork.stateDict());
    final SlideSource source = new SlideSource("planted", file);
    final MapStage.Request request =
        new MapStage.Request(model.toString(), 0, 1, DeviceChoice.CPU, false);
    MapStage.run(project, List.of(source), request, Job.silent());
    shown =
        FijiMap.of(
            MapStage.compute(project, MapTarget.of(source), request, Job.silent()),
            "1",
            Drawing.plain());
    maps = project.maps("hand", "planted");
    slide = source.read();
  }

  /** Patches of a broken size from a corner of their own, as `patch` places them. */
  private static PatchFile patches() {
    final List<Long> coords = new ArrayList<>();
    for (int i = 0; 37 + Math.round(i * PATCH) + PATCH <= WIDTH; i++) {
      for (int j = 0; 59 + Math.round(j * PATCH) + PATCH <= HEIGHT; j++) {
        coords.add(37 + Math.round(i * PATCH));
        coords.add(59 + Math.round(j * PATCH));
      }
    }
    final Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put(PatchAttributes.PATCH_SIZE, 128L);
    attributes.put(PatchAttributes.PATCH_LEVEL, 1L);
    attributes.put(PatchAttributes.STEP, PATCH);
    attributes.put(PatchAttributes.MPP, MPP);
    attributes.put(PatchAttributes.PATCH_SIZE_LEVEL0, PATCH);
    attributes.put(PatchAttributes.TARGET_SIZE, 128L);
    return PatchFile.of(
        PatchCoords.ofInterleaved(coords.stream().mapToLong(v -> v).toArray()),
        new PatchAttributes(attributes));
  }

  /** Whether the lesion's outline passes within half a patch, and a rounding, of a place. */
  private boolean nearOutline(final double x, final double y) {
    final double half = PATCH / 2 + 1;
    final java.awt.geom.Rectangle2D around =
        new java.awt.geom.Rectangle2D.Double(x - half, y - half, 2 * half, 2 * half);
    return lesion.intersects(around) && !lesion.contains(around);
  }

  private void assertRight(
      final boolean shown, final double x, final double y, final String where) {
    if (!nearOutline(x, y)) {
      assertEquals(lesion.contains(x, y), shown, where + " at " + x + ", " + y);
    }
  }

  @Test
  void everyLevelOfThePyramidLiesOnTheSlide() {
    final Slide overlay = new BioFormatsSlide(maps.resolve("overlay_1.ome.tif"));
    assertEquals(slide.levels().size(), overlay.levels().size());
    final PixelSize size = overlay.pixelSize().orElseThrow();
    assertEquals(MPP, size.mppX(), 1e-9);
    assertEquals(MPP, size.mppY(), 1e-9);
    try (SlideReader reader = overlay.open()) {
      for (int k = 0; k < overlay.levels().size(); k++) {
        final Level level = overlay.levels().get(k);
        assertEquals(slide.levels().get(k).width(), level.width());
        assertEquals(slide.levels().get(k).height(), level.height());
        final RgbImage image = reader.read(k, 0, 0, level.width(), level.height());
        final double scale = 1 << k;
        int red = 0;
        for (int y = 0; y < level.height(); y += 3) {
          for (int x = 0; x < level.width(); x += 3) {
            final int at = 3 * (y * level.width() + x);
            final boolean supports = (image.rgb()[at] & 0xff) > (image.rgb()[at + 2] & 0xff);
            red += supports ? 1 : 0;
            assertRight(supports, (x + 0.5) * scale, (y + 0.5) * scale, "level " + k);
          }
        }
        // A map that is red nowhere, or a test that looks nowhere, would pass otherwise.
        assertTrue(red > 0.15 * level.width() * level.height() / 9, "level " + k);
      }
    }
  }

  @Test
  void fijisOverlayLiesOnTheSlide() {
    final ImagePlus image = shown.overlay();
    final Overview overview = shown.model().overview();
    assertEquals(overview.downsampleX() * MPP, image.getCalibration().pixelWidth, 1e-9);
    final Overlay overlay = image.getOverlay();
    final ImageRoi map = (ImageRoi) overlay.get(overlay.getIndex("map 1"));
    // Not on the margin for the legend.
    final int width = overview.image().width();
    assertEquals(new Rectangle(width, image.getHeight()), map.getBounds());
    final List<Roi> regions = FijiRegions.rois(shown.model());
    int red = 0;
    for (int y = 0; y < image.getHeight(); y += 5) {
      for (int x = 0; x < width; x += 5) {
        final int argb = map.getProcessor().get(x, y);
        final boolean supports = (argb >> 16 & 0xff) > (argb & 0xff);
        red += supports ? 1 : 0;
        final double centerX = (x + 0.5) * overview.downsampleX();
        final double centerY = (y + 0.5) * overview.downsampleY();
        assertRight(supports, centerX, centerY, "overlay");
        final int px = x;
        final int py = y;
        final boolean region = regions.stream().anyMatch(r -> r.contains(px, py));
        assertRight(region, centerX, centerY, "ROI Manager");
        final int patch = shown.model().patchAt(x + 0.5, y + 0.5);
        if (patch >= 0) {
          final boolean positive = shown.model().scores().shown(1)[patch] > 0;
          assertRight(positive, centerX, centerY, "patch " + patch);
        }
      }
    }
    assertTrue(red > 0.15 * image.getWidth() * image.getHeight() / 25);
  }

  @Test
  void theScoreTiffLiesOnTheSlide() {
    final ImagePlus image = new Opener().openImage(maps.resolve("score_1.tif").toString());
    int inside = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        final double centerX = image.getCalibration().getX(x + 0.5) / MPP;
        final double centerY = image.getCalibration().getY(y + 0.5) / MPP;
        final float value = image.getProcessor().getf(x, y);
        inside += value > 0 ? 1 : 0;
        assertEquals(lesion.contains(centerX, centerY), value > 0, centerX + ", " + centerY);
      }
    }
    assertTrue(inside > 20);
  }

  @Test
  void geoJsonLiesOnTheSlide() {
    final List<Region> regions =
        GeoJson.read(maps.resolve("regions.geojson")).stream()
            .filter(r -> r.name().equals("1"))
            .toList();
    final Path2D.Double area = new Path2D.Double(Path2D.WIND_EVEN_ODD);
    double square = 0;
    for (final Region region : regions) {
      for (final Polygon ring : region.rings()) {
        area.moveTo(ring.x()[0], ring.y()[0]);
        for (int i = 1; i < ring.size(); i++) {
          area.lineTo(ring.x()[i], ring.y()[i]);
        }
        area.closePath();
      }
    }
    for (int y = 5; y < HEIGHT; y += 10) {
      for (int x = 5; x < WIDTH; x += 10) {
        assertRight(area.contains(x, y), x, y, "regions.geojson");
        square += area.contains(x, y) ? 100 : 0;
      }
    }
    final CsvTable table = CsvTable.read(maps.resolve("regions.csv"));
    double told = 0;
    int patches = 0;
    for (int row = 0; row < table.rows(); row++) {
      if (table.get(row, "class").equals("1")) {
        told += table.number(row, "area_mm2");
        patches += (int) table.integer(row, "patches");
      }
    }
    assertEquals(square * MPP * MPP * 1e-6, told, 0.01 * told);
    assertEquals(patches * PATCH * PATCH * MPP * MPP * 1e-6, told, 1e-9);
  }

  @Test
  void patchesAndTableAgreeWithTheBag() throws Exception {
    final Bag bag = BagSource.of(new Project(folder)).open("planted");
    final CsvTable table = CsvTable.read(maps.resolve("scores.csv"));
    assertEquals(bag.size(), table.rows());
    for (int c = 0; c < 2; c++) {
      double sum = table.number(0, "bias_" + c);
      double scores = 0;
      double weights = 0;
      for (int i = 0; i < table.rows(); i++) {
        sum += table.number(i, "contribution_" + c);
        scores += table.number(i, "score_" + c);
        weights += Math.exp(table.number(i, "attention_" + c));
      }
      assertEquals(table.number(0, "logit_" + c), sum, 1e-5);
      assertEquals(
          table.number(0, "logit_" + c), scores / weights + table.number(0, "bias_" + c), 1e-5);
    }
    assertTrue(Files.size(maps.resolve("patches.geojson")) > 0);
    assertEquals(bag.size(), GeoJson.read(maps.resolve("patches.geojson")).size());
  }
}
