package io.github.attrimil.cohort;

import java.util.HashMap;
import java.util.Map;

/** Things that belong together: whoever is joined is one group, directly or through others. */
final class Groups {

  private final Map<String, String> parents = new HashMap<>();

  /**
   * @param first stays the name of the group
   * @param second joins it, with its whole group
   */
  void join(final String first, final String second) {
    final String a = of(first);
    final String b = of(second);
    if (!a.equals(b)) {
      parents.put(b, a);
    }
  }

  /**
   * @param id a thing
   * @return the name of its group, which is its own where it was not joined
   */
  String of(final String id) {
    String root = id;
    while (parents.containsKey(root)) {
      root = parents.get(root);
    }
    // Shorter the next time.
    String at = id;
    while (!at.equals(root)) {
      at = parents.put(at, root);
    }
    return root;
  }
}
