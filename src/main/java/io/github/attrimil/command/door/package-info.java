/**
 * The doors of commands: where messages go and questions are asked in Fiji, in the shell and in
 * other programs, in which words, and how a run ended. Nothing here knows a command. Start with
 * {@link io.github.attrimil.command.door.CommandWindows}.
 */
package io.github.attrimil.command.door;
