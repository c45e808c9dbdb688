/**
 * MambaMIL: mixers of Mamba between a first layer and an attention that serves all classes, in
 * three kinds that read the patches in different orders. Uses mil and tensor. Start reading at
 * {@link io.github.attrimil.mil.mamba.MambaMilKind}; the network's formulas are in MambaMil, those
 * of a mixer in Branch and of the selective scan in SelectiveScan, and MambaBackward has the
 * backward pass.
 */
package io.github.attrimil.mil.mamba;
