package io.github.attrimil.tissue.patches;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.tissue.AreaChoice;
import io.github.attrimil.tissue.TissueParameters;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that decides which patches a slide has, as a command and the process list name it.
 *
 * @param patches which patches are cut
 * @param tissue how tissue is distinguished from glass
 * @param areas which areas may have patches, of those that look like tissue
 */
public record PatchSettings(PatchParameters patches, TissueParameters tissue, AreaChoice areas) {

  /**
   * Settings by which all tissue has patches.
   *
   * @param patches which patches are cut
   * @param tissue how tissue is distinguished from glass
   */
  public PatchSettings(final PatchParameters patches, final TissueParameters tissue) {
    this(patches, tissue, AreaChoice.all());
  }

  /**
   * @return CLAM's patches on tissue found with our defaults
   */
  public static PatchSettings defaults() {
    return new PatchSettings(PatchParameters.defaults(), TissueParameters.defaults());
  }

  /**
   * @return every parameter by its name in commands and tables
   */
  public Map<String, String> asMap() {
    final Map<String, String> map = new LinkedHashMap<>();
    map.put("mpp", Double.toString(patches.targetMpp()));
    map.put("size", Integer.toString(patches.size()));
    map.put("step", Integer.toString(patches.step()));
    map.put("level", Integer.toString(patches.level()));
    map.put("rule", patches.rule().name().toLowerCase(Locale.ROOT));
    map.put("padding", Boolean.toString(patches.padding()));
    map.put("mintissue", Double.toString(patches.minimumTissue()));
    map.put("sthresh", Integer.toString(tissue.saturation()));
    map.put("mthresh", Integer.toString(tissue.median()));
    map.put("close", Integer.toString(tissue.closing()));
    map.put("otsu", Boolean.toString(tissue.otsu()));
    map.put("faint", Boolean.toString(tissue.faint()));
    map.put("tissuearea", tissue.areaAuto() ? "-1" : Double.toString(tissue.tissueArea()));
    map.put("holearea", Double.toString(tissue.holeArea()));
    map.put("minarea", Double.toString(tissue.tissueAreaUm2()));
    map.put("minhole", Double.toString(tissue.holeAreaUm2()));
    map.put("maxholes", Integer.toString(tissue.holes()));
    map.put("penmarks", Boolean.toString(areas.penMarks()));
    map.put("blur", Boolean.toString(areas.blur()));
    map.put("include", areas.include().map(Path::toString).orElse(""));
    map.put("exclude", areas.exclude().map(Path::toString).orElse(""));
    return map;
  }

  /**
   * @param map every parameter by name, as {@link #asMap} gives them
   * @return the settings
   * @throws AttriMilException naming the parameter that is no number or choice
   */
  public static PatchSettings of(final Map<String, String> map) {
    final double mpp = number(map, "mpp");
    final int size = whole(map, "size");
    final int step = whole(map, "step");
    final double area = number(map, "tissuearea");
    final TissueParameters defaults = TissueParameters.defaults();
    return new PatchSettings(
        new PatchParameters(
            mpp,
            size,
            step == 0 ? size : step,
            whole(map, "level"),
            rule(map.get("rule")),
            flag(map, "padding"),
            number(map, "mintissue")),
        new TissueParameters(
            whole(map, "sthresh"),
            whole(map, "mthresh"),
            whole(map, "close"),
            flag(map, "otsu"),
            area < 0 ? defaults.tissueArea() : area,
            number(map, "holearea"),
            whole(map, "maxholes"),
            area < 0,
            flag(map, "faint"),
            number(map, "minarea"),
            number(map, "minhole")),
        new AreaChoice(
            flag(map, "penmarks"), flag(map, "blur"), path(map, "include"), path(map, "exclude")));
  }

  private static Optional<Path> path(final Map<String, String> map, final String name) {
    try {
      return map.get(name).isBlank() ? Optional.empty() : Optional.of(Path.of(map.get(name)));
    } catch (final InvalidPathException e) {
      throw new AttriMilException(name + "=" + map.get(name) + " is not a path", e);
    }
  }

  private static ContourRule rule(final String name) {
    try {
      return ContourRule.valueOf(name.toUpperCase(Locale.ROOT));
    } catch (final IllegalArgumentException e) {
      throw new AttriMilException(
          "rule=" + name + " is not one of four_pt, center, basic, hard", e);
    }
  }

  private static double number(final Map<String, String> map, final String name) {
    try {
      return Double.parseDouble(map.get(name));
    } catch (final NumberFormatException e) {
      throw new AttriMilException(name + "=" + map.get(name) + " is not a number", e);
    }
  }

  private static int whole(final Map<String, String> map, final String name) {
    final double value = number(map, name);
    if (value != Math.rint(value) || Math.abs(value) > 1e9) {
      throw new AttriMilException(name + "=" + map.get(name) + " is not a whole number");
    }
    return (int) value;
  }

  private static boolean flag(final Map<String, String> map, final String name) {
    final String value = map.get(name).toLowerCase(Locale.ROOT);
    if (!value.equals("true") && !value.equals("false")) {
      throw new AttriMilException(name + "=" + map.get(name) + " is neither true nor false");
    }
    return value.equals("true");
  }
}
