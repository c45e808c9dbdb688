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
import io.github.attrimil.geometry.Neighbors;
import io.github.attrimil.geometry.PatchCoords;
import io.github.attrimil.geometry.Polygon;
import io.github.attrimil.project.Project;
import io.github.attrimil.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
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

  /** An official AttriMIL feature file: features, coords and nearest, no attributes. */
  private void official(final String id, final long step, final long... cells) {
    final long[] coords = Arrays.stream(cells).map(v -> step * v).toArray();
    final int n = coords.length / 2;
    final PatchCoords places = PatchCoords.ofInterleaved(coords);
    final PatchFile patches =
        PatchFile.of(places, new PatchAttributes(Map.of()))
            .withNeighbors(Neighbors.nearest(places, step));
    new FeatureFile(new float[2 * n], 2, Map.of(), Optional.of(patches))
        .write(project.features(id));
  }

  private static long count(final String text, final String part) {
    return text.lines().filter(l -> l.contains(part)).count();
  }

  @Test
  void officialFeaturesAreMappedAtTheSizeTheirNeighborsSuggest() {
    // Three patches in a row; and two that are neighbors on a diagonal only.
    official("a", 448, 0, 0, 1, 0, 2, 0);
    official("b", 512, 0, 0, 1, 1, 5, 1);
    final Ran ran = map();
    assertEquals(0, ran.status(), ran.err());
    final String said = ran.out() + ran.err();
    assertEquals(2, count(said, "do not state the size of their patches"), said);
    assertEquals(1, count(said, "assumes 448 level-0 pixels"), said);
    assertEquals(1, count(said, "assumes 512 level-0 pixels"), said);
    assertTrue(said.contains("patch_size_level0") && said.contains("`patch`"), said);
    final Polygon.Bounds bounds =
        GeoJson.read(project.maps("hand", "b").resolve("patches.geojson")).get(1).outer().bounds();
    assertEquals(512, bounds.left());
    assertEquals(512, bounds.width());
    for (final String file : new String[] {"scores.csv", "overlay_1.png", "score_1.tif"}) {
      assertTrue(Files.exists(project.maps("hand", "a").resolve(file)), file);
    }
  }

  @Test
  void aSinglePatchIsAssumedToHaveTheUsualSize() {
    official("a", 448, 3, 2);
    final Ran ran = map("slide=a");
    assertEquals(0, ran.status(), ran.err());
    final String said = ran.out() + ran.err();
    assertEquals(1, count(said, "assumes 256 level-0 pixels, because no two"), said);
  }

  @Test
  void featuresWithoutPlacesAreRefusedUntilTheyHaveSome() throws Exception {
    new FeatureFile(new float[8], 2, Map.of(), Optional.empty()).write(project.features("a"));
    final Ran ran = map("slide=a");
    assertEquals(1, ran.status());
    assertTrue((ran.out() + ran.err()).contains("has no coords"), ran.err());
    assertTrue(Files.readString(project.processList()).contains("failed"));
    official("a", 448, 0, 0, 1, 0);
    assertEquals(0, map("slide=a").status());
    assertFalse(Files.readString(project.processList()).contains("failed"));
  }

  @Test
  void attentionThatIsCutInScoresIsWarnedOfOnce() {
    final Map<String, Tensor> state = HandNetwork.stateDict();
    state.put("attention_nets.1.attention_c.weight", Tensor.of(new float[] {500}, 1, 1));
    final Path file = folder.resolve("steep.pt");
    TorchFile.write(file, state);
    model = "model=" + file;
    final Ran ran = map("slide=a");
    assertEquals(0, ran.status(), ran.err());
    final String cut = "a: attention beyond 60 was cut in the scores of 24 patches";
    assertEquals(1, count(ran.out() + ran.err(), cut), ran.out() + ran.err());
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
