package io.github.attrimil.mil.attrimil;

import ai.djl.ndarray.NDArray;

/**
 * What AttriMIL says of a bag, as arrays that gradients flow through.
 *
 * @param attributeScore N x C: s_ic = u_ic exp(a_ic), what patch i says for or against class c
 * @param attention N x C: a_ic, before the exponential
 * @param logits C: sum_i s_ic / sum_i exp(a_ic) + bias_c
 */
public record AttributeOutput(NDArray attributeScore, NDArray attention, NDArray logits) {}
