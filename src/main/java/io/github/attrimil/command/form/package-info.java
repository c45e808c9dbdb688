/**
 * How inputs reach a command in Fiji, and outputs leave it: a macro's line, or the fields of a
 * dialog and what they offer. It may use {@code command.base} and all rooms that may be used there.
 * Start with {@link io.github.attrimil.command.form.MacroDefaults}, then {@link
 * io.github.attrimil.command.form.CommandForm}.
 */
package io.github.attrimil.command.form;
