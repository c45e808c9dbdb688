/**
 * The plain baselines: every patch is classified on its own, and the bag's logits are the mean of
 * the patches' or those of one patch. Uses mil and tensor. Start reading at {@link
 * io.github.attrimil.mil.pooling.MeanKind} and {@link io.github.attrimil.mil.pooling.MaxKind}; the
 * network of both is beside them.
 */
package io.github.attrimil.mil.pooling;
