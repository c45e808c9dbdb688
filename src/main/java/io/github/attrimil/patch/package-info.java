/**
 * From a slide's overview to patches: tissue mask, contours, patch coordinates, neighbours.
 *
 * <p>Coordinates are level-0 pixels, x to the right and y down, of a patch's top left corner.
 */
package io.github.attrimil.patch;
