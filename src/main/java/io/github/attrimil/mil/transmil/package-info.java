/**
 * TransMIL: patches that attend to each other, and a class token that attends to them. Uses mil,
 * mil.layers and tensor. Start reading at {@link io.github.attrimil.mil.transmil.TransMilKind}; the
 * formulas are with the network beside it.
 */
package io.github.attrimil.mil.transmil;
