package io.github.attrimil.pipeline.health;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Memory, disk and text encoding of this machine, as far as Java sees them. */
final class Machine {

  /** Features of a slide, a bag in training and an encoder need this much. */
  static final long LEAST_HEAP = 1500L << 20;

  /** PyTorch unpacked, and room for the outputs of a few slides. */
  static final long LEAST_DISK = 4L << 30;

  private Machine() {}

  static Finding memory(final long heap, final long machine) {
    final Finding found =
        Finding.fine(
            "Memory for Java", gigabytes(heap) + " of " + gigabytes(machine) + " in this machine");
    return heap >= LEAST_HEAP
        ? found
        : found.but(
            "large slides and encoders need more than " + gigabytes(heap),
            "Set it in Edit > Options > Memory & Threads, or start with java -Xmx4g");
  }

  static long physicalMemory() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean machine
        ? machine.getTotalMemorySize()
        : 0;
  }

  static Finding disk(final String what, final Path folder, final String property) {
    Path there = folder.toAbsolutePath();
    while (there.getParent() != null && !Files.exists(there)) {
      there = there.getParent();
    }
    try {
      return disk(
          what,
          folder,
          Files.getFileStore(there).getUsableSpace(),
          Files.isWritable(there),
          property);
    } catch (final IOException e) {
      return Finding.fine(what, folder + ", size not known");
    }
  }

  static Finding disk(
      final String what,
      final Path folder,
      final long free,
      final boolean writable,
      final String property) {
    final Finding found = Finding.fine(what, folder + ", " + gigabytes(free) + " free");
    if (!writable) {
      return found.but("the folder cannot be written to", "Choose another folder by " + property);
    }
    return free >= LEAST_DISK
        ? found
        : found.but(
            "less than " + gigabytes(LEAST_DISK) + " are free",
            "Free up space, or choose another folder by " + property);
  }

  /** Java opens files by names in this encoding; letters that it lacks make files unreachable. */
  static Finding fileNames(final String encoding) {
    final Finding found = Finding.fine("Encoding of file names", encoding);
    return encoding.matches("(?i)ANSI_X3.4-1968|US-ASCII|646|ISO646-US")
        ? found.but(
            "files with non-ASCII letters in their names cannot be opened",
            "Set the environment variable LC_ALL to C.UTF-8 before the start")
        : found;
  }

  static String gigabytes(final long bytes) {
    return String.format(Locale.ROOT, "%.1f GB", bytes / (double) (1 << 30));
  }
}
