/**
 * ACMIL: several attention tokens that are kept apart, and random masking of the patches attended
 * most. Uses mil and tensor. Start reading at {@link io.github.attrimil.mil.acmil.AcMilKind}; the
 * formulas are with the networks and the objective beside it.
 */
package io.github.attrimil.mil.acmil;
