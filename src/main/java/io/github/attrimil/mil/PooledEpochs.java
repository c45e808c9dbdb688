package io.github.attrimil.mil;

import io.github.attrimil.core.options.Option;

/**
 * A remedy of kinds whose classifier of patches learns from the strongest patch of a slide alone
 * (max pooling). That finds a lesion only where the first weights happen to rank lesions high:
 * where they rank them last, which is as likely, it never sees one. So the mean of the patches'
 * logits takes the place of the strongest in the first epochs and shows the direction.
 */
public final class PooledEpochs {

  /** How long all patches of a slide teach the classifier of patches. */
  public static final Option<Integer> OPTION =
      Option.integer(
          "pooled",
          "Mean pooling until epoch",
          "Epochs in which the patch classifier is trained on all patches of a slide;"
              + " afterwards, on the strongest one only.",
          10,
          0,
          100_000);

  private PooledEpochs() {}
}
