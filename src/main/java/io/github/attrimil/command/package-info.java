/**
 * The commands of Fiji's menu, of macros and of the shell, each one SciJava class that calls the
 * library once. Their inputs are made from the options of {@code command.options}. This room may
 * use every other one, and is the only one that uses SciJava. Start with {@link
 * io.github.attrimil.command.AttriCommand}, then {@link io.github.attrimil.command.TrainCommand};
 * the shell is {@link io.github.attrimil.command.Shell}.
 */
package io.github.attrimil.command;
