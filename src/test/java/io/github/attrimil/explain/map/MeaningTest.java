package io.github.attrimil.explain.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import ij.io.Opener;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.explain.Drawing;
import io.github.attrimil.explain.Overview;
import io.github.attrimil.explain.PatchScores;
import io.github.attrimil.explain.Phantoms;
import io.github.attrimil.fiji.FijiOverlay;
import io.github.attrimil.format.regions.GeoJson;
import io.github.attrimil.format.table.CsvTable;
import io.github.attrimil.mil.PatchValues;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A map claims what its model's values mean, and nothing more. */
class MeaningTest {

  // Five patches in a row: the first opposes, the third supports, the others are neutral.
  private static final PatchScores ADDITIVE =
      Phantoms.grid(0, 0, 5, 1, 256, 256, (x, y) -> x == 512 ? 6 : x == 0 ? -2 : 0);
  private static final PatchScores LOGITS = Phantoms.logits(ADDITIVE);
  private static final PatchScores ATTENTION =
      Phantoms.shares(
          ADDITIVE,
          new float[] {0.6f, 0.1f, 0.1f, 0.1f, 0.1f},
          new float[] {0.1f, 0.1f, 0.6f, 0.1f, 0.1f});
  private static final Overview OVERVIEW = new Overview(Phantoms.plain(100, 60, 200), 0, 16, 16);

  @TempDir Path folder;

  private void write(final PatchScores scores, final double threshold) {
    MapFiles.write(
        folder,
        scores,
        OVERVIEW,
        Optional.of(i -> Phantoms.plain(8, 8, i)),
        new MapFiles.Options(2, Drawing.plain(), threshold),
        Job.silent());
  }

  private String text(final String file) throws Exception {
    return Files.readString(folder.resolve(file));
  }

  private String header() throws Exception {
    return text("scores.csv").lines().findFirst().orElseThrow().replaceAll(",n_.*", "");
  }

  @Test
  void scoresAddUp() throws Exception {
    write(ADDITIVE, 0);
    assertTrue(text("identity.csv").contains("tumor"));
    assertTrue(text("patches.geojson").contains("\"contribution tumor\""));
    final CsvTable regions = CsvTable.read(folder.resolve("regions.csv"));
    final int row = regions.get(0, "class").equals("tumor") ? 0 : 1;
    assertEquals(ADDITIVE.contributions(1)[2], regions.number(row, "contribution"), 1e-9);
    final String live = new MapModel(ADDITIVE, OVERVIEW, 1).text(2);
    assertTrue(live.contains("score +6.00, contributes"), live);
  }

  @Test
  void patchesOwnLogitsAreSignedAndDoNotAddUp() throws Exception {
    write(ADDITIVE, 0); // Its files must go.
    write(LOGITS, 0);
    final ImagePlus image =
        new Opener().openImage(folder.resolve("patchlogit_tumor.tif").toString());
    assertEquals(-2f, image.getProcessor().getf(0, 0));
    assertEquals(-image.getDisplayRangeMax(), image.getDisplayRangeMin());
    assertEquals("patch's own logit", image.getStringProperty("Value"));
    assertEquals(
        "patch,xLevel0,yLevel0,xMicrons,yMicrons,patchLogit_0,patchLogit_1,logit_0,logit_1",
        header());
    assertFalse(Files.exists(folder.resolve("identity.csv")));
    assertFalse(Files.exists(folder.resolve("score_tumor.tif")));
    final String json = text("patches.geojson");
    assertTrue(json.contains("\"patch logit tumor\":6"), json);
    assertFalse(json.contains("contribution") || json.contains("attention"));
    // Signed: there are regions and patches for and against, without a part of the logit.
    final CsvTable regions = CsvTable.read(folder.resolve("regions.csv"));
    assertEquals(2, regions.rows());
    assertTrue(regions.find(0, "contribution").isEmpty());
    assertTrue(text("regions.geojson").contains("\"mean patch logit\""));
    assertTrue(Files.exists(folder.resolve("top/tumor_01.png")));
    assertTrue(Files.exists(folder.resolve("bottom/tumor_01.png")));
    assertEquals("own logit +6", PatchPictures.caption(LOGITS, 1, 2));

    final MapModel model = new MapModel(LOGITS, OVERVIEW, 1);
    assertTrue(model.values().words().note().contains("not a share of the slide's logit"));
    assertEquals("99th percentile of |logit| on this slide", model.colors().rangeNote());
    assertEquals(
        "patch 2, tumor: own logit +6.00 (not a share of the slide's logit of -1.00)",
        model.text(2));
    assertFalse(FijiOverlay.of(model).getInfoProperty().contains("Bias"));
  }

