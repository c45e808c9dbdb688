/**
 * Metrics that training and evaluation share, as plain arithmetic on classes and scores. May use
 * {@code core} only. Start with {@link io.github.attrimil.metrics.Ranking}.
 */
package io.github.attrimil.metrics;
