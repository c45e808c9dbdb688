/**
 * S4MIL: a state space model that reads the patches in their order, and the maximum of each channel
 * over the patches. Uses mil, mil.layers and tensor. Start reading at {@link
 * io.github.attrimil.mil.s4.S4MilKind}; the formulas are with the network beside it.
 */
package io.github.attrimil.mil.s4;
