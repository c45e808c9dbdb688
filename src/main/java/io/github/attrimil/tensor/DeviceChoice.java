package io.github.attrimil.tensor;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a user wants networks to compute.
 *
 * @param kind of device
 * @param index which GPU, from 0; 0 for all else
 */
public record DeviceChoice(Kind kind, int index) {

  /** Kinds of devices. */
  public enum Kind {
    /** A GPU if PyTorch sees one, else the CPU. */
    AUTO,
    /** The processor. */
    CPU,
    /** An NVIDIA GPU. */
    GPU,
    /** The GPU of an Apple processor (Metal Performance Shaders). */
    MPS
  }

  /** A GPU if PyTorch sees one, else the CPU. */
  public static final DeviceChoice AUTO = new DeviceChoice(Kind.AUTO, 0);

  /** The processor. */
  public static final DeviceChoice CPU = new DeviceChoice(Kind.CPU, 0);

  private static final Pattern TEXT = Pattern.compile("(auto|cpu|gpu|mps)(?::(\\d{1,3}))?");

  /**
   * @param text auto, cpu, gpu, gpu:1 (the second) and so on, or mps
   * @return the choice
   * @throws IllegalArgumentException when it is none
   */
  public static DeviceChoice of(final String text) {
    final Matcher m = TEXT.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!m.matches() || m.group(2) != null && !m.group(1).equals("gpu")) {
      throw new IllegalArgumentException(text);
    }
    return new DeviceChoice(
        Kind.valueOf(m.group(1).toUpperCase(Locale.ROOT)),
        m.group(2) == null ? 0 : Integer.parseInt(m.group(2)));
  }

  @Override
  public String toString() {
    return kind.name().toLowerCase(Locale.ROOT) + (index > 0 ? ":" + index : "");
  }
}
