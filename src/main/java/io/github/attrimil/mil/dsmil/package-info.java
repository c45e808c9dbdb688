/**
 * DSMIL: each class attends to the patches that are like its highest-scoring patch. Uses mil and
 * tensor. Start reading at {@link io.github.attrimil.mil.dsmil.DsmilKind} and {@link
 * io.github.attrimil.mil.dsmil.DsmilOriginalKind}; the network of both, with its formulas, is
 * beside them.
 */
package io.github.attrimil.mil.dsmil;
