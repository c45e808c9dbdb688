package io.github.attrimil.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The other side of a comparison: a Python program of src/test/python that answers a line for each
 * line it is sent. Both sides take turns, so that other work on the machine meets both alike.
 */
final class Twin implements AutoCloseable {

  private final Process process;
  private final BufferedReader answers;
  private final Writer orders;

  /**
   * @param script its file name
   * @param arguments its arguments
   */
  Twin(final String script, final String... arguments) throws IOException {
    final List<String> command =
        new ArrayList<>(
            List.of(
                System.getProperty("python", "python3"),
                Path.of("src/test/python", script).toString()));
    command.addAll(List.of(arguments));
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    orders = process.outputWriter(StandardCharsets.UTF_8);
  }

  /**
   * @param order a line
   * @return the words of the answer
   */
  String[] ask(final String order) throws IOException {
    orders.write(order + "\n");
    orders.flush();
    final String answer = answers.readLine();
    if (answer == null) {
      throw new IOException("The twin has ended");
    }
    return answer.split(" ");
  }

  /** Something that is timed by itself. */
  interface Side {
    /**
     * @return seconds
     */
    double run() throws Exception;
  }

  /**
   * Lets both sides take turns and prints medians and ranges.
   *
   * @param what is compared
   * @param warmUp runs of our side that do not count; the virtual machine compiles what has run
   *     some dozen times; two of them on their side, too
   * @param rounds that count
   * @return how many times as long as ours theirs takes
   */
  static double compare(
      final String what, final int warmUp, final int rounds, final Side ours, final Side theirs)
      throws Exception {
    for (int i = 0; i < warmUp; i++) {
      ours.run();
    }
    for (int i = 0; i < Math.min(2, warmUp); i++) {
      theirs.run();
    }
    final double[] own = new double[rounds];
    final double[] other = new double[rounds];
    for (int i = 0; i < rounds; i++) {
      own[i] = ours.run();
      other[i] = theirs.run();
    }
    final double ratio = median(other) / median(own);
    System.out.printf(
        Locale.ROOT,
        "%s: ours %.3f s (%.3f to %.3f), theirs %.3f s (%.3f to %.3f), %d rounds in turn, theirs /"
            + " ours %.2f%n",
        what,
        median(own),
        own[0],
        own[rounds - 1],
        median(other),
        other[0],
        other[rounds - 1],
        rounds,
        ratio);
    return ratio;
  }

  private static double median(final double[] values) {
    java.util.Arrays.sort(values);
    return values[values.length / 2];
  }

  @Override
  public void close() {
    process.destroy();
  }
}
