package io.github.attrimil.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.github.attrimil.cohort.Bag;
import io.github.attrimil.cohort.FeatureCard;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.geometry.PatchGrid;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.mil.ModelShape;
import io.github.attrimil.tensor.Compute;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LearnerTest {

  private static final int STEPS = Integer.getInteger("attrimil.steps", 300);

  private static Bag bag(final int patches, final int d, final long seed) {
    final Random random = new Random(seed);
    final float[] h = new float[patches * d];
    for (int i = 0; i < h.length; i++) {
      h[i] = (float) random.nextGaussian();
    }
    final int[] nearest = new int[patches * 9];
    for (int i = 0; i < nearest.length; i++) {
      nearest[i] = i % 9 == 0 ? i / 9 : random.nextInt(patches);
    }
    return new Bag("bag" + seed, h, FeatureCard.of(d), PatchGrid.unplaced(nearest));
  }

  private static MilModel model() {
    final Recipe random = Recipes.attrimil("official");
    return random.kind().create(new ModelShape(8, 2), random.options(), 1, Device.cpu());
  }

  /** Arrays alive anywhere in the process. */
  private static int arrays() {
    try (NDManager any = Compute.engine().newBaseManager(Device.cpu())) {
      return any.getParentManager().getManagedArrays().size();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"default", "official", "paper"})
  void stepsLeaveNoArraysBehind(final String preset) {
    final Bag[] bags = {bag(6, 8, 0), bag(9, 8, 1)};
    try (MilModel model = model();
        Learner learner = new Learner(model, Recipes.attrimil(preset), 0)) {
      learner.startEpoch();
      for (int step = 0; step < 20; step++) {
        learner.step(bags[step % 2], step % 2);
      }
      final int before = arrays();
      final int own = model.manager().getManagedArrays().size();
      for (int step = 0; step < STEPS; step++) {
        learner.step(bags[step % 2], step % 2);
      }
      assertTrue(own > 10, own + " arrays");
      assertEquals(own, model.manager().getManagedArrays().size());
      assertEquals(before, arrays());
    }
  }

  /** DJL frees a number's memory before the way back needs it, unless the number is kept. */
  @ParameterizedTest
  @ValueSource(strings = {"default", "official", "paper"})
  void theGarbageCollectorChangesNothing(final String preset) throws InterruptedException {
    final float[] quiet = learned(preset);
    final AtomicBoolean stop = new AtomicBoolean();
    final Thread collector =
        new Thread(
            () -> {
              while (!stop.get()) {
                System.gc();
                LockSupport.parkNanos(1_000_000);
                for (int i = 0; i < 1000; i++) {
                  ByteBuffer.allocateDirect(Float.BYTES).putInt(0, -1);
                }
              }
            });
    collector.start();
    final float[] disturbed;
    try {
      disturbed = learned(preset);
    } finally {
      stop.set(true);
      collector.join();
    }
    assertArrayEquals(quiet, disturbed);
  }

  private static float[] learned(final String name) {
    final Recipe recipe = Recipes.attrimil(name, "rate=1e-3");
    final Bag[] bags = {bag(6, 8, 0), bag(9, 8, 1)};
    try (MilModel model = model();
        Learner learner = new Learner(model, recipe, 0)) {
      for (int epoch = 0; epoch < 15; epoch++) {
        learner.startEpoch();
        for (int step = 0; step < 20; step++) {
          learner.step(bags[step % 2], step % 2);
        }
      }
      return model.stateDict().get("adaptor.0.weight").floats();
    }
  }

  @Test
  void learnsToTellTwoBagsApart() {
    final Bag[] bags = {bag(6, 8, 0), bag(9, 8, 1)};
    try (MilModel model = model();
        Learner learner = new Learner(model, Recipes.attrimil("default", "rate=0.05"), 0)) {
      double loss = 0;
      for (int epoch = 0; epoch < 30; epoch++) {
        learner.startEpoch();
        loss =
            learner.step(bags[0], 0).parts().get("bag")
                + learner.step(bags[1], 1).parts().get("bag");
      }
      assertTrue(loss < 0.2, "loss " + loss);
    }
  }

  @Test
  void saysWhereTheLossDiverged() {
    final Bag bag = bag(6, 8, 0);
    try (MilModel model = model();
        Learner learner =
            new Learner(model, Recipes.attrimil("official", "rate=10 rank=1000000"), 0)) {
      learner.startEpoch();
      final AttriMilException e =
          assertThrows(
              AttriMilException.class,
              () -> {
                for (int step = 0; step < 50; step++) {
                  learner.step(bag, step % 2);
                }
              });
      assertTrue(e.getMessage().contains("epoch 0") && e.getMessage().contains("bag0"));
      assertTrue(e.getMessage().contains("rate="), e.getMessage());
    }
  }
}
