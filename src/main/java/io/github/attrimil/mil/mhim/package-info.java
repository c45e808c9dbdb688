/**
 * MHIM-MIL: a momentum teacher masks the patches it finds easiest, so that a student learns from
 * harder ones; the student is an ABMIL, DSMIL or TransMIL. Uses mil, mil.layers and tensor. Start
 * reading at {@link io.github.attrimil.mil.mhim.MhimKind}; the student is {@code Mhim}, its
 * training {@code MhimObjective}.
 */
package io.github.attrimil.mil.mhim;
