/**
 * The options of commands, one class for each stage: what can be set, with its default, range and
 * words, and the stage's request made from the values. Commands, and those that run several stages,
 * compose these lists. The room may use every stage and is independent of SciJava. Start with
 * {@link io.github.attrimil.command.options.CommonOptions}, then {@link
 * io.github.attrimil.command.options.PatchOptions}.
 */
package io.github.attrimil.command.options;
