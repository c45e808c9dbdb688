/**
 * From tissue to patches: their placement on a grid, and the stages {@code patch}, {@code
 * neighbors} and {@code export} with the files and pictures they write. It uses {@code tissue},
 * {@code slide}, {@code project} and the file formats. Start reading with {@link
 * io.github.attrimil.tissue.patches.PatchPlanner}, which plans the patches of one slide; {@link
 * io.github.attrimil.tissue.patches.PatchStage} runs it on many.
 */
package io.github.attrimil.tissue.patches;
