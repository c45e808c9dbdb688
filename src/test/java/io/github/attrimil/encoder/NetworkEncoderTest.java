package io.github.attrimil.encoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import io.github.attrimil.core.AttriMilException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A device whose memory does not suffice for a batch. */
class NetworkEncoderTest {

  private static final String MESSAGE = "CUDA out of memory. Tried to allocate 1.5 GiB";

  /** Gives each patch its own number, and fails for more than so many at a time. */
  private static final class Small extends NetworkEncoder {

    private final int fits;
    private final RuntimeException failure;
    private final List<Integer> sizes = new ArrayList<>();

    Small(final int fits, final RuntimeException failure) {
      super(
          new EncoderCard("small", 8, new double[3], new double[] {1, 1, 1}, "", ""),
          Device.cpu(),
          Layout.CHANNELS_FIRST,
          256);
      this.fits = fits;
      this.failure = failure;
    }

    @Override
    protected float[][] compute(final List<float[]> some, final int atOnce) {
      assertTrue(some.size() <= atOnce);
      if (some.size() > fits) {
        throw failure;
      }
      sizes.add(some.size());
      return some.toArray(float[][]::new);
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }

  private static List<float[]> patches(final int n) {
    return IntStream.range(0, n).mapToObj(i -> new float[] {i}).toList();
  }

  @Test
  void theBatchIsHalvedAndSaidOnce() {
    final Small encoder = new Small(10, new EngineException(MESSAGE));
    final List<String> said = new ArrayList<>();
    encoder.warnings(said::add);
    assertEquals(32, encoder.batchSize());
    for (int again = 0; again < 2; again++) {
      final float[][] rows = encoder.encode(patches(32));
      for (int i = 0; i < rows.length; i++) {
        assertArrayEquals(new float[] {i}, rows[i]);
      }
    }
    assertEquals(List.of(8, 8, 8, 8, 8, 8, 8, 8), encoder.sizes);
    assertEquals(8, encoder.batchSize());
    assertEquals(1, said.size());
    assertTrue(said.get(0).contains("32 patches") && said.get(0).contains("small"), said.get(0));
  }

  @Test
  void aWrappedFailureIsUnderstood() {
    final Small encoder =
        new Small(16, new AttriMilException("fails on patches", new EngineException(MESSAGE)));
    assertEquals(32, encoder.encode(patches(32)).length);
    assertEquals(List.of(16, 16), encoder.sizes);
  }

  @Test
  void onePatchThatDoesNotFitIsRefused() {
    final Small encoder = new Small(0, new EngineException(MESSAGE));
    final String message =
        assertThrows(AttriMilException.class, () -> encoder.encode(patches(3))).getMessage();
    assertTrue(message.contains("one patch") && message.contains(MESSAGE), message);
  }

  @Test
  void otherFailuresPass() {
    final EngineException other = new EngineException("shapes differ");
    final Small encoder = new Small(0, other);
    assertEquals(other, assertThrows(EngineException.class, () -> encoder.encode(patches(2))));
  }
}
