/**
 * What is known of a model once it has been evaluated, as immutable values and as tables: every
 * metric with its interval, curves, thresholds and where they were chosen, subgroups, warnings. May
 * use the arithmetic of {@code evaluate}; neither models nor reports. Start with {@link
 * io.github.attrimil.evaluate.summary.EvaluationSummary}.
 */
package io.github.attrimil.evaluate.summary;
