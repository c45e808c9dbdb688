package io.github.attrimil.cohort;

import io.github.attrimil.project.Project;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** Bags kept in memory up to a third of the heap, the one unused for longest leaving first. */
public final class BagCache {

  private final BagSource source;
  private final long mostBytes = Runtime.getRuntime().maxMemory() / 3;
  private final Map<String, Bag> bags = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  /**
   * @param project whose features are read
   */
  public BagCache(final Project project) {
    this.source = BagSource.of(project);
  }

  /**
   * @param slide a slide's id
   * @return its bag
   */
  public synchronized Bag get(final String slide) {
    final Bag known = bags.get(slide);
    if (known != null) {
      return known;
    }
    final Bag bag = source.open(slide);
    bags.put(slide, bag);
    bytes += bytes(bag);
    final Iterator<Bag> oldest = bags.values().iterator();
    while (bytes > mostBytes && oldest.hasNext()) {
      final Bag next = oldest.next();
      if (next != bag) {
        bytes -= bytes(next);
        oldest.remove();
      }
    }
    return bag;
  }

  private static long bytes(final Bag bag) {
    return 4L * bag.features().length + 60L * bag.size();
  }
}
