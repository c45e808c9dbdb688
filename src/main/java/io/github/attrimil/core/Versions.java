package io.github.attrimil.core;

import java.util.Optional;

/** Versions of this package and of the libraries it runs with, as their jars state them. */
public final class Versions {

  private Versions() {}

  /**
   * @return this package's version, "development" when run from classes
   */
  public static String ofThis() {
    return of(Versions.class).orElse("development");
  }

  /**
   * @param type a class of the library
   * @return the version its jar states, if it states one
   */
  public static Optional<String> of(final Class<?> type) {
    return Optional.ofNullable(type.getPackage()).map(Package::getImplementationVersion);
  }
}
