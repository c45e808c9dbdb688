/**
 * What all commands share: inputs made from options, as SciJava sees them; a run with its progress,
 * record and one-line failure; the project and its last settings. It may use all rooms below the
 * commands. Start with {@link io.github.attrimil.command.base.AttriCommand}, then {@link
 * io.github.attrimil.command.base.OptionModule}.
 */
package io.github.attrimil.command.base;
