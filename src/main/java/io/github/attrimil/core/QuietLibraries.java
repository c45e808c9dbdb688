package io.github.attrimil.core;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the debug output of libraries out of the log of whatever program we run in: Fiji's console,
 * which opens by itself at the first warning, or a Python process. Most log with logback, which is
 * not ours to link against, so it is asked by name; with another logger nothing happens. A level
 * that the program set itself stays.
 */
public final class QuietLibraries {

  private static final Map<String, String> LEAST =
      Map.of(
          "io.jhdf", "ERROR",
          "ai.djl", "WARN",
          "loci.formats", "WARN",
          "loci.common", "WARN",
          "ome", "WARN",
          "org.scijava", "WARN");

  private QuietLibraries() {}

  /** Sets the least level of each library that has none; cheap when it is repeated. */
  public static void apply() {
    LEAST.forEach(QuietLibraries::apply);
  }

  private static void apply(final String library, final String least) {
    final Logger logger = LoggerFactory.getLogger(library);
    try {
      final Method setLevel = method(logger, "setLevel", 1);
      if (setLevel != null && method(logger, "getLevel", 0).invoke(logger) == null) {
        final Class<?> level = setLevel.getParameterTypes()[0];
        setLevel.invoke(logger, level.getMethod("valueOf", String.class).invoke(null, least));
      }
    } catch (final ReflectiveOperationException e) {
      // Chatter is no reason to fail.
      logger.debug("No level {} for {}", least, library, e);
    }
  }

  private static Method method(final Logger logger, final String name, final int parameters) {
    return Arrays.stream(logger.getClass().getMethods())
        .filter(m -> m.getName().equals(name) && m.getParameterCount() == parameters)
        .findFirst()
        .orElse(null);
  }
}
