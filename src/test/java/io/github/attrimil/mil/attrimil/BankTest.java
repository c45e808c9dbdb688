package io.github.attrimil.mil.attrimil;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.attrimil.tensor.Compute;
import java.util.List;
import org.junit.jupiter.api.Test;

class BankTest {

  private static Bank.Entry entry(final float value) {
    return new Bank.Entry(new float[] {value}, 1);
  }

  private static List<Float> values(final Bank bank) {
    return bank.entries().stream().map(e -> e.rows()[0]).toList();
  }

  @Test
  void holdsFourAndRotatesTheOldest() {
    final Bank bank = new Bank();
    assertTrue(bank.isEmpty());
    List.of(1f, 2f, 3f, 4f, 5f).forEach(v -> bank.add(entry(v)));
    assertEquals(List.of(2f, 3f, 4f, 5f), values(bank));
    assertEquals(2f, bank.rotate().rows()[0]);
    assertEquals(List.of(3f, 4f, 5f, 2f), values(bank));
    bank.clear();
    assertTrue(bank.isEmpty());
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
