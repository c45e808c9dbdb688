package io.github.attrimil.adapt;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.encoder.EncoderCard;
import io.github.attrimil.encoder.features.Encoders;
import io.github.attrimil.encoder.resnet.ResNetWeights;
import io.github.attrimil.project.Project;
import java.util.Optional;

/**
 * What a training starts from.
 *
 * @param weights a residual network's, without adapters
 * @param card the size and normalization of its patches
 */
record Start(ResNetWeights weights, EncoderCard card) {

  /** Small patches, because a network with random weights needs many of them. */
  private static final int RANDOM_SIZE = 96;

  private static final double[] MEAN = {0.485, 0.456, 0.406};
  private static final double[] STD = {0.229, 0.224, 0.225};

  /**
   * Reads it.
   *
   * @param project the project, whose encoders are found by name
   * @param request what to train
   * @param job asked whether to stop a download
   * @return the start
   * @throws AttriMilException when there is no such encoder, or it has adapters or no weights
   */
  static Start of(final Project project, final AdaptRequest request, final Job job) {
    final String given = request.encoder();
    final int size = request.numbers().size();
    final long seed = request.run().seed();
    final Optional<ResNetWeights> random = RandomWeights.find(given, seed);
    if (random.isPresent()) {
      return new Start(
          random.get(),
          new EncoderCard(
              given, size > 0 ? size : RANDOM_SIZE, MEAN, STD, "", "drawn by seed " + seed));
    }
    final String encoder = Encoders.find(project, given);
    Encoders.fetch(encoder, job);
    final ResNetWeights weights = Encoders.weights(encoder);
    for (int stage = 1; stage <= weights.kind().stages(); stage++) {
      if (weights.adapted(stage)) {
        throw new AttriMilException(
            "encoder="
                + given
                + " has adapters already, such as "
                + "\"adapter"
                + stage
                + ".0.weight\"; give the weights it started from");
      }
    }
    final EncoderCard card = Encoders.card(encoder);
    return new Start(weights, size > 0 ? resized(card, size) : card);
  }

  private static EncoderCard resized(final EncoderCard card, final int size) {
    return new EncoderCard(
        card.name(), size, card.mean(), card.std(), card.sha256(), card.source());
  }
}