  @Test
  void attentionIsNeitherForNorAgainst() throws Exception {
    write(ATTENTION, 0);
    final ImagePlus image = new Opener().openImage(folder.resolve("share_tumor.tif").toString());
    assertEquals(0.6f, image.getProcessor().getf(2, 0), 1e-6f);
    assertEquals(
        "patch,xLevel0,yLevel0,xMicrons,yMicrons,share_0,share_1,attention_0,attention_1,"
            + "logit_0,logit_1",
        header());
    assertFalse(Files.exists(folder.resolve("identity.csv")));
    assertFalse(Files.exists(folder.resolve("bottom")));
    assertTrue(Files.exists(folder.resolve("top/tumor_01.png")));
    // Every patch has some attention, which is no reason to outline it.
    assertEquals(0, CsvTable.read(folder.resolve("regions.csv")).rows());
    write(ATTENTION, 0.3);
    final CsvTable regions = CsvTable.read(folder.resolve("regions.csv"));
    assertEquals(2, regions.rows());
    assertEquals(1, regions.integer(0, "patches"));
    assertTrue(regions.find(0, "contribution").isEmpty());

    final MapModel model = new MapModel(ATTENTION, OVERVIEW, 1);
    assertFalse(model.values().signed());
    assertTrue(model.values().words().title().contains("not contribution"));
    assertTrue(model.regions().isEmpty());
    model.show(model.view().withThreshold(0.3));
    assertEquals(1, model.regions().size());
  }

  @Test
  void oneAttentionForAllClassesIsOneMapThatNamesNoClass() throws Exception {
    final PatchScores one = Phantoms.shares(ADDITIVE, new float[] {0.1f, 0.1f, 0.6f, 0.1f, 0.1f});
    write(ATTENTION, 0.3); // Its files, one per class, must go.
    write(one, 0.3);
    assertEquals(
        "patch,xLevel0,yLevel0,xMicrons,yMicrons,share,attention,logit_0,logit_1", header());
    final CsvTable regions = CsvTable.read(folder.resolve("regions.csv"));
    assertEquals(1, regions.rows());
    assertEquals("attention", regions.get(0, "class"));
    for (final String json : new String[] {"regions.geojson", "patches.geojson"}) {
      assertFalse(text(json).contains("tumor") || text(json).contains("normal"), text(json));
    }
    assertEquals("attention", GeoJson.read(folder.resolve("regions.geojson")).get(0).name());
    assertTrue(text("patches.geojson").contains("\"attention share\":0.6"));
    try (Stream<Path> files = Files.walk(folder)) {
      assertEquals(
          Set.of(
              "share_attention.tif",
              "overlay_attention.png",
              "overlay_attention.ome.tif",
              "gallery_attention.png",
              "attention_01.png",
              "attention_02.png"),
          files
              .map(f -> f.getFileName().toString())
              .filter(f -> f.endsWith(".png") || f.endsWith(".tif"))
              .collect(Collectors.toSet()));
    }
    final ImagePlus image =
        new Opener().openImage(folder.resolve("share_attention.tif").toString());
    assertEquals("attention", image.getStringProperty("Class"));
    assertEquals(null, image.getStringProperty("Logit"));

    final MapModel model = new MapModel(one, OVERVIEW, 1, Drawing.of("share", 0));
    assertEquals("patch 2: share of attention 0.600 (not a contribution)", model.text(2));
    assertTrue(model.values().words().title().startsWith("share of attention"));
    assertTrue(model.values().words().note().endsWith("neither for nor against a class"));
    assertFalse(FijiOverlay.of(model).getTitle().contains("tumor"));
    assertFalse(FijiOverlay.of(model).getInfoProperty().contains("tumor"));
    // Shares are the model's own values, which are in no list twice.
    assertEquals(Drawing.plain(), model.drawing());
    assertEquals(2, Drawing.Display.of(one).size());
  }

  @Test
  void sharesOfAttentionNeedAttention() {
    final PatchScores with =
        Phantoms.with(
            ADDITIVE, new PatchValues.InstanceLogits(new float[10], 2, Optional.of(new float[5])));
    assertEquals(0.2f, Drawing.of("share", 0).values(with, 1).values()[3], 1e-5f);
    final AttriMilException e =
        assertThrows(AttriMilException.class, () -> Drawing.of("share", 0).values(LOGITS, 1));
    assertTrue(e.getMessage().contains("display=share"), e.getMessage());
    assertEquals(3, Drawing.Display.of(with).size());
    assertFalse(Drawing.Display.of(LOGITS).contains(Drawing.Display.SHARE));
  }
}
