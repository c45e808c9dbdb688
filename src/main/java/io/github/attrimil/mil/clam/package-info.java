/**
 * CLAM: gated attention with one branch or a branch per class, and classifiers of instances that
 * learn from the patches attended most and least. Uses mil and tensor. Start reading at {@link
 * io.github.attrimil.mil.clam.ClamKind}; the formulas are with the network and the objective beside
 * it.
 */
package io.github.attrimil.mil.clam;
