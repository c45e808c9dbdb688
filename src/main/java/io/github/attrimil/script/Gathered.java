package io.github.attrimil.script;

import io.github.attrimil.core.Job;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Keeps what a command reports, and shows it. */
final class Gathered implements Job.Listener {

  private final Consumer<String> show;
  private final List<String> messages = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  Gathered(final Consumer<String> show) {
    this.show = show;
  }

  @Override
  public synchronized void info(final String message) {
    messages.add(message);
    show.accept(message);
  }

  @Override
  public synchronized void warn(final String message) {
    warnings.add(message);
    show.accept("Warning: " + message);
  }

  @Override
  public synchronized void progress(final String message, final long done, final long total) {
    show.accept(message);
  }

  synchronized List<String> messages() {
    return List.copyOf(messages);
  }

  synchronized List<String> warnings() {
    return List.copyOf(warnings);
  }
}
