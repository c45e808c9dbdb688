package io.github.attrimil.fiji;

import java.lang.reflect.Method;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the debug output of libraries out of Fiji's console, which opens by itself at the first
 * warning. Fiji logs with logback, which is not ours to link against, so it is asked by name; with
 * another logger nothing happens.
 */
public final class QuietLibraries {

  private static final Map<String, String> LEAST =
      Map.of("io.jhdf", "ERROR", "ai.djl", "WARN", "loci.formats", "WARN", "loci.common", "WARN");

  private QuietLibraries() {}

  /** Sets the least level of each library that is set. */
  public static void apply() {
    LEAST.forEach(QuietLibraries::apply);
  }

  private static void apply(final String library, final String least) {
    final Logger logger = LoggerFactory.getLogger(library);
    try {
      final Method setLevel =
          java.util.Arrays.stream(logger.getClass().getMethods())
              .filter(m -> m.getName().equals("setLevel") && m.getParameterCount() == 1)
              .findFirst()
              .orElse(null);
      if (setLevel != null) {
        final Class<?> level = setLevel.getParameterTypes()[0];
        setLevel.invoke(logger, level.getMethod("valueOf", String.class).invoke(null, least));
      }
    } catch (final ReflectiveOperationException e) {
      // Chatter is no reason to fail.
      logger.debug("No level {} for {}", least, library, e);
    }
  }
}
