package io.github.attrimil.train;

import io.github.attrimil.core.AttriMilException;

/** A loss that is no longer finite: this start of a training cannot go on, but another may. */
final class Diverged extends AttriMilException {

  private static final long serialVersionUID = 1;

  /**
   * @param what which loss, where, and what it became
   */
  Diverged(final String what) {
    super(what + "; train with a lower rate= or with clip=1");
  }
}
