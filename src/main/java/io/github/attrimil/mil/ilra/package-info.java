/**
 * ILRA-MIL: patches exchange what they know through a few latent rows. Uses mil, mil.layers and
 * tensor. Start reading at {@link io.github.attrimil.mil.ilra.IlraKind}; the formulas are with the
 * network beside it.
 */
package io.github.attrimil.mil.ilra;
