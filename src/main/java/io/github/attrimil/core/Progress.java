package io.github.attrimil.core;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/** Counts units of work and reports to the listener, a few times a second at most. */
public final class Progress {

  private static final long EVERY_NANOS = 500_000_000L;

  private final Job job;
  private final Job.Listener listener;
  private final String what;
  private final String unit;
  private final long total;
  private final long start = System.nanoTime();
  private final AtomicLong done = new AtomicLong();
  private final AtomicLong reportedAt = new AtomicLong(start);
  private volatile String note = "";

  Progress(
      final Job job,
      final Job.Listener listener,
      final String what,
      final String unit,
      final long total) {
    this.job = job;
    this.listener = listener;
    this.what = what;
    this.unit = unit;
    this.total = total;
  }

  /**
   * Counts, reports, and stops the work when the user cancels.
   *
   * @param units how many units were just finished
   * @throws CanceledException when the user cancels
   */
  public void add(final long units) {
    final long d = done.addAndGet(units);
    final long now = System.nanoTime();
    final long reported = reportedAt.get();
    if ((now - reported > EVERY_NANOS || d == total) && reportedAt.compareAndSet(reported, now)) {
      listener.progress(text(d, (now - start) / 1e9), d, total);
    }
    job.checkCanceled();
  }

  /**
   * @param text shown with count and rate from now on, for example what the work waits for
   */
  public void note(final String text) {
    note = text;
  }

  /** What is shown: count, rate, time left and the note. */
  String text(final long d, final double seconds) {
    final double rate = seconds > 0 ? d / seconds : 0;
    final StringBuilder s = new StringBuilder(what).append(": ").append(d);
    if (total > 0) {
      s.append(" of ").append(total);
    }
    s.append(' ').append(unit);
    if (rate > 0) {
      s.append(String.format(Locale.ROOT, ", %.3g %s/s", rate, unit));
      if (total > d) {
        s.append(", ").append(duration((total - d) / rate)).append(" left");
      }
    }
    return note.isEmpty() ? s.toString() : s.append(", ").append(note).toString();
  }

  /**
   * @param seconds at least 0
   * @return for example "8 s", "3 min 5 s" or "2 h 10 min"
   */
  public static String duration(final double seconds) {
    final long s = Math.round(seconds);
    return s < 60
        ? s + " s"
        : s < 3600 ? s / 60 + " min " + s % 60 + " s" : s / 3600 + " h " + s % 3600 / 60 + " min";
  }
}
