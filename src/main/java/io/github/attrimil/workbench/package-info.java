/**
 * The workbench: one window for a project. What it shows is read from the project's files into
 * {@link io.github.attrimil.workbench.ProjectOverview} by {@link
 * io.github.attrimil.workbench.OverviewReader}, without any window; runs of commands report to
 * {@link io.github.attrimil.workbench.Runs}. {@code workbench.view} lays them out. It starts
 * commands by their names through {@link io.github.attrimil.workbench.CommandMenu}, which the room
 * {@code command} implements. This room may use every room but {@code command}.
 */
package io.github.attrimil.workbench;
