package io.github.attrimil.slide;

import java.io.IOException;

/** Distinguishes damage of a file from trouble of the machine. */
public final class Damage {

  private Damage() {}

  /**
   * @param e what a decoder threw; some throw Error itself
   * @return the same as an exception
   * @throws OutOfMemoryError when e is one: the file is not to blame
   */
  public static IOException of(final Throwable e) {
    if (e instanceof OutOfMemoryError memory) {
      throw memory;
    }
    return e instanceof IOException known ? known : new IOException("no pixels: " + e, e);
  }
}
