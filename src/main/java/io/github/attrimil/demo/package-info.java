/**
 * The demo: synthetic slides with planted lesions, painted from a seed, and the pipeline run on
 * them. It may use everything but the commands. Start with {@link io.github.attrimil.demo.Demo};
 * {@link io.github.attrimil.demo.SyntheticCohort} writes the slides, and {@link
 * io.github.attrimil.demo.TissuePainter} draws what is on them.
 */
package io.github.attrimil.demo;
