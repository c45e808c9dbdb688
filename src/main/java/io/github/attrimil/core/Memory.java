package io.github.attrimil.core;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The memory of the machine, outside of Java's heap. */
public final class Memory {

  private static final Path LINUX = Path.of("/proc/meminfo");
  private static final Pattern AVAILABLE = Pattern.compile("MemAvailable:\\s+(\\d+) kB");

  private Memory() {}

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
