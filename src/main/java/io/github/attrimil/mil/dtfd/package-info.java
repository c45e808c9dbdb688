/**
 * DTFD-MIL: a bag is parted into groups, and a second network classifies what the first makes of
 * them. Uses mil and tensor. Start reading at {@link io.github.attrimil.mil.dtfd.DtfdKind}; the
 * network, with its formulas, is beside it.
 */
package io.github.attrimil.mil.dtfd;
