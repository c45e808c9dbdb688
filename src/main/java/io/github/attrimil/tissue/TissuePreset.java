package io.github.attrimil.tissue;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.tissue.patches.PatchSettings;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Values for the parameters that decide where tissue is, for a kind of slides: our default, and the
 * presets that CLAM ships (bwh_biopsy, bwh_resection and tcga; Lu et al. 2021, <a
 * href="https://doi.org/10.1038/s41551-020-00682-w">doi</a>).
 */
public enum TissuePreset {
  /** CLAM's usual values, with areas that shrink on small slides and a second try on faint ones. */
  DEFAULT(8, 7, 4, -1, 16, 8, true),
  /** Small pieces: CLAM's bwh_biopsy. */
  BIOPSY(15, 11, 2, 1, 1, 2, false),
  /** Large pieces: CLAM's bwh_resection. */
  RESECTION(15, 11, 4, 100, 16, 8, false),
  /** Slides of The Cancer Genome Atlas: CLAM's tcga. */
  TCGA(8, 7, 4, 16, 4, 8, false);

  private final Map<String, String> parameters = new LinkedHashMap<>();

  TissuePreset(
      final int saturation,
      final int median,
      final int closing,
      final double tissueArea,
      final double holeArea,
      final int holes,
      final boolean faint) {
    parameters.put("sthresh", Integer.toString(saturation));
    parameters.put("mthresh", Integer.toString(median));
    parameters.put("close", Integer.toString(closing));
    parameters.put("otsu", "false");
    parameters.put("faint", Boolean.toString(faint));
    parameters.put("tissuearea", tissueArea < 0 ? "-1" : Double.toString(tissueArea));
    parameters.put("holearea", Double.toString(holeArea));
    parameters.put("maxholes", Integer.toString(holes));
    parameters.put("rule", "four_pt");
    parameters.put("padding", "true");
  }

  /**
   * @param name default, biopsy, resection or tcga
   * @return the preset
   * @throws AttriMilException when there is none of that name
   */
  public static TissuePreset of(final String name) {
    return Arrays.stream(values())
        .filter(p -> p.name().toLowerCase(Locale.ROOT).equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new AttriMilException(
                    "tissue=" + name + " is not one of default, biopsy, resection, tcga"));
  }

  /**
   * The preset's values with those given in their place. Where a threshold or Otsu's method is
   * given, no second try with another threshold is made unless it is asked for.
   *
   * @param given parameters by their names in {@link PatchSettings#asMap}; empty texts, and for
   *     numbers values below 0, count as not given
   * @return the ten values of a preset and all that is given
   */
  public Map<String, String> with(final Map<String, String> given) {
    final Map<String, String> all = new LinkedHashMap<>(parameters);
    if (isGiven(given.get("sthresh")) || isGiven(given.get("otsu"))) {
      all.put("faint", "false");
    }
    given.forEach(
        (name, value) -> {
          if (isGiven(value) || !all.containsKey(name)) {
            all.put(name, value);
          }
        });
    return all;
  }

  private static boolean isGiven(final String value) {
    return value != null && !value.isBlank() && !value.startsWith("-");
  }
}
