/**
 * AttriMIL's scoring on the backbones of DSMIL and TransMIL. Uses mil, mil.layers, mil.attrimil,
 * mil.transmil and tensor. Start reading at {@link
 * io.github.attrimil.mil.attrimil.backbone.AttriDsMil} and {@link
 * io.github.attrimil.mil.attrimil.backbone.AttriTransMil} for the formulas.
 */
package io.github.attrimil.mil.attrimil.backbone;
