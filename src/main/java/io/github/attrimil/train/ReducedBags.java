package io.github.attrimil.train;

import ai.djl.Device;
import io.github.attrimil.cohort.Bag;
import io.github.attrimil.mil.reduction.Reduction;
import io.github.attrimil.tensor.Tensor;
import io.github.attrimil.train.bags.BagCache;
import io.github.attrimil.train.bags.BagQueue;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Bags as the network of one fold sees them: with the features of patches, or with reduced ones,
 * which are computed once for each bag while memory lasts.
 *
 * @param reduction from the features of patches to those that the network sees, if any
 * @param bags gives a bag as patches have their features
 * @param reduced bags as the network sees them, where that is something else
 */
record ReducedBags(
    Optional<Reduction> reduction, Function<String, Bag> bags, Optional<BagCache> reduced) {

  /** Reduced bags of all folds at work take up to a sixth of the heap. */
  private static final int SIXTH = 6;

  /** Features as patches have them. */
  static ReducedBags none(final Function<String, Bag> bags) {
    return new ReducedBags(Optional.empty(), bags, Optional.empty());
  }

  /**
   * Reduced features.
   *
   * @param reduction from the features of patches to those that the network sees
   * @param bags gives a bag as patches have their features
   * @param device where it is computed
   * @param atOnce how many folds share the memory
   */
  static ReducedBags of(
      final Reduction reduction,
      final Function<String, Bag> bags,
      final Device device,
      final int atOnce) {
    return new ReducedBags(
        Optional.of(reduction),
        bags,
        Optional.of(new BagCache(id -> reduction.of(bags.apply(id), device), SIXTH * atOnce)));
  }

  /** What the network of a bag of the fold sees. */
  Bag get(final String id) {
    return reduced.map(cache -> cache.get(id)).orElseGet(() -> bags.apply(id));
  }

  /**
   * Reads a bag, in another thread than the network's, in which the reduction is computed.
   *
   * @param id of the bag
   * @return the bag
   */
  BagQueue.Ready read(final String id) {
    final Bag bag = reduced.flatMap(cache -> cache.known(id)).orElseGet(() -> bags.apply(id));
    return new BagQueue.Ready(reduced.isEmpty() ? () -> bag : () -> get(id), bag.bytes());
  }

  /** The state dict of the whole model of a network that sees these bags. */
  Map<String, Tensor> model(final Map<String, Tensor> network) {
    return reduction.map(r -> r.with(network)).orElse(network);
  }
}
