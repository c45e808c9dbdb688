package io.github.attrimil.train.bags;

import io.github.attrimil.cohort.Bag;
import io.github.attrimil.core.Workers;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Bags kept in memory up to a part of the heap, the one unused for longest leaving first. Safe for
 * use from several threads: a bag that two of them ask for is made once, and others are not waited
 * for meanwhile.
 */
public final class BagCache {

  private final Function<String, Bag> source;
  private final long mostBytes;
  private final Map<String, Bag> bags = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<String, CompletableFuture<Bag>> underWay = new HashMap<>();
  private long bytes;

  /**
   * @param source makes a bag by its id
   * @param part up to one part in so many of the heap is kept
   */
  public BagCache(final Function<String, Bag> source, final int part) {
    this.source = source;
    this.mostBytes = Runtime.getRuntime().maxMemory() / part;
  }

  /**
   * @param id of a bag
   * @return the bag, made now if it is not kept
   */
  public Bag get(final String id) {
    final CompletableFuture<Bag> mine = new CompletableFuture<>();
    final CompletableFuture<Bag> theirs;
    synchronized (this) {
      final Bag known = bags.get(id);
      if (known != null) {
        return known;
      }
      theirs = underWay.putIfAbsent(id, mine);
    }
    if (theirs != null) {
      return Workers.result(theirs);
    }
    try {
      final Bag bag = source.apply(id);
      keep(id, bag);
      mine.complete(bag);
      return bag;
    } catch (final RuntimeException | Error e) {
      forget(id);
      mine.completeExceptionally(e);
      throw e;
    }
  }

  /**
   * @param id of a bag
   * @return the bag, if it is kept
   */
  public synchronized Optional<Bag> known(final String id) {
    return Optional.ofNullable(bags.get(id));
  }

  private synchronized void forget(final String id) {
    underWay.remove(id);
  }

  private synchronized void keep(final String id, final Bag bag) {
    underWay.remove(id);
    bags.put(id, bag);
    bytes += bag.bytes();
    final Iterator<Bag> oldest = bags.values().iterator();
    while (bytes > mostBytes && oldest.hasNext()) {
      final Bag next = oldest.next();
      if (next != bag) {
        bytes -= next.bytes();
        oldest.remove();
      }
    }
  }
}
