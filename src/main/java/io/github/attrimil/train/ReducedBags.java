package io.github.attrimil.train;

import ai.djl.Device;
import io.github.attrimil.cohort.Bag;
import io.github.attrimil.cohort.BagCache;
import io.github.attrimil.mil.reduction.Reduction;
import io.github.attrimil.tensor.Tensor;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Bags as the network of one fold sees them: with the features of patches, or with reduced ones,
 * which are computed once for each bag while memory lasts.
 *
 * @param reduction from the features of patches to those that the network sees, if any
 * @param bags gives a slide's bag, as the network sees it
 */
record ReducedBags(Optional<Reduction> reduction, Function<String, Bag> bags) {

  /** Reduced bags take up to a sixth of the heap; those they are made from take a third. */
  private static final int SIXTH = 6;

  /** Features as patches have them. */
  static ReducedBags none(final Function<String, Bag> bags) {
    return new ReducedBags(Optional.empty(), bags);
  }

  /** Reduced features. */
  static ReducedBags of(
      final Reduction reduction, final Function<String, Bag> bags, final Device device) {
    return new ReducedBags(
        Optional.of(reduction),
        new BagCache(slide -> reduction.of(bags.apply(slide), device), SIXTH)::get);
  }

  Bag get(final String slide) {
    return bags.apply(slide);
  }

  /** The state dict of the whole model of a network that sees these bags. */
  Map<String, Tensor> model(final Map<String, Tensor> network) {
    return reduction.map(r -> r.with(network)).orElse(network);
  }
}
