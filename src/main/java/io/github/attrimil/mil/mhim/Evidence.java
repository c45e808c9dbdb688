package io.github.attrimil.mil.mhim;

import ai.djl.ndarray.NDManager;
import io.github.attrimil.mil.PatchEvidence;

/** Evidence that outlives the scope it was computed in. */
final class Evidence {

  private Evidence() {}

  /**
   * @param patches a baseline's evidence
   * @param results the manager that owns it from now on
   * @return the same
   */
  static PatchEvidence moved(final PatchEvidence patches, final NDManager results) {
    if (patches instanceof PatchEvidence.AttentionOnly a) {
      a.attention().attach(results);
    } else if (patches instanceof PatchEvidence.InstanceLogits l) {
      l.logits().attach(results);
      if (l.attention() != null) {
        l.attention().attach(results);
      }
    }
    return patches;
  }
}
