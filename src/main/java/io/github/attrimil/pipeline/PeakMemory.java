package io.github.attrimil.pipeline;

import com.sun.jna.Function;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;

/**
 * The most memory that this program has in use at once from some moment on, by Linux's own count:
 * VmHWM of /proc/self/status, the highest resident size, which a 5 written to /proc/self/clear_refs
 * sets back to the current size. Before that, Java's garbage is collected, and what the C library
 * keeps of freed memory goes back to the system, so that little remains of earlier work. Elsewhere
 * there is nothing to read.
 */
final class PeakMemory {

  private static final Path RESET = Path.of("/proc/self/clear_refs");
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String PEAK = "VmHWM:";
  private static final double KILOBYTES = 1024;

  private final boolean known;

  private PeakMemory(final boolean known) {
    this.known = known;
  }

  /**
   * @return a measurement that starts now
   */
  static PeakMemory start() {
    System.gc();
    trim();
    try {
      Files.writeString(RESET, "5");
      return new PeakMemory(true);
    } catch (final IOException | SecurityException e) {
      // Another system, or a container that forbids it: the peak would be that of earlier work.
      return new PeakMemory(false);
    }
  }

  private static void trim() {
    if (Files.exists(RESET)) {
      try {
        Function.getFunction("c", "malloc_trim").invokeInt(new Object[] {0L});
      } catch (final LinkageError e) {
        // Another C library than GNU's: freed memory of earlier work may be counted.
      }
    }
  }

  /**
   * @return the peak since the start in 2^20 bytes, where it can be measured
   */
  OptionalDouble megabytes() {
    try {
      return known
          ? Files.readAllLines(STATUS).stream()
              .filter(line -> line.startsWith(PEAK))
              .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) / KILOBYTES)
              .findFirst()
          : OptionalDouble.empty();
    } catch (final IOException e) {
      return OptionalDouble.empty();
    }
  }
}
