/**
 * Additive MIL: the logits are sums of what each attended patch contributes. Uses mil and tensor.
 * Start reading at {@link io.github.attrimil.mil.additive.AdditiveKind}; the formulas are with the
 * network beside it.
 */
package io.github.attrimil.mil.additive;
