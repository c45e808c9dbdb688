package io.github.attrimil.explain.map;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import ij.ImagePlus;
import ij.io.Opener;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.explain.ModelLabel;
import io.github.attrimil.explain.Overview;
import io.github.attrimil.explain.PatchScores;
import io.github.attrimil.explain.Phantoms;
import io.github.attrimil.explain.ScoreMap;
import io.github.attrimil.format.table.CsvTable;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MapFilesTest {

  private static final PatchScores SCORES =
      Phantoms.grid(512, 256, 4, 3, 256, 256, (x, y) -> (x - y) / 1024.0);

  @TempDir Path folder;

  private void write(final int top) {
    MapFiles.write(
        folder,
        SCORES,
        new Overview(Phantoms.plain(120, 90, 200), 2, 16, 16),
        Optional.of(i -> Phantoms.plain(8, 8, i)),
        MapFiles.Options.of(top),
        Job.silent());
  }

  @Test
  void theTiffKeepsScoresAndPlaceOnTheSlide() {
    write(0);
    final ImagePlus image = new Opener().openImage(folder.resolve("score_tumor.tif").toString());
    assertEquals(32, image.getBitDepth());
    assertArrayEquals(
        ScoreMap.of(SCORES, 1).pixels(), (float[]) image.getProcessor().getPixels(), 0f);
    assertEquals(256 * 0.499, image.getCalibration().pixelWidth, 1e-6);
    assertEquals(256 * 0.501, image.getCalibration().pixelHeight, 1e-6);
    // The second column's left edge is 768 level-0 pixels from the slide's.
    assertEquals(768 * 0.499, image.getCalibration().getX(1), 1e-4);
    assertEquals(256 * 0.501, image.getCalibration().getY(0), 1e-4);
    assertEquals("micron", image.getCalibration().getUnit());
    assertEquals(-image.getDisplayRangeMax(), image.getDisplayRangeMin());
    assertEquals("tumor", image.getStringProperty("Class"));
  }

  @Test
  void theTableHoldsTheIdentity() {
    write(0);
    final CsvTable table = CsvTable.read(folder.resolve("scores.csv"));
    assertEquals(12, table.rows());
    assertEquals(
        "patch,xLevel0,yLevel0,xMicrons,yMicrons,score_0,score_1,attention_0,attention_1,"
            + "contribution_0,contribution_1,bias_0,bias_1,logit_0,logit_1,"
            + "n_0,n_1,n_2,n_3,n_4,n_5,n_6,n_7,n_8",
        String.join(",", table.columns()));
    double sum = table.number(0, "bias_1");
    for (int row = 0; row < 12; row++) {
      sum += table.number(row, "contribution_1");
      assertEquals(SCORES.shown(1)[row], (float) table.number(row, "score_1"));
      assertEquals(SCORES.yLevel0()[row] * 0.501, table.number(row, "yMicrons"));
    }
    assertEquals(table.number(11, "logit_1"), sum, 1e-9);
    assertEquals(SCORES.logit()[1], table.number(0, "logit_1"));
    final CsvTable identity = CsvTable.read(folder.resolve("identity.csv"));
    assertEquals("tumor", identity.get(1, "name"));
    assertEquals(sum, identity.number(1, "contributions") + identity.number(1, "bias"), 1e-9);
    assertEquals(0, identity.number(1, "error"), 1e-9);
  }

  @Test
  void thePatchesAreClosedSquaresWithNumbers() throws Exception {
    write(0);
    final JsonObject json =
        JsonParser.parseString(Files.readString(folder.resolve("patches.geojson")))
            .getAsJsonObject();
    final JsonArray features = json.getAsJsonArray("features");
    assertEquals(12, features.size());
    for (int i = 0; i < 12; i++) {
      final JsonObject feature = features.get(i).getAsJsonObject();
      final JsonArray ring =
          feature.getAsJsonObject("geometry").getAsJsonArray("coordinates").get(0).getAsJsonArray();
      assertEquals(5, ring.size());
      assertEquals(ring.get(0), ring.get(4));
      assertEquals(SCORES.xLevel0()[i], ring.get(0).getAsJsonArray().get(0).getAsLong());
      assertEquals(SCORES.yLevel0()[i] + 256, ring.get(2).getAsJsonArray().get(1).getAsLong());
      final JsonObject measured =
          feature.getAsJsonObject("properties").getAsJsonObject("measurements");
      assertEquals(SCORES.shown(1)[i], measured.get("score tumor").getAsFloat());
    }
  }

  @Test
  void theTopPatchesAreTheHighestThatSupport() throws Exception {
    write(3);
    // x - y is largest at the top right; the patch's gray tells its index
    final BufferedImage first = ImageIO.read(folder.resolve("top/tumor_01.png").toFile());
    assertEquals(3, first.getRGB(0, 0) & 0xff);
    assertTrue(Files.exists(folder.resolve("gallery_tumor.png")));
    write(1);
    assertFalse(Files.exists(folder.resolve("top/tumor_02.png")));
    write(0);
    assertFalse(Files.exists(folder.resolve("top/tumor_01.png")));
    assertFalse(Files.exists(folder.resolve("gallery_tumor.png")));
    // Class "normal" is supported by few patches: those with y > x.
    write(9);
    try (Stream<Path> files = Files.list(folder.resolve("top"))) {
      final long expected = count(SCORES.shown(0));
      assertEquals(
          expected, files.filter(f -> f.getFileName().toString().startsWith("normal")).count());
    }
  }

  private static long count(final float[] scores) {
    long n = 0;
    for (final float s : scores) {
      n += s > 0 ? 1 : 0;
    }
    return n;
  }

  @Test
  void aPatchThatCannotBeReadIsToldAndLeftOut() {
    final Job job = Job.silent();
    MapFiles.write(
        folder,
        SCORES,
        new Overview(Phantoms.plain(120, 90, 200), 2, 16, 16),
        Optional.of(
            i -> {
              if (i == 3) {
                throw new AttriMilException("corrupt tile");
              }
              return Phantoms.plain(8, 8, i);
            }),
        MapFiles.Options.of(2),
        job);
    assertFalse(Files.exists(folder.resolve("top/tumor_01.png")));
    assertTrue(Files.exists(folder.resolve("top/tumor_02.png")));
    // It supports one class most and opposes the other most.
    assertEquals(2, job.record().warnings().size());
    assertTrue(job.record().warnings().stream().allMatch(w -> w.contains("Patch 3")));
    assertTrue(Files.exists(folder.resolve("bottom/normal_02.png")));
  }

  @Test
  void classNamesCannotLeaveTheFolder() throws Exception {
    final PatchScores named =
        new PatchScores(
            "slide",
            new ModelLabel("m", "", List.of("../../a", "a/b")),
            SCORES.grid(),
            Optional.empty(),
            SCORES.values(),
            SCORES.logit());
    final Path inner = folder.resolve("one/two/three");
    MapFiles.write(
        inner,
        named,
        new Overview(Phantoms.plain(120, 90, 200), 2, 16, 16),
        Optional.of(i -> Phantoms.plain(8, 8, i)),
        MapFiles.Options.of(1),
        Job.silent());
    try (Stream<Path> files = Files.walk(folder)) {
      assertTrue(files.filter(Files::isRegularFile).allMatch(f -> f.startsWith(inner)));
    }
    assertTrue(Files.exists(inner.resolve("score_a_b.tif")));
    // Without a pixel size lengths are level-0 pixels.
    final ImagePlus image = new Opener().openImage(inner.resolve("score_a_b.tif").toString());
    assertEquals("level-0 px", image.getCalibration().getUnit());
    assertEquals(256, image.getCalibration().pixelWidth, 1e-6);
    final CsvTable table = CsvTable.read(inner.resolve("scores.csv"));
    assertTrue(table.find(0, "xMicrons").isEmpty());
  }
}
