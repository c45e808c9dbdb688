package io.github.attrimil.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import ij.io.Opener;
import io.github.attrimil.command.DemoProject.Ran;
import io.github.attrimil.explain.map.HandNetwork;
import io.github.attrimil.format.h5.FeatureFile;
import io.github.attrimil.format.h5.PatchAttributes;
import io.github.attrimil.format.h5.PatchFile;
import io.github.attrimil.format.regions.GeoJson;
import io.github.attrimil.format.table.CsvTable;
import io.github.attrimil.format.tensors.TorchFile;
import io.github.attrimil.geometry.PatchCoords;
import io.github.attrimil.project.Project;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Features and a checkpoint from elsewhere are enough for a map; the slides need not be there. */
class MapWithoutSlidesTest {

  private static final int COLUMNS = 6;
  private static final int ROWS = 4;

  @TempDir Path folder;

  private Path root;
  private Project project;
  private String model;

  @BeforeEach
  void write() {
    root = folder.resolve("project");
    project = new Project(root);
    for (final String id : new String[] {"a", "b"}) {
      features(id, Map.of(PatchAttributes.PATCH_SIZE, 256L, PatchAttributes.MPP, 0.5));
    }
    final Path file = folder.resolve("hand.pt");
    TorchFile.write(file, HandNetwork.stateDict());
    model = "model=" + file;
  }

  /** The first column of patches supports class 1, the others oppose it. */
  private void features(final String id, final Map<String, Object> attributes) {
    final int n = COLUMNS * ROWS;
    final long[] coords = new long[2 * n];
    final float[] h = new float[2 * n];
    for (int i = 0; i < n; i++) {
      coords[2 * i] = 512 + 256L * (i % COLUMNS);
      coords[2 * i + 1] = 1024 + 256L * (i / COLUMNS);
      h[2 * i] = i % COLUMNS == 0 ? 1 : -1;
    }
    final PatchFile patches =
        PatchFile.of(PatchCoords.ofInterleaved(coords), new PatchAttributes(attributes));
    new FeatureFile(h, 2, Map.of(), Optional.of(patches)).write(project.features(id));
  }

  private Ran map(final String... more) {
    final String[] all = new String[more.length + 2];
    System.arraycopy(more, 0, all, 2, more.length);
    all[0] = model;
    all[1] = "device=cpu";
    return DemoProject.run("map", root, all);
  }

  @Test
  void featuresAloneGiveScoresRegionsAndAMapOnAPlainGround() throws Exception {
    final Ran ran = map();
    assertEquals(0, ran.status(), ran.err());
    final Path maps = project.maps("hand", "b");
    final CsvTable table = CsvTable.read(maps.resolve("scores.csv"));
    assertEquals(COLUMNS * ROWS, table.rows());
    assertTrue(table.number(0, "score_1") > 0 && table.number(1, "score_1") < 0);
    assertEquals(256, table.number(0, "xMicrons"));
    assertEquals(COLUMNS * ROWS, GeoJson.read(maps.resolve("patches.geojson")).size());
    assertEquals(
        1,
        GeoJson.read(maps.resolve("regions.geojson")).stream()
            .filter(r -> r.name().equals("1"))
            .count());
    final ImagePlus scores = new Opener().openImage(maps.resolve("score_1.tif").toString());
    assertEquals(COLUMNS, scores.getWidth());
    assertEquals(512 * 0.5, scores.getCalibration().getX(0), 1e-3);
    // Patches end at level-0 pixels 2048 and 2048: 1600 pixels of 1.28.
    final BufferedImage overlay = ImageIO.read(maps.resolve("overlay_1.png").toFile());
    assertEquals(0xffffffff, overlay.getRGB(5, 5));
    final int supports = overlay.getRGB((int) (640 / 1.28), (int) (1152 / 1.28));
    final int opposes = overlay.getRGB((int) (1152 / 1.28), (int) (1152 / 1.28));
    assertTrue((supports >> 16 & 0xff) > (supports & 0xff), Integer.toHexString(supports));
    assertTrue((opposes >> 16 & 0xff) < (opposes & 0xff), Integer.toHexString(opposes));
    assertFalse(Files.exists(maps.resolve("top")));
    assertTrue(Files.exists(project.maps("hand", "a").resolve("scores.csv")));
    assertTrue(map().out().contains("nothing to do"));
  }

  @Test
  void oneSlideIsChosenById() {
    final Ran ran = map("slide=a");
    assertEquals(0, ran.status(), ran.err());
    assertTrue(Files.exists(project.maps("hand", "a").resolve("scores.csv")));
    assertFalse(Files.exists(project.maps("hand", "b")));
    final Ran unknown = map("slide=c");
    assertEquals(1, unknown.status());
    assertTrue(unknown.lastError().contains("slide=c"), unknown.err());
  }

  @Test
  void aFileThatIsMissingIsNamed() throws Exception {
    Files.writeString(
        project.slidesCsv(), "case_id,slide_id,label,path\na,a,0,gone/a.svs\nb,b,1,gone/b.svs\n");
    final Ran ran = map("slide=a");
    assertEquals(0, ran.status(), ran.err());
    assertTrue((ran.out() + ran.err()).contains("a.svs is missing"), ran.out() + ran.err());
    assertTrue(Files.exists(project.maps("hand", "a").resolve("overlay_1.png")));
  }

  @Test
  void aRegionNeedsTheSlide() {
    final Ran ran = map("slide=a", "roi=512,1024,512,512");
    assertEquals(1, ran.status());
    assertTrue(ran.lastError().contains("roi="), ran.err());
    assertTrue(ran.lastError().contains("slides="), ran.err());
  }
}
