package io.github.attrimil.encoder.features;

import io.github.attrimil.core.Job;
import io.github.attrimil.encoder.Encoder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The same encoder on every device, for slides that are worked on at once: each slide stays on one
 * device. An encoder is loaded when the first slide comes to its device.
 */
final class EncoderPool implements AutoCloseable {

  /** One device. */
  private static final class Place {
    private final Supplier<Encoder> opening;
    private SharedEncoder encoder;
    private int slides;

    private Place(final Supplier<Encoder> opening) {
      this.opening = opening;
    }
  }

  /** An encoder for one slide, which gives it back. */
  final class Lease implements AutoCloseable {
    private final Place place;

    private Lease(final Place place) {
      this.place = place;
    }

    /**
     * @return the encoder
     */
    Encoder encoder() {
      return place.encoder;
    }

    @Override
    public void close() {
      back(place);
    }
  }

  private final Job job;
  private final List<Place> places = new ArrayList<>();

  /**
   * @param openings load the encoder, one for each device
   * @param job of the run, asked whether to stop
   */
  EncoderPool(final List<Supplier<Encoder>> openings, final Job job) {
    this.job = job;
    openings.forEach(opening -> places.add(new Place(opening)));
  }

  /**
   * @return the encoder of the device with the fewest slides, of the first of these
   */
  synchronized Lease take() {
    Place least = places.get(0);
    for (final Place place : places) {
      if (place.slides < least.slides) {
        least = place;
      }
    }
    if (least.encoder == null) {
      least.encoder = new SharedEncoder(least.opening, job);
    }
    least.slides++;
    return new Lease(least);
  }

  private synchronized void back(final Place place) {
    place.slides--;
  }

  /**
   * @return how long encoders have encoded, the mean of the devices in use
   */
  synchronized double busySeconds() {
    return places.stream()
        .filter(place -> place.encoder != null)
        .mapToDouble(place -> place.encoder.busySeconds())
        .average()
        .orElse(0);
  }

  @Override
  public synchronized void close() {
    for (final Place place : places) {
      if (place.encoder != null) {
        place.encoder.close();
      }
    }
  }
}
