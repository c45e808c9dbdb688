package io.github.attrimil.encoder.features;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.github.attrimil.core.Job;
import io.github.attrimil.encoder.Encoder;
import io.github.attrimil.encoder.EncoderCard;
import io.github.attrimil.format.image.RgbImage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Slides are shared out to encoders, one for each device. */
class EncoderPoolTest {

  private final List<Integer> loaded = new ArrayList<>();
  private final List<Integer> closed = new ArrayList<>();

  /** Gives the number of its device as the only feature. */
  private final class Numbered implements Encoder {
    private final int device;

    private Numbered(final int device) {
      this.device = device;
      loaded.add(device);
    }

    @Override
    public EncoderCard card() {
      return new EncoderCard("numbered", 1, new double[] {0, 0, 0}, new double[] {1, 1, 1}, "", "");
    }

    @Override
    public int batchSize() {
      return 1;
    }

    @Override
    public float[] prepare(final RgbImage patch) {
      return new float[] {0};
    }

    @Override
    public float[][] encode(final List<float[]> prepared) {
      return new float[][] {{device}};
    }

    @Override
    public void close() {
      closed.add(device);
    }
  }

  private EncoderPool pool(final int devices) {
    final List<Supplier<Encoder>> openings = new ArrayList<>();
    for (int i = 0; i < devices; i++) {
      final int device = i;
      openings.add(() -> new Numbered(device));
    }
    return new EncoderPool(openings, Job.silent());
  }

  private static int device(final EncoderPool.Lease lease) {
    return (int) lease.encoder().encode(List.of(new float[] {0}))[0][0];
  }

  @Test
  void slidesGoToTheDeviceWithTheFewest() {
    try (EncoderPool pool = pool(2)) {
      final EncoderPool.Lease first = pool.take();
      final EncoderPool.Lease second = pool.take();
      final EncoderPool.Lease third = pool.take();
      assertEquals(0, device(first));
      assertEquals(1, device(second));
      assertEquals(0, device(third));
      assertSame(first.encoder(), third.encoder());
      assertNotSame(first.encoder(), second.encoder());
      second.close();
      try (EncoderPool.Lease next = pool.take()) {
        assertEquals(1, device(next));
      }
    }
    assertEquals(List.of(0, 1), closed);
  }

  @Test
  void oneSlideAtATimeLoadsOneEncoder() {
    try (EncoderPool pool = pool(3)) {
      for (int slide = 0; slide < 4; slide++) {
        try (EncoderPool.Lease lease = pool.take()) {
          assertEquals(0, device(lease));
        }
      }
    }
    assertEquals(List.of(0), loaded);
    assertEquals(List.of(0), closed);
  }

  @Test
  void noSlideLoadsNoEncoder() {
    pool(2).close();
    assertEquals(List.of(), loaded);
  }
}
