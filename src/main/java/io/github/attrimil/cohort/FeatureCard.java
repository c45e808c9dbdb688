package io.github.attrimil.cohort;

import io.github.attrimil.core.AttriMilException;
import java.util.Optional;

/**
 * What features are: how many, by which encoder, of patches of which size. A model keeps the card
 * of the features it was trained on, and takes no others.
 *
 * @param dimension D
 * @param encoder the encoder's name, empty where not known
 * @param encoderCard its card as JSON, empty where not known
 * @param patchSize pixels along the edge of a patch as the encoder was given it, 0 where not known
 * @param mpp micrometers per pixel of it, 0 where not known
 */
public record FeatureCard(
    int dimension, String encoder, String encoderCard, int patchSize, double mpp) {

  /** Tolerance of a pixel size: slides of one study differ by a few thousandths. */
  private static final double SAME_MPP = 0.02;

  /**
   * What two cards disagree on.
   *
   * @param what width, encoder, mpp or patch size
   * @param own the value of the one card
   * @param other the value of the other
   */
  public record Difference(What what, Object own, Object other) {}

  /** The values of a card that must agree. */
  public enum What {
    /** D. */
    WIDTH("width"),
    /** The encoder with its weights and its input. */
    ENCODER("encoder"),
    /** Micrometers per pixel. */
    MPP("mpp"),
    /** Pixels along the edge of a patch. */
    PATCH_SIZE("patch size");

    private final String words;

    What(final String words) {
      this.words = words;
    }

    @Override
    public String toString() {
      return words;
    }
  }

  /** Checks D; what is null or not above 0 is not known. */
  public FeatureCard {
    if (dimension < 1) {
      throw new AttriMilException("Features need a width of at least 1, not " + dimension);
    }
    encoder = encoder == null ? "" : encoder;
    encoderCard = encoderCard == null ? "" : encoderCard;
    patchSize = Math.max(0, patchSize);
    mpp = mpp > 0 ? mpp : 0;
  }

  /**
   * @param dimension D
   * @return the card of features of which nothing else is known
   */
  public static FeatureCard of(final int dimension) {
    return new FeatureCard(dimension, "", "", 0, 0);
  }

  /**
   * The first difference to other features; what one of the cards does not state agrees with
   * anything, and pixel sizes may differ by 2 %.
   *
   * @param other their card
   * @return the difference, or nothing when both may be given to one model
   */
  public Optional<Difference> difference(final FeatureCard other) {
    if (dimension != other.dimension) {
      return Optional.of(new Difference(What.WIDTH, dimension, other.dimension));
    }
    if (!encoderCard.isEmpty()
        && !other.encoderCard.isEmpty()
        && !encoderCard.equals(other.encoderCard)) {
      return Optional.of(encoders(other));
    }
    if (mpp > 0 && other.mpp > 0 && Math.abs(other.mpp / mpp - 1) > SAME_MPP) {
      return Optional.of(new Difference(What.MPP, mpp, other.mpp));
    }
    if (patchSize > 0 && other.patchSize > 0 && patchSize != other.patchSize) {
      return Optional.of(new Difference(What.PATCH_SIZE, patchSize, other.patchSize));
    }
    return Optional.empty();
  }

  /** Names, or the cards of one name, such as two versions of its weights. */
  Difference encoders(final FeatureCard other) {
    final boolean names = !encoder.isEmpty() && !encoder.equals(other.encoder);
    return new Difference(
        What.ENCODER,
        names ? encoder : known(encoderCard),
        names ? known(other.encoder) : known(other.encoderCard));
  }

  private static String known(final String value) {
    return value.isEmpty() ? "not known" : value;
  }

  /**
   * @param other a card without difference
   * @return this card, with the patch size and mpp of the other where this one does not state them
   */
  FeatureCard filled(final FeatureCard other) {
    return new FeatureCard(
        dimension,
        encoder.isEmpty() ? other.encoder : encoder,
        encoderCard.isEmpty() ? other.encoderCard : encoderCard,
        patchSize > 0 ? patchSize : other.patchSize,
        mpp > 0 ? mpp : other.mpp);
  }
}
