package io.github.attrimil.evaluate.localize;

import io.github.attrimil.explain.PatchMap;
import java.util.List;
import java.util.Optional;

/**
 * A slide's map with its annotation.
 *
 * @param mapped what was mapped
 * @param lesionPatches which of its patches are lesion, none where there are candidates only
 * @param threshold from which score on a patch is called lesion
 * @param froc its candidates among its lesions
 */
record ComparedSlide(
    MappedSlide mapped, boolean[] lesionPatches, double threshold, Froc.Slide froc) {

  /**
   * A slide's map.
   *
   * @param slideId the slide
   * @param fold whose network drew it, -1 where there is none
   * @param map its patches; nothing when there are candidates only
   * @param candidates places where a lesion is suspected
   */
  record MappedSlide(
      String slideId, int fold, Optional<PatchMap> map, List<Candidate> candidates) {}

  String slideId() {
    return mapped.slideId();
  }

  boolean hasLesion() {
    if (froc.lesions().length + froc.isolated() > 0) {
      return true;
    }
    for (final boolean lesion : lesionPatches) {
      if (lesion) {
        return true;
      }
    }
    return false;
  }

  double[] scores() {
    return mapped.map().map(PatchMap::score).orElse(new double[0]);
  }
}
