/**
 * Bags on their way to the network that learns from them: in which order they come, how they are
 * read ahead and kept. May use {@code cohort} and {@code mil}, and not the trainer. Start with
 * {@link io.github.attrimil.train.bags.BagOrder}.
 */
package io.github.attrimil.train.bags;
