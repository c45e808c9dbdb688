package io.github.attrimil.mil.attrimil;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.attrimil.cohort.Bag;
import io.github.attrimil.tensor.Compute;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BankTest {

  private static Bank.Entry entry(final String slide) {
    final Bag bag = new Bag(slide, new float[] {1, 2, 3, 4}, 2, new int[18], Optional.empty(), "");
    return Bank.Entry.of(bag, new int[] {1});
  }

  private static List<String> slides(final Bank bank) {
    return bank.entries().stream().map(Bank.Entry::slideId).toList();
  }

  @Test
  void holdsFourAndLendsTheOldest() {
    final Bank bank = new Bank();
    assertTrue(bank.isEmpty());
    List.of("a", "b", "c", "d", "e").forEach(s -> bank.add(entry(s)));
    assertEquals(List.of("b", "c", "d", "e"), slides(bank));
    assertEquals("b", bank.rotate().slideId());
    assertEquals(List.of("c", "d", "e", "b"), slides(bank));
    bank.clear();
    assertTrue(bank.isEmpty());
  }

  @Test
  void entriesAreCopiesOfRows() {
    assertArrayEquals(new float[] {3, 4}, entry("a").features());
  }

  @Test
  void bestPatchesComeLargestFirstAndTheFirstOfEquals() {
    try (NDManager manager = Compute.engine().newBaseManager(Device.cpu())) {
      final float[] values = {0, 5, 0, 7, 0, 7, 0, -1, 0, 6};
      final BranchScores scores = BranchScores.of(manager.create(values, new Shape(5, 2)));
      assertArrayEquals(new int[] {1}, scores.best(1, 1));
      assertArrayEquals(new int[] {1, 2, 4}, scores.best(1, 3));
      assertArrayEquals(new int[] {1, 2, 4, 0, 3}, scores.best(1, 9));
      assertArrayEquals(new int[] {0, 1}, scores.best(0, 2));
    }
  }
}
