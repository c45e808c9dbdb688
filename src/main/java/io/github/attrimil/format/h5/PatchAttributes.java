package io.github.attrimil.format.h5;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.geometry.PatchScale;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How the patches of a slide lie on it: the attributes of {@code coords}. CLAM's names where CLAM
 * has the value; an absent value is omitted, never invented.
 *
 * @param map name to Long, Double, String, long[] or double[]
 */
public record PatchAttributes(Map<String, Object> map) {

  /** Pixels along a patch's edge at {@code patch_level} (CLAM). */
  public static final String PATCH_SIZE = "patch_size";

  /** The level patches are read from (CLAM). */
  public static final String PATCH_LEVEL = "patch_level";

  /** Level-0 pixels per pixel of the patch level, x and y (CLAM). */
  public static final String DOWNSAMPLE = "downsample";

  /** Level-0 pixels from patch to patch. */
  public static final String STEP = "step";

  /** Micrometers per level-0 pixel. */
  public static final String MPP = "mpp";

  /** Pixels along the edge of a patch as encoders are given it, after resampling. */
  public static final String TARGET_SIZE = "target_size";

  /** Micrometers per pixel of a patch as encoders are given it. */
  public static final String TARGET_MPP = "target_mpp";

  /** Level-0 pixels along a patch's edge; TRIDENT's name. */
  public static final String PATCH_SIZE_LEVEL0 = "patch_size_level0";

  /** How many of the file's tiles could not be decoded while tissue was looked for. */
  public static final String UNREADABLE = "unreadable_tiles";

  /** Keeps a copy. */
  public PatchAttributes {
    map = Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }

  /**
   * @return how many of the file's tiles could not be decoded when it was patched, as far as the
   *     file states it
   */
  public int unreadable() {
    return (int) number(UNREADABLE, 0);
  }

  /**
   * @return the level patches are read from, 0 when the file does not state it
   */
  public int patchLevel() {
    return (int) number(PATCH_LEVEL, 0);
  }

  /**
   * @return whether the file states the size of a patch
   */
  public boolean statesSize() {
    return map.containsKey(PATCH_SIZE) || map.containsKey(PATCH_SIZE_LEVEL0);
  }

  /**
   * @return level-0 pixels along a patch's edge
   */
  public double patchSizeLevel0() {
    final double own = number(PATCH_SIZE_LEVEL0, Double.NaN);
    return own > 0 ? own : required(PATCH_SIZE) * downsample();
  }

  /**
   * @return level-0 pixels along a patch's edge, NaN when the file does not state it
   */
  double knownSizeLevel0() {
    final boolean stated =
        number(PATCH_SIZE_LEVEL0, 0) > 0
            || number(PATCH_SIZE, 0) > 0 && (map.containsKey(DOWNSAMPLE) || patchLevel() == 0);
    return stated ? patchSizeLevel0() : Double.NaN;
  }

  /**
   * @return pixels along the edge of a patch as encoders are given it
   */
  public int targetSize() {
    return (int) number(TARGET_SIZE, number(PATCH_SIZE, Double.NaN));
  }

  /**
   * @return level-0 pixels from patch to patch, NaN when the file does not state it
   */
  public double stepLevel0() {
    final double step = number(STEP, Double.NaN);
    return step > 0 ? step : Double.NaN;
  }

  /**
   * @return micrometers per level-0 pixel, NaN when the file does not state it
   */
  public double mpp() {
    return number(MPP, Double.NaN);
  }

  /**
   * @return how the pixels of the patches are read, as far as the file states it
   */
  public PatchScale scale() {
    final double pixels = number(TARGET_SIZE, number(PATCH_SIZE, 0));
    return new PatchScale(
        patchLevel(), pixels > 0 ? (int) pixels : 0, number(TARGET_MPP, Double.NaN), mpp());
  }

  private double downsample() {
    final Object value = map.get(DOWNSAMPLE);
    if (value instanceof double[] d && d.length > 0) {
      return d[0];
    }
    if (value instanceof Number n) {
      return n.doubleValue();
    }
    if (patchLevel() == 0) {
      return 1;
    }
    throw missing(DOWNSAMPLE);
  }

  private double required(final String name) {
    final double value = number(name, Double.NaN);
    if (!(value > 0)) {
      throw missing(name);
    }
    return value;
  }

  private static AttriMilException missing(final String name) {
    return new AttriMilException(
        "the dataset coords lacks the attribute \""
            + name
            + "\", so the size of its patches is not known; run `patch` again, or add it");
  }

  private double number(final String name, final double otherwise) {
    return map.get(name) instanceof Number n ? n.doubleValue() : otherwise;
  }
}
