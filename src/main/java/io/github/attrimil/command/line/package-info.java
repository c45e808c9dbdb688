/**
 * Commands by their names and parameters as texts, for the shell, scripts and Fiji's {@code --run}:
 * finding them, checking parameters, help. It may use {@code command.base} and all rooms that may
 * be used there. Start with {@link io.github.attrimil.command.line.CommandCall}.
 */
package io.github.attrimil.command.line;
