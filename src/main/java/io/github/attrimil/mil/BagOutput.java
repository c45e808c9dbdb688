package io.github.attrimil.mil;

import ai.djl.ndarray.NDArray;

/**
 * What a network gives for a bag, as arrays that gradients flow through.
 *
 * @param logits C
 * @param patches its evidence for each patch
 * @param own further output that the kind's own objective needs; null for most
 */
public record BagOutput(NDArray logits, PatchEvidence patches, Object own) {}
