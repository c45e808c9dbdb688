package io.github.attrimil.adapt;

import io.github.attrimil.core.AttriMilException;
import java.util.Locale;

/** How an encoder is trained. */
public enum Method {
  /** Adapters after each stage of a frozen network, from slide labels. */
  STAGED(256),
  /** All weights, without labels. */
  SIMCLR(1000);

  private final int patches;

  Method(final int patches) {
    this.patches = patches;
  }

  /**
   * @param name staged or simclr
   * @return the method
   * @throws AttriMilException when it is neither
   */
  public static Method of(final String name) {
    try {
      return valueOf(name.toUpperCase(Locale.ROOT));
    } catch (final IllegalArgumentException e) {
      throw new AttriMilException("method=" + name + " is neither staged nor simclr", e);
    }
  }

  /**
   * @return its name in commands and records
   */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * @return whether it learns from slide labels
   */
  boolean usesLabels() {
    return this == STAGED;
  }

  /**
   * @return maximum patches per slide where a user gives none
   */
  int patches() {
    return patches;
  }
}
