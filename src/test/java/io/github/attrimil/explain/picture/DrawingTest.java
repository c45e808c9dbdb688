package io.github.attrimil.explain.picture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import ij.io.Opener;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.explain.Drawing;
import io.github.attrimil.explain.MapValues;
import io.github.attrimil.explain.Overview;
import io.github.attrimil.explain.PatchScores;
import io.github.attrimil.explain.Phantoms;
import io.github.attrimil.explain.ScoreGrid;
import io.github.attrimil.explain.ScoreMap;
import io.github.attrimil.explain.map.MapFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrawingTest {

  private static final PatchScores ROW =
      Phantoms.grid(0, 0, 5, 1, 256, 256, (x, y) -> x == 512 ? 6 : x == 0 ? -2 : 0);

  @TempDir Path folder;

  @Test
  void percentilesAreMiddleRanksLessFifty() {
    // Sorted: -2, 0 0 0, 6. Ranks: 0.5, 2.5, 4.5 of 5.
    final float[] p = Drawing.of("percentile", 0).values(ROW, 1).values();
    assertArrayEquals(new float[] {-40, 0, 40, 0, 0}, p, 1e-5f);
  }

  @Test
  void sharesAreTheSoftmaxOfAttention() {
    final float[] share = Drawing.of("share", 0).values(ROW, 1).values();
    double sum = 0;
    for (int i = 0; i < 5; i++) {
      sum += Math.exp(Math.cos(i)); // the phantom's attention logits
    }
    for (int i = 0; i < 5; i++) {
      assertEquals(Math.exp(Math.cos(i)) / sum, share[i], 1e-6);
    }
  }

  @Test
  void smoothingIsAGaussianOverPatchesAlone() {
    final Drawing drawing = new Drawing(Drawing.Display.SCORE, 1.5);
    final ScoreMap map = drawing.map(ROW, ScoreGrid.of(ROW), drawing.values(ROW, 1));
    for (int i = 0; i < 5; i++) {
      double value = 0;
      double weight = 0;
      for (int j = 0; j < 5; j++) {
        final double w = Math.exp(-0.5 * (i - j) * (i - j) / (1.5 * 1.5));
        value += w * ROW.shown(1)[j];
        weight += w;
      }
      assertEquals(value / weight, map.at(i, 0), 1e-6);
    }
    // Where no patch is nothing is made up, and an even map stays even.
    final PatchScores gap =
        Phantoms.scores(new long[] {0, 768}, new long[] {0, 0}, 256, 256, (x, y) -> 3);
    final ScoreMap even = drawing.map(gap, ScoreGrid.of(gap), drawing.values(gap, 1));
    assertEquals(3, even.at(0, 0), 1e-6);
    assertTrue(Float.isNaN(even.at(1, 0)));
  }

  @Test
  void whatIsStretchedOrSmoothedIsInNamesAndFiles() throws Exception {
    write(new Drawing(Drawing.Display.PERCENTILE, 2));
    final Path tiff = folder.resolve("percentile_tumor_smooth2.tif");
    final ImagePlus image = new Opener().openImage(tiff.toString());
    assertEquals(
        "Gaussian, standard deviation 2 steps (255 µm)", image.getStringProperty("Smoothing"));
    assertTrue(image.getStringProperty("Value").startsWith("percentile rank"));
    assertEquals(
        Set.of(
            "overlay_tumor.png",
            "overlay_tumor.ome.tif",
            "overlay_tumor_percentile_smooth2.png",
            "overlay_tumor_percentile_smooth2.ome.tif",
            "percentile_tumor_smooth2.tif",
            "score_tumor.tif"),
        files());
    final ImagePlus plain = new Opener().openImage(folder.resolve("score_tumor.tif").toString());
    assertEquals("none", plain.getStringProperty("Smoothing"));
    // A plain run leaves no map of other parameters beside its own.
    write(Drawing.plain());
    assertEquals(Set.of("overlay_tumor.png", "overlay_tumor.ome.tif", "score_tumor.tif"), files());
  }

  private void write(final Drawing drawing) {
    MapFiles.write(
        folder,
        ROW,
        new Overview(Phantoms.plain(100, 60, 200), 0, 16, 16),
        Optional.of(i -> Phantoms.plain(8, 8, i)),
        new MapFiles.Options(0, drawing, 0),
        Job.silent());
  }

  private Set<String> files() throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(f -> f.getFileName().toString())
          .filter(f -> f.contains("tumor"))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  @Test
  void attentionIsNeverCalledAScore() throws Exception {
    final PatchScores attention =
        Phantoms.shares(
            ROW,
            new float[] {0.2f, 0.2f, 0.2f, 0.2f, 0.2f},
            new float[] {0.1f, 0.1f, 0.6f, 0.1f, 0.1f});
    MapFiles.write(
        folder,
        attention,
        new Overview(Phantoms.plain(100, 60, 200), 0, 16, 16),
        Optional.of(i -> Phantoms.plain(8, 8, i)),
        new MapFiles.Options(1, Drawing.plain(), 0.3),
        Job.silent());
    try (Stream<Path> files = Files.walk(folder)) {
      assertTrue(
          files
              .map(f -> f.getFileName().toString())
              .noneMatch(f -> f.matches("score_.*|identity.csv|bottom")));
    }
    final String geojson = Files.readString(folder.resolve("patches.geojson"));
    assertTrue(geojson.contains("attention share tumor"));
    assertTrue(!geojson.contains("contribution") && !geojson.contains("\"score"));
    final String header = Files.readAllLines(folder.resolve("scores.csv")).get(0);
    assertEquals(
        "patch,xLevel0,yLevel0,xMicrons,yMicrons,share_0,share_1,attention_0,attention_1,"
            + "logit_0,logit_1,n_0,n_1,n_2,n_3,n_4,n_5,n_6,n_7,n_8",
        header);
    final MapValues values = MapValues.plain(attention, 1);
    assertTrue(values.words().title().contains("not contribution"));
    assertEquals("", values.words().least());
  }

  @Test
  void nonsenseIsRefused() {
    assertThrows(AttriMilException.class, () -> Drawing.of("hot", 0));
    assertThrows(AttriMilException.class, () -> Drawing.of("score", -1));
    assertThrows(AttriMilException.class, () -> Drawing.of("score", Double.NaN));
  }
}
