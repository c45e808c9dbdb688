package io.github.attrimil.core;

import java.util.List;

/** Who listens to a job in tests. */
public final class Listeners {

  /** Nobody. */
  public static final Job.Listener NOBODY = new Quiet();

  /** Takes messages and progress; to be extended by who looks at some of them. */
  public static class Quiet implements Job.Listener {
    @Override
    public void info(final String message) {
      // Not asked for.
    }

    @Override
    public void warn(final String message) {
      // Not asked for.
    }

    @Override
    public void progress(final String message, final long done, final long total) {
      // Not asked for.
    }
  }

  private Listeners() {}

  /**
   * @param said takes what is said, warnings too
   * @return the listener
   */
  public static Job.Listener to(final List<String> said) {
    return new Quiet() {
      @Override
      public void info(final String message) {
        said.add(message);
      }

      @Override
      public void warn(final String message) {
        said.add(message);
      }
    };
  }
}
