package io.github.attrimil.mil;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.mil.registry.ModelKinds;
import org.junit.jupiter.api.Test;

/** A kind of another jar is one class and one line in META-INF/services. */
class FifthKindTest {

  @Test
  void itIsFoundByItsLine() {
    final ModelKind kind = ModelKinds.named("maxlinear");
    assertSame(MaxLinearKind.class, kind.getClass());
    assertTrue(ModelKindContractTest.kinds().contains(kind));
    assertTrue(ModelKindGradientTest.kinds().contains(kind));
  }

  /** Wherever another jar is on the class path, the default is this one's. */
  @Test
  void kindsOfOtherJarsComeLast() {
    assertEquals("attrimil", ModelKinds.all().get(0).name());
    assertEquals("maxlinear", ModelKinds.all().get(ModelKinds.all().size() - 1).name());
  }
}
