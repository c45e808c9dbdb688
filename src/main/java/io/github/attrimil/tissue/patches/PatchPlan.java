package io.github.attrimil.tissue.patches;

import io.github.attrimil.geometry.PatchCoords;
import io.github.attrimil.geometry.Region;
import io.github.attrimil.tissue.ExcludedArea;
import io.github.attrimil.tissue.Overview;
import io.github.attrimil.tissue.SlideRegions;
import io.github.attrimil.tissue.TissueMask;
import java.util.List;

/**
 * What is known of a slide's patches before any is read.
 *
 * @param mask where tissue is
 * @param overview the slide as a small picture
 * @param contours pieces of tissue, level-0 pixels
 * @param coords the N patches, at least one
 * @param geometry level and sizes with which they are read
 * @param excluded areas excluded although they look like tissue
 * @param regions the regions a user has drawn
 * @param remarks notes for the user on how the tissue was found
 */
public record PatchPlan(
    TissueMask mask,
    Overview overview,
    List<Region> contours,
    PatchCoords coords,
    PatchGeometry geometry,
    List<ExcludedArea> excluded,
    SlideRegions regions,
    List<String> remarks) {

  /** Copies the lists. */
  public PatchPlan {
    contours = List.copyOf(contours);
    excluded = List.copyOf(excluded);
    remarks = List.copyOf(remarks);
  }
}
