/**
 * The installation check: {@link io.github.attrimil.pipeline.health.Doctor} looks at each component
 * and gives an {@link io.github.attrimil.pipeline.health.InstallationReport} of findings, each
 * problem with its remedy. May use all rooms above; only commands use it.
 */
package io.github.attrimil.pipeline.health;
