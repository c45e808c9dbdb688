package io.github.attrimil.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AttriMilExceptionTest {

  @Test
  void linesBecomeOne() {
    assertEquals("a b c", AttriMilException.oneLine(new AttriMilException(" a \r\n\n  b\n c\n")));
    assertEquals(
        "IllegalStateException: a", AttriMilException.oneLine(new IllegalStateException("a")));
  }

  /** A message may quote a file's text of a million spaces. */
  @Test
  void longTextsTakeNoLongTime() {
    final String quoted = "x" + " ".repeat(1_000_000) + "y";
    final String line =
        assertTimeout(
            Duration.ofSeconds(10), () -> AttriMilException.oneLine(new AttriMilException(quoted)));
    assertTrue(line.length() < 2100 && line.startsWith("x") && line.endsWith("y"), line);
  }
}
