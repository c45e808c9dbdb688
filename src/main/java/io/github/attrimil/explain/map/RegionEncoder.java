package io.github.attrimil.explain.map;

import io.github.attrimil.cohort.Bag;
import io.github.attrimil.cohort.BagSource;
import io.github.attrimil.cohort.FeatureCard;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.Workers;
import io.github.attrimil.encoder.Encoder;
import io.github.attrimil.encoder.EncoderCard;
import io.github.attrimil.encoder.features.Encoders;
import io.github.attrimil.encoder.features.Encoding;
import io.github.attrimil.encoder.features.FeatureExtractor;
import io.github.attrimil.geometry.PatchGrid;
import io.github.attrimil.mil.registry.ModelCard;
import io.github.attrimil.project.Project;
import io.github.attrimil.slide.Slide;
import io.github.attrimil.tensor.DeviceChoice;

/** Makes a bag of a region's patches with a model's encoder. */
final class RegionEncoder {

  private final Project project;
  private final ModelCard card;
  private final DeviceChoice device;
  private final Job job;

  /**
   * @param project where encoders are looked up by name
   * @param card the model, whose features these must be
   * @param device where networks compute
   * @param job shown progress
   */
  RegionEncoder(
      final Project project, final ModelCard card, final DeviceChoice device, final Job job) {
    this.project = project;
    this.card = card;
    this.device = device;
    this.job = job;
  }

  /**
   * @param slide the slide
   * @param grid the region's patches
   * @param how the encoder, as `features` takes it, and its precision; empty for the name in the
   *     model's card
   * @return the region as a bag of its own
   * @throws AttriMilException when the encoder is not known, or not the model's
   */
  Bag encode(final Slide slide, final PatchGrid grid, final Encoding how) {
    final String given = how.encoder().strip();
    final String wanted = given.isEmpty() ? card.features().encoder() : given;
    if (wanted.isEmpty()) {
      throw new AttriMilException(
          "The model \""
              + card.name()
              + "\" does not name its encoder; give encoder= as for `features`");
    }
    final Encoding found = how.with(Encoders.find(project, wanted));
    final EncoderCard encoderCard = Encoders.card(found, job);
    try (Encoder encoder = Encoders.open(found, device, job)) {
      final FeatureExtractor.Result result =
          FeatureExtractor.encode(slide, grid, encoder, Workers.readers(), job);
      final FeatureCard features =
          new FeatureCard(
              result.dimension(),
              wanted,
              encoderCard.toJson(),
              grid.scale().pixels(),
              grid.scale().mpp());
      BagSource.check("the region of slide \"" + slide.id() + "\"", card.features(), features);
      return new Bag(slide.id(), result.features(), features, grid);
    }
  }
}
