package io.github.attrimil.cohort;

import io.github.attrimil.project.Project;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** Bags kept in memory up to a part of the heap, the one unused for longest leaving first. */
public final class BagCache {

  private static final int THIRD = 3;

  private final Function<String, Bag> source;
  private final long mostBytes;
  private final Map<String, Bag> bags = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  /**
   * Keeps up to a third of the heap.
   *
   * @param project whose features are read
   */
  public BagCache(final Project project) {
    this(BagSource.of(project)::open, THIRD);
  }

  /**
   * @param source makes a slide's bag
   * @param part up to one part in so many of the heap is kept
   */
  public BagCache(final Function<String, Bag> source, final int part) {
    this.source = source;
    this.mostBytes = Runtime.getRuntime().maxMemory() / part;
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
    final Bag bag = source.apply(slide);
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
