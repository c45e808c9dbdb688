package io.github.attrimil.bench.kill;

import io.github.attrimil.command.Shell;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** A command at work, in a process of its own or in this one. */
final class Running {

  private final Process process;
  private final CompletableFuture<Integer> status;
  private final Supplier<String> lastError;

  private Running(
      final Process process,
      final CompletableFuture<Integer> status,
      final Supplier<String> lastError) {
    this.process = process;
    this.status = status;
    this.lastError = lastError;
  }

  static Running outside(final Child child, final List<String> command) throws IOException {
    final Process process = child.start(command);
    return new Running(
        process,
        process.onExit().thenApply(Process::exitValue),
        () -> {
          try {
            return child.lastError();
          } catch (final IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  /** In this process, which is warm: a fifth of the time of a new one. */
  static Running inside(final List<String> command) {
    final ByteArrayOutputStream said = new ByteArrayOutputStream();
    final CompletableFuture<Integer> status =
        CompletableFuture.supplyAsync(
            () -> {
              final PrintStream before = System.err;
              System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
              try {
                return Shell.run(command.toArray(String[]::new));
              } finally {
                System.setErr(before);
              }
            });
    return new Running(
        null,
        status,
        () -> {
          final String[] lines = said.toString(StandardCharsets.UTF_8).strip().split("\\R");
          return lines[lines.length - 1];
        });
  }

  boolean isAlive() {
    return !status.isDone();
  }

  int status() {
    return status.join();
  }

  /** The last line on standard error. */
  String lastError() {
    return lastError.get();
  }

  void kill() {
    process.destroyForcibly();
    status.join();
  }

  void signal(final String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  Process process() {
    return process;
  }
}
