package io.github.attrimil.slide;

import java.io.IOException;

/** Tells damage of a file from trouble of the machine, where decoders throw all kinds. */
public final class Damage {

  private Damage() {}

  /**
   * @param e what a decoder threw; that of JPEG 2000 throws {@link Error} itself
   * @return the same as an exception
   * @throws OutOfMemoryError when that is what it was
   */
  public static IOException of(final Throwable e) {
    if (e instanceof OutOfMemoryError memory) {
      throw memory;
    }
    return e instanceof IOException known ? known : new IOException("no pixels: " + e, e);
  }
}
