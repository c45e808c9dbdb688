/**
 * The workbench's windows. Nothing is decided here: what is shown is in {@code workbench}, which
 * has no windows. Everything runs on the thread of the windows; files are read on another. Start
 * reading with {@link io.github.attrimil.workbench.view.Workbench}.
 */
package io.github.attrimil.workbench.view;
