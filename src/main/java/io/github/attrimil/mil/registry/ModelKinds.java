package io.github.attrimil.mil.registry;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.mil.ModelKind;
import java.security.CodeSource;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.ServiceLoader;

/**
 * The registry of kinds. What it lists is written, one line per kind, the default first, in {@code
 * META-INF/services/io.github.attrimil.mil.ModelKind}; further jars may bring lines of their own,
 * which come after those of this one.
 */
public final class ModelKinds {

  // Not the calling thread's loader, which in Fiji may not see this jar.
  private static final List<ModelKind> ALL =
      ServiceLoader.load(ModelKind.class, ModelKinds.class.getClassLoader()).stream()
          .map(ServiceLoader.Provider::get)
          .sorted(
              Comparator.comparing(
                  kind -> !Objects.equals(jar(kind.getClass()), jar(ModelKinds.class))))
          .toList();

  private ModelKinds() {}

  private static CodeSource jar(final Class<?> type) {
    return type.getProtectionDomain().getCodeSource();
  }

  /**
   * @return all kinds, the default first
   */
  public static List<ModelKind> all() {
    return ALL;
  }

  /**
   * @param name a kind's name
   * @return the kind
   * @throws AttriMilException listing the kinds there are
   */
  public static ModelKind named(final String name) {
    return ALL.stream()
        .filter(k -> k.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new AttriMilException(
                    "kind="
                        + name
                        + " is not one of "
                        + String.join(", ", ALL.stream().map(ModelKind::name).toList())));
  }
}
