/**
 * Places on a slide, in level-0 pixels: {@link io.github.attrimil.geometry.PatchGrid} (where
 * patches lie, how large they are, which touch) and {@link io.github.attrimil.geometry.Region} with
 * its {@link io.github.attrimil.geometry.Polygon} rings (what a user drew, tissue, outlines of
 * maps). All files are read into these types and written from them. It uses nothing but {@code
 * core}. Start reading with {@code PatchGrid}; {@code Neighbors} finds what touches, {@code
 * Regions} answers whether a point lies inside, {@code PixelOutlines} draws the line around pixels.
 */
package io.github.attrimil.geometry;
