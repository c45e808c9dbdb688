package io.github.attrimil.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A signal that arrives while Java still starts ends the process in one line as well. */
class EarlySignalTest {

  /** Starts the shell in a process that ends already, as SIGTERM makes it. */
  static final class Ending {

    private Ending() {}

    public static void main(final String[] args) {
      final PrintStream err = System.err;
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> err.println("status " + Shell.run(args, System.out, err, () -> true))));
      Runtime.getRuntime().exit(0);
    }
  }

  @Test
  void noTraceIsPrinted() throws IOException {
    final DemoProject.Ran ran = ChildJava.run(Ending.class, List.of(), "doctor");
    assertEquals("status 1", ran.lastError(), ran.err());
    assertTrue(ran.err().contains("Canceled"), ran.err());
    assertFalse(ran.err().contains("\tat "), ran.err());
  }
}
