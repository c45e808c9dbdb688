/**
 * The commands of Fiji's menu, of macros and of the shell, each one SciJava class that calls the
 * library once. Their inputs are made from the options of {@code command.options}; what they share
 * is in {@code command.base}. This room may use every other one but {@code script}. Start with
 * {@link io.github.attrimil.command.TrainCommand}, then {@link
 * io.github.attrimil.command.base.AttriCommand}; the shell is {@link
 * io.github.attrimil.command.Shell}.
 */
package io.github.attrimil.command;
