package io.github.attrimil.look;

import java.nio.file.Path;

/** What is done by hand in a Fiji of this process. */
interface Tour {

  /** How long a command may take, in milliseconds. */
  long LONGEST_MS = 900_000;

  /** Goes through it; Fiji is starting. */
  void run() throws Exception;

  /**
   * Starts Fiji, goes through a tour, and ends the process: with 0, or with 1 and a picture of the
   * screen.
   *
   * @param out takes failure.png
   * @param tour what is done
   */
  static void inFiji(final Path out, final Tour tour) throws Exception {
    Class.forName(FijiStart.MAIN)
        .getMethod("main", String[].class)
        .invoke(null, (Object) new String[0]);
    int status = 1;
    try {
      tour.run();
      status = 0;
    } catch (final Exception | Error e) {
      e.printStackTrace();
      new Hand().screen(out.resolve("failure.png"));
    }
    Runtime.getRuntime().halt(status);
  }
}
