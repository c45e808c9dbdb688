package io.github.attrimil.evaluate.localize;

import io.github.attrimil.explain.PatchMap;
import java.util.List;
import java.util.Optional;

/** Maps made elsewhere, to be compared with annotations. */
public interface MapSource {

  /**
   * One slide's map.
   *
   * @param patches its patches; nothing when there are candidates only
   * @param candidates places where a lesion is suspected
   */
  record Scored(Optional<PatchMap> patches, List<Candidate> candidates) {}

  /**
   * @return what results are called
   */
  String name();

  /**
   * @return the slides that have a map, sorted
   */
  List<String> slides();

  /**
   * @param slide a slide's id
   * @param mpp micrometers per level-0 pixel, NaN where it is not known
   * @return its map
   */
  Scored read(String slide, double mpp);
}
