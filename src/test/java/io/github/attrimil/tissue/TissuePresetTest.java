package io.github.attrimil.tissue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.tissue.patches.ContourRule;
import io.github.attrimil.tissue.patches.PatchSettings;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TissuePresetTest {

  private static PatchSettings settings(final TissuePreset preset, final String... given) {
    final Map<String, String> map = new HashMap<>(PatchSettings.defaults().asMap());
    // As commands leave them: nothing given.
    preset.with(Map.of()).keySet().forEach(name -> map.put(name, ""));
    map.put("sthresh", "-1");
    for (int i = 0; i < given.length; i += 2) {
      map.put(given[i], given[i + 1]);
    }
    return PatchSettings.of(preset.with(map));
  }

  @Test
  void theDefaultIsTheLibrarysOwn() {
    assertEquals(TissueParameters.defaults(), settings(TissuePreset.DEFAULT).tissue());
  }

  @Test
  void clamsPresets() {
    // seg_level -1, then: sthresh, mthresh, close, use_otsu, a_t, a_h, max_n_holes
    assertEquals(
        new TissueParameters(15, 11, 2, false, 1, 1, 2, false),
        settings(TissuePreset.BIOPSY).tissue());
    assertEquals(
        new TissueParameters(15, 11, 4, false, 100, 16, 8, false),
        settings(TissuePreset.RESECTION).tissue());
    assertEquals(
        new TissueParameters(8, 7, 4, false, 16, 4, 8, false),
        settings(TissuePreset.TCGA).tissue());
  }

  @Test
  void whatIsGivenWins() {
    final PatchSettings own =
        settings(
            TissuePreset.BIOPSY,
            "sthresh",
            "0",
            "tissuearea",
            "7",
            "rule",
            "hard",
            "padding",
            "false",
            "otsu",
            "true");
    assertEquals(new TissueParameters(0, 11, 2, true, 7, 1, 2, false), own.tissue());
    assertEquals(ContourRule.HARD, own.patches().rule());
    assertEquals(false, own.patches().padding());
  }

  @Test
  void aGivenThresholdIsNotSecondGuessed() {
    assertEquals(false, settings(TissuePreset.DEFAULT, "sthresh", "8").tissue().faint());
    assertEquals(false, settings(TissuePreset.DEFAULT, "otsu", "false").tissue().faint());
    assertEquals(
        true, settings(TissuePreset.DEFAULT, "sthresh", "8", "faint", "true").tissue().faint());
    // All of CLAM's values given one by one are CLAM's, whatever the preset.
    assertEquals(
        TissueParameters.clam(),
        settings(
                TissuePreset.DEFAULT,
                "sthresh",
                "8",
                "mthresh",
                "7",
                "close",
                "4",
                "otsu",
                "false",
                "tissuearea",
                "100",
                "holearea",
                "16",
                "maxholes",
                "8")
            .tissue());
  }

  @Test
  void settingsSurviveTheProcessList() {
    for (final TissuePreset preset : TissuePreset.values()) {
      final PatchSettings s = settings(preset, "minarea", "5000", "minhole", "70");
      assertEquals(s, PatchSettings.of(s.asMap()));
    }
  }

  @Test
  void unknownNamesAreRefused() {
    final AttriMilException e =
        assertThrows(AttriMilException.class, () -> TissuePreset.of("Biopsy"));
    assertEquals("tissue=Biopsy is not one of default, biopsy, resection, tcga", e.getMessage());
  }
}
