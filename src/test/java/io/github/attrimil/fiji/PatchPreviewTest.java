package io.github.attrimil.fiji;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import ij.gui.Overlay;
import ij.gui.Roi;
import ij.process.ColorProcessor;
import io.github.attrimil.core.Job;
import io.github.attrimil.slide.Slide;
import io.github.attrimil.slide.SlideReader;
import io.github.attrimil.tissue.SlideRegions;
import io.github.attrimil.tissue.patches.PatchPlan;
import io.github.attrimil.tissue.patches.PatchPlanner;
import io.github.attrimil.tissue.patches.PatchSettings;
import java.awt.Color;
import org.junit.jupiter.api.Test;

class PatchPreviewTest {

  @Test
  void outlinesLieOnTheTissueAndTheGridOnItsPatches() {
    final ColorProcessor pixels = new ColorProcessor(1200, 1000);
    pixels.setColor(Color.WHITE);
    pixels.fill();
    pixels.setColor(new Color(200, 120, 180));
    pixels.fillRect(200, 300, 512, 512);
    final Slide slide = new ImagePlusSlide(new ImagePlus("x", pixels));
    final PatchPlan plan;
    try (SlideReader reader = slide.open()) {
      plan =
          PatchPlanner.plan(
              slide, reader, PatchSettings.defaults(), SlideRegions.none(), Job.silent());
    }
    final Overlay overlay = PatchPreview.overlay(plan, 1200);
    assertEquals(2, overlay.size());
    final Roi grid = overlay.get(0);
    final Roi tissue = overlay.get(1);
    assertEquals(4, plan.coords().size());
    assertEquals(512, grid.getBounds().width, 8);
    assertEquals(200, tissue.getBounds().x, 4);
    assertEquals(300, tissue.getBounds().y, 4);
    assertEquals(512, tissue.getBounds().width, 8);
    assertTrue(grid.getStrokeWidth() >= 1);
  }

  @Test
  void whatElseIsDrawnStays() {
    final ImagePlus image = new ImagePlus("x", new ColorProcessor(100, 100));
    final Overlay own = new Overlay(new Roi(1, 2, 3, 4));
    image.setOverlay(own);
    final Overlay preview = new Overlay();
    final Roi grid = new Roi(0, 0, 50, 50);
    grid.setName("AttriMIL preview: patches");
    preview.add(grid);
    image.setOverlay(PatchPreview.with(image.getOverlay(), preview));
    assertEquals(2, image.getOverlay().size());
    PatchPreview.clear(image);
    assertEquals(1, image.getOverlay().size());
    assertEquals(3, image.getOverlay().get(0).getBounds().width);
    image.setOverlay(preview);
    PatchPreview.clear(image);
    assertNull(image.getOverlay());
  }
}
