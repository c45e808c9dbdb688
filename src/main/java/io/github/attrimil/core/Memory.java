package io.github.attrimil.core;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The memory of the machine, outside of Java's heap, and sizes as messages show them. */
public final class Memory {

  private static final Path LINUX = Path.of("/proc/meminfo");
  private static final Pattern AVAILABLE = Pattern.compile("MemAvailable:\\s+(\\d+) kB");

  /** From here on bytes are shown in megabytes. */
  private static final double MANY = 1e7;

  private Memory() {}

  /**
   * @param bytes a size, also one beyond all numbers of a file
   * @return it for a message, such as 1,024 bytes or 2,147 MB
   */
  public static String text(final double bytes) {
    return bytes < MANY
        ? String.format(Locale.ROOT, "%,.0f bytes", bytes)
        : String.format(Locale.ROOT, "%,.0f MB", bytes / 1e6);
  }

  /**
   * @return bytes that programs can still take: on Linux with those of caches, which it gives up;
   *     elsewhere those that are free
   */
  public static long available() {
    try {
      if (Files.isReadable(LINUX)) {
        final Matcher matcher = AVAILABLE.matcher(Files.readString(LINUX));
        if (matcher.find()) {
          return Long.parseLong(matcher.group(1)) << 10;
        }
      }
    } catch (final IOException e) {
      // As on other systems.
    }
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean machine
        ? machine.getFreeMemorySize()
        : Runtime.getRuntime().maxMemory();
  }
}
