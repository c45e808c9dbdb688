package io.github.attrimil.tissue.patches;

import io.github.attrimil.core.Job;
import io.github.attrimil.geometry.PatchCoords;
import io.github.attrimil.tissue.Contours;
import io.github.attrimil.tissue.TissueMask;
import io.github.attrimil.tissue.TissueParameters;
import java.util.Arrays;
import java.util.List;

/** One run of CLAM on CMU-1-Small-Region.svs, 2220 x 2967 pixels in one level. */
public record ClamVariant(
    String name,
    TissueParameters tissue,
    PatchParameters patches,
    List<String> contours,
    double[] holeAreas,
    String coords) {

  static List<ClamVariant> all() {
    return Golden.lines("clam/variants.txt").stream()
        .filter(l -> !l.startsWith("#"))
        .map(l -> of(l.split("\\|", -1)))
        .toList();
  }

  private static ClamVariant of(final String[] part) {
    final String[] p = part[0].split(" ");
    final ContourRule rule =
        p[4].equals("four_pt_hard")
            ? ContourRule.HARD
            : ContourRule.valueOf(p[4].toUpperCase(java.util.Locale.ROOT));
    return new ClamVariant(
        p[0],
        TissueParameters.clam()
            .withOtsu(Boolean.parseBoolean(p[1]))
            .withAreas(Double.parseDouble(p[2]), Double.parseDouble(p[3])),
        new PatchParameters(
            0,
            Integer.parseInt(p[6]),
            Integer.parseInt(p[7]),
            0,
            rule,
            Boolean.parseBoolean(p[5]),
            0),
        words(part[1]),
        words(part[2]).stream().mapToDouble(Double::parseDouble).toArray(),
        part[3]);
  }

  private static List<String> words(final String s) {
    return Arrays.stream(s.split(" ")).filter(w -> !w.isEmpty()).toList();
  }

  String maskFile() {
    return tissue.otsu() ? "mask_otsu.png" : "mask_threshold8.png";
  }

  GridPlacement grid() {
    return new GridPlacement(
        2220, 2967, patches.size(), patches.step(), patches.rule(), patches.padding(), 0);
  }

  /** Places patches and writes them as the golden file does. */
  String place(final TissueMask mask) {
    return text(
        grid().place(Contours.find(mask, tissue), mask, (x, y, size) -> true, Job.silent()));
  }

  public static String text(final PatchCoords coords) {
    final StringBuilder s = new StringBuilder();
    for (int i = 0; i < coords.size(); i++) {
      s.append(i > 0 ? " " : "")
          .append(coords.xLevel0()[i])
          .append(',')
          .append(coords.yLevel0()[i]);
    }
    return s.toString();
  }

  @Override
  public String toString() {
    return name;
  }
}
