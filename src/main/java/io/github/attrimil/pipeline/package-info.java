/**
 * Several stages in order: from slides and labels to a report, from slides to predictions; and the
 * check of an installation. It uses the stages of all rooms above it and adds no computation of its
 * own. Start with {@link io.github.attrimil.pipeline.Pipeline}.
 */
package io.github.attrimil.pipeline;
