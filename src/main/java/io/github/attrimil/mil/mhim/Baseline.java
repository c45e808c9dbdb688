package io.github.attrimil.mil.mhim;

import ai.djl.ndarray.NDArray;
import io.github.attrimil.mil.PatchEvidence;

/**
 * A network on embedded patches: a student's, or a teacher's. Letters: n tokens x, n x H, the
 * patches first and then merged tokens, if any; C classes; F feature rows of the bag.
 */
interface Baseline {

  /**
   * What it makes of a bag.
   *
   * @param logits C
   * @param features F x H, what teacher and student are compared by
   * @param patches its evidence for each patch
   */
  record Scored(NDArray logits, NDArray features, PatchEvidence patches) {}

  /**
   * What a teacher says of a bag.
   *
   * @param ease N, largest where a patch is easiest to classify
   * @param features F x H
   */
  record Taught(NDArray ease, NDArray features) {}

  /**
   * @param x n x H
   * @param patches how many of its rows are patches
   * @return its output, in x's manager
   */
  Scored score(NDArray x, long patches);

  /**
   * @param x N x H, patches only
   * @return its output, in x's manager
   */
  Taught teach(NDArray x);
}
