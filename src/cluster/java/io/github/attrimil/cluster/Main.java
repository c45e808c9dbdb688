package io.github.attrimil.cluster;

import io.github.attrimil.command.Shell;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * The shell on a cluster: {@code spark-submit --class io.github.attrimil.cluster.Main
 * attrimil-spark.jar COMMAND name=value ...}. Exit statuses are the shell's.
 */
public final class Main {

  private static final String CLUSTER = "cluster=";

  private Main() {}

  /**
   * Starts a command and ends the process with its exit status.
   *
   * @param args a command's name and its parameters as name=value
   */
  public static void main(final String[] args) {
    System.setProperty("java.awt.headless", "true");
    final boolean given = Arrays.stream(args).anyMatch(a -> a.startsWith(CLUSTER));
    final boolean help = args.length < 2;
    // Empty: as spark-submit was told.
    final String[] all =
        given || help
            ? args
            : Stream.concat(Arrays.stream(args), Stream.of(CLUSTER)).toArray(String[]::new);
    final int status = Shell.run(all);
    System.out.flush();
    System.err.flush();
    System.exit(status);
  }
}
