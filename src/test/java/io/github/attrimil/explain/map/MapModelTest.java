package io.github.attrimil.explain.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.gui.ImageRoi;
import ij.gui.Overlay;
import ij.gui.Roi;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.explain.Drawing;
import io.github.attrimil.explain.MapView;
import io.github.attrimil.explain.Overview;
import io.github.attrimil.explain.PatchScores;
import io.github.attrimil.explain.Phantoms;
import io.github.attrimil.explain.map.MapModel.Change;
import io.github.attrimil.explain.map.PatchReviews.Review;
import io.github.attrimil.explain.map.PatchReviews.Verdict;
import io.github.attrimil.explain.picture.ScoreImage;
import io.github.attrimil.fiji.FijiOverlay;
import io.github.attrimil.fiji.FijiRegions;
import java.awt.Rectangle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MapModelTest {

  // Patches of 512 px in 4 columns and 3 rows; scores 0 ... 11 less 5, so that six are above 0.
  private static final PatchScores SCORES =
      Phantoms.grid(
          1024, 2048, 4, 3, 512, 512, (x, y) -> (x - 1024) / 512 + 4 * ((y - 2048) / 512) - 5);
  private static final Overview OVERVIEW = new Overview(Phantoms.plain(800, 700, 200), 3, 16, 16);

  private final MapModel model = new MapModel(SCORES, OVERVIEW, 1);

  private static int alpha(final MapModel model, final int x, final int y) {
    return model.layer().getRGB(x, y) >>> 24;
  }

  @Test
  void thePatchUnderTheCursorIsFound() {
    // 16 level-0 pixels a pixel: the first patch is pixels 64 to 95, 128 to 159.
    assertEquals(0, model.patchAt(64, 128));
    assertEquals(0, model.patchAt(95.9, 159.9));
    assertEquals(1, model.patchAt(96, 128));
    assertEquals(11, model.patchAt(191.9, 223.9));
    assertEquals(-1, model.patchAt(63.9, 128));
    assertEquals(-1, model.patchAt(192, 128));
    assertEquals(-1, model.patchAt(-5, -5));
  }

  @Test
  void onlyWhatIsAboveTheThresholdIsColored() {
    model.show(model.view().withThreshold(0));
    for (int i = 0; i < 12; i++) {
      final int x = 64 + 32 * (i % 4) + 16;
      final int y = 128 + 32 * (i / 4) + 16;
      assertEquals(i - 5 > 0 ? 255 : 0, alpha(model, x, y), "patch " + i);
    }
  }

  @Test
  void opacityRedrawsNothing() {
    final Object before = model.layer();
    model.show(model.view().withOpacity(0.3));
    assertSame(before, model.layer());
    assertEquals(0.3, ((ImageRoi) FijiOverlay.overlay(model).get(0)).getOpacity());
    model.show(model.view().withRange(3));
    assertNotEquals(before, model.layer());
  }

  @Test
  void theRangeSetsTheStrongestColor() {
    model.show(model.view().withRange(2));
    // 3 and 6 are beyond 2, and as red; 1 is not.
    assertEquals(model.layer().getRGB(80, 208), model.layer().getRGB(176, 208));
    assertNotEquals(model.layer().getRGB(144, 176), model.layer().getRGB(176, 208));
    assertEquals("as set", model.colors().rangeNote());
  }

  @Test
  void listenersHearWhatChanged() {
    final List<Change> heard = new ArrayList<>();
    model.listen(heard::add);
    model.show(model.view());
    model.show(model.view().withOpacity(0.5));
    model.show(model.view().withOpacity(0.7).withThreshold(1));
    model.select(4);
    model.select(4);
    model.showClass(0);
    assertEquals(List.of(Change.OPACITY, Change.VIEW, Change.SELECTION, Change.VIEW), heard);
    assertEquals(MapView.ALL, model.view().threshold());
    assertEquals(0.7, model.view().opacity());
  }

  @Test
  void patchesFollowByTheirValue() {
    model.selectNext(1);
    assertEquals(11, model.selected());
    model.selectNext(1);
    assertEquals(10, model.selected());
    model.selectNext(-1);
    model.selectNext(-1);
    assertEquals(11, model.selected());
    model.showClass(0); // The negative: the order turns round.
    model.selectNext(1);
    assertEquals(11, model.selected());
    model.selectNext(-1);
    assertEquals(10, model.selected());
  }

  @Test
  void theTextTellsThePartOfTheLogit() {
    final double part = SCORES.contributions(1)[11];
    final double logit = SCORES.logit()[1];
    assertEquals(
        String.format(
            java.util.Locale.ROOT,
            "patch 11, tumor: score +6.00, contributes %+.3g to the logit of %+.3g (%+.1f%%)",
            part,
            logit,
            100 * part / logit),
        model.text(11));
  }

  @Test
  void attentionIsNeverCalledAContribution() {
    final float[] share = new float[12];
    Arrays.fill(share, 1 / 12f);
    final PatchScores attention = Phantoms.shares(SCORES, share, share);
    final MapModel other = new MapModel(attention, OVERVIEW, 0);
    assertTrue(other.text(3).contains("attention 0.0833 (not a contribution)"), other.text(3));
    assertTrue(other.values().words().title().contains("attention"));
    assertFalse(FijiOverlay.of(other).getInfoProperty().contains("Bias"));
    assertFalse(
        ScoreImage.of(attention, 0, Drawing.plain(), other.map(), other.colors())
            .getInfoProperty()
            .contains("Bias"));
    assertEquals("share of attention 0.0833", PatchPictures.caption(attention, 0, 3));
    assertEquals("score +6", PatchPictures.caption(SCORES, 1, 11));
  }

  private static int legendHeight(final MapModel model) {
    final Overlay overlay = FijiOverlay.overlay(model);
    return overlay.get(overlay.getIndex("legend")).getBounds().height;
  }

  @Test
  void otherValuesAndSmoothingAreDrawnAndSaid() {
    final String told = model.text(11);
    model.show(model.view().withThreshold(0).withRange(3));
    model.draw(new Drawing(Drawing.Display.PERCENTILE, 0));
    assertEquals(MapView.ALL, model.view().threshold());
    assertEquals(50, model.view().range());
    assertEquals(100 * 11.5 / 12 - 50, model.values().values()[11], 1e-4);
    assertEquals(model.values().values()[11], model.map().at(3, 2));
    assertEquals("slide tumor percentile", FijiOverlay.of(model).getTitle());
    assertEquals(told, model.text(11));

    final int before = legendHeight(model);
    model.show(model.view().withThreshold(-20));
    model.draw(new Drawing(Drawing.Display.PERCENTILE, 2));
    assertEquals(-20, model.view().threshold());
    assertNotEquals(model.values().values()[11], model.map().at(3, 2));
    assertTrue(legendHeight(model) > before);
    assertEquals("slide tumor percentile smooth2", FijiOverlay.of(model).getTitle());
    assertTrue(FijiOverlay.of(model).getInfoProperty().contains("Gaussian"));

    model.draw(Drawing.plain());
    assertEquals(6, model.map().at(3, 2));
    assertEquals("slide tumor", FijiOverlay.of(model).getTitle());
  }

  @Test
  void theOverlayHoldsWhatIsWished() {
    assertTrue(names(FijiOverlay.overlay(model)).contains("legend"));
    model.show(model.view().withLegend(false).withOutlines(true));
    model.select(2);
    assertEquals(
        List.of("map tumor", "patches", "selected", "selected"), names(FijiOverlay.overlay(model)));
    final Roi selected = FijiOverlay.overlay(model).get(3);
    assertEquals(128, selected.getXBase());
    assertEquals(128, selected.getYBase());
    assertEquals(32, selected.getFloatWidth());
  }

  private static List<String> names(final Overlay overlay) {
    return Arrays.stream(overlay.toArray()).map(Roi::getName).toList();
  }

  @Test
  void regionsLieWhereTheMapIs() {
    // Above 0: patches 6 to 11, the right half of the middle row and the lower row.
    final List<Roi> rois = FijiRegions.rois(model);
    assertEquals(1, rois.size());
    final Roi roi = rois.get(0);
    for (int i = 0; i < 12; i++) {
      final int x = 64 + 32 * (i % 4) + 16;
      final int y = 128 + 32 * (i / 4) + 16;
      assertEquals(i > 5, roi.contains(x, y), "patch " + i);
    }
    assertEquals(6 * 32 * 32, roi.getStatistics().area, 1e-9);
    assertTrue(roi.getName().startsWith("tumor 1: "), roi.getName());
    model.show(model.view().withThreshold(100));
    assertEquals(List.of(), FijiRegions.rois(model));
  }

  @Test
  void reviewsAreKeptAndComeBack(@TempDir final Path folder) {
    model.reviews(PatchReviews.in(folder, SCORES));
    model.review(3, new Review(Verdict.REJECTED, "pen, \"blue\"\nmark"));
    model.review(7, new Review(Verdict.ACCEPTED, ""));
    model.review(8, new Review(Verdict.NONE, "ask"));
    model.review(7, Review.NONE);
    final PatchReviews again = PatchReviews.in(folder, SCORES);
    assertEquals(new Review(Verdict.REJECTED, "pen, \"blue\" mark"), again.of(3));
    assertEquals(new Review(Verdict.NONE, "ask"), again.of(8));
    assertEquals(java.util.Set.of(3, 8), again.reviewed());
  }

  @Test
  void reviewsFollowThePlaceAndOutliveNewPatches(@TempDir final Path folder) {
    PatchReviews.in(folder, SCORES).set(5, new Review(Verdict.ACCEPTED, "sure"));
    // Patch 5 lies at 1536, 2560: here it is the first, and the only one that was there before.
    final PatchScores others = Phantoms.grid(1536, 2560, 1, 2, 512, 700, (x, y) -> 1);
    final PatchReviews moved = PatchReviews.in(folder, others);
    assertEquals(Verdict.ACCEPTED, moved.of(0).verdict());
    moved.set(1, new Review(Verdict.REJECTED, ""));
    moved.set(0, Review.NONE);
    final PatchReviews back = PatchReviews.in(folder, SCORES);
    assertEquals(java.util.Set.of(), back.reviewed());
    assertEquals(java.util.Set.of(1), PatchReviews.in(folder, others).reviewed());
  }

  @Test
  void reviewsOfPlacesWithoutPatchAreNotLost(@TempDir final Path folder) {
    PatchReviews.in(folder, SCORES).set(5, new Review(Verdict.ACCEPTED, "sure"));
    final PatchScores elsewhere = Phantoms.grid(0, 0, 2, 2, 512, 512, (x, y) -> 1);
    PatchReviews.in(folder, elsewhere).set(0, new Review(Verdict.REJECTED, ""));
    assertEquals("sure", PatchReviews.in(folder, SCORES).of(5).note());
  }

  @Test
  void aFileThatIsNoReviewIsRefusedAndKept(@TempDir final Path folder) throws Exception {
    final Path file = folder.resolve("review.csv");
    final String text = "xLevel0,yLevel0,review,note\n1024,2048,maybe,\n";
    java.nio.file.Files.writeString(file, text);
    final AttriMilException e =
        assertThrows(AttriMilException.class, () -> PatchReviews.in(folder, SCORES));
    assertTrue(e.getMessage().contains("'maybe'"), e.getMessage());
    assertEquals(text, java.nio.file.Files.readString(file));
  }

  @Test
  void nonsenseIsRefused() {
    final MapView view = model.view();
    assertThrows(AttriMilException.class, () -> view.withOpacity(1.1));
    assertThrows(AttriMilException.class, () -> view.withRange(0));
    assertThrows(AttriMilException.class, () -> view.withThreshold(Double.NaN));
    assertThrows(AttriMilException.class, () -> model.select(12));
    assertThrows(AttriMilException.class, () -> model.showClass(2));
  }

  @Test
  void aPictureOfARegionLiesWhereItsRegionIs() {
    // 4 level-0 pixels a pixel, from (1000, 2000) on: the first patch is at pixel (6, 12).
    final Overview part =
        new Overview(
            Phantoms.plain(600, 450, 200), 0, 4, 4, new Overview.Place(1000, 2000, 12800, 11200));
    final MapModel region = new MapModel(SCORES, part, 1);
    assertEquals(0, region.patchAt(6, 12));
    assertEquals(-1, region.patchAt(5.9, 12));
    assertEquals(11, region.patchAt(6 + 4 * 128 - 0.1, 12 + 3 * 128 - 0.1));
    region.select(0);
    final Overlay overlay = FijiOverlay.overlay(region);
    assertEquals(
        new Rectangle(6, 12, 128, 128), overlay.get(overlay.getIndex("selected")).getBounds());
    // Patches 6 to 11 are above 0: from the second row on, in the last over the whole width.
    assertEquals(new Rectangle(6, 140, 512, 256), FijiRegions.rois(region).get(0).getBounds());
    assertEquals(1024 * 0.499, FijiOverlay.of(region).getCalibration().getX(6.0), 1e-9);
    assertEquals(2048 * 0.501, FijiOverlay.of(region).getCalibration().getY(12.0), 1e-9);
  }
}
