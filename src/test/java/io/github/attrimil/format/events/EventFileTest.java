package io.github.attrimil.format.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventFileTest {

  @TempDir private Path folder;

  /** Steps beyond 127 have a number of two bytes. */
  private static final int MANY = 300;

  private static Map<String, Double> scalars(final int step) {
    final Map<String, Double> scalars = new LinkedHashMap<>();
    scalars.put("loss", 1.0 / (step + 1));
    scalars.put("val_ä", -step * 1e-3);
    return scalars;
  }

  private void add(final EventFile file, final int until) {
    for (int step = file.steps(); step < until; step++) {
      file.add(scalars(step));
    }
  }

  private void assertSteps(final int count) {
    final List<Events.Step> steps = Events.read(folder);
    assertEquals(count, steps.size());
    for (int i = 0; i < count; i++) {
      assertEquals(i, steps.get(i).step());
      assertEquals(
          Map.of("loss", (float) (1.0 / (i + 1)), "val_ä", (float) (-i * 1e-3)),
          steps.get(i).scalars());
      assertTrue(Math.abs(steps.get(i).wallTime() - System.currentTimeMillis() / 1e3) < 60);
    }
  }

  @Test
  void holdsWhatWasAdded() {
    add(EventFile.open(folder, 0), MANY);
    assertSteps(MANY);
  }

  @Test
  void isContinuedAfterAnyStep() {
    add(EventFile.open(folder, 0), 10);
    final EventFile continued = EventFile.open(folder, 7);
    assertEquals(7, continued.steps());
    assertSteps(7);
    add(continued, 12);
    assertSteps(12);
    assertEquals(12, EventFile.open(folder, 100).steps());
    assertEquals(0, EventFile.open(folder, 0).steps());
    assertSteps(0);
  }

  /** A program that is killed may leave any part of a record. */
  @Test
  void aRecordThatWasCutShortIsWrittenAgain() throws IOException {
    final Path file = folder.resolve(EventFile.NAME);
    add(EventFile.open(folder, 0), 2);
    final int before = (int) Files.size(file);
    add(EventFile.open(folder, 2), 3);
    final byte[] bytes = Files.readAllBytes(file);
    for (int end = before; end < bytes.length; end++) {
      Files.write(file, Arrays.copyOf(bytes, end));
      add(EventFile.open(folder, 3), 3);
      assertSteps(3);
    }
    // Bits that fell over, and a length beyond all bounds.
    for (final int at : new int[] {before, before + 7, before + 9, before + 15, bytes.length - 1}) {
      final byte[] damaged = bytes.clone();
      damaged[at] ^= (byte) 0x80;
      Files.write(file, damaged);
      assertEquals(2, EventFile.open(folder, 3).steps(), "byte " + at);
    }
    Files.write(file, new byte[] {1, 2, 3}, StandardOpenOption.TRUNCATE_EXISTING);
    add(EventFile.open(folder, 3), 3);
    assertSteps(3);
  }

  /** TensorBoard itself, where a python with it is found: -Dattrimil.python=PROGRAM names one. */
  @Test
  void tensorBoardListsTheSame() throws Exception {
    final String python = System.getProperty("attrimil.python", "python3");
    add(EventFile.open(folder, 0), MANY);
    final Process process;
    try {
      process =
          new ProcessBuilder(
                  python,
                  "-c",
                  """
                  import sys
                  try:
                      from tensorboard.backend.event_processing import event_accumulator as ea
                  except ImportError:
                      sys.exit(3)
                  a = ea.EventAccumulator(sys.argv[1], size_guidance={ea.SCALARS: 0})
                  a.Reload()
                  for tag in sorted(a.Tags()['scalars']):
                      for e in a.Scalars(tag):
                          print(ascii(tag), e.step, repr(e.value))
                  """,
                  folder.toString())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (final IOException e) {
      assumeTrue(false, "no " + python);
      return;
    }
    final List<String> lines =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .toList();
    assertTrue(process.waitFor(1, TimeUnit.MINUTES));
    assumeTrue(process.exitValue() != 3, "no TensorBoard");
    assertEquals(0, process.exitValue());
    assertEquals(2 * MANY, lines.size());
    for (int i = 0; i < lines.size(); i++) {
      final String[] words = lines.get(i).split(" ");
      assertEquals(i < MANY ? "'loss'" : "'val_\\xe4'", words[0]);
      assertEquals(i % MANY, Integer.parseInt(words[1]));
      final double value = scalars(i % MANY).get(i < MANY ? "loss" : "val_ä");
      assertEquals((float) value, (float) Double.parseDouble(words[2]));
    }
  }
}
