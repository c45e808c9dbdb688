/**
 * The dialog of a command: a few fields, the others in closed groups, and what is wrong beside the
 * field it is in. It knows options and shows them; what a command offers and checks is told to it
 * by a {@link io.github.attrimil.dialog.Form}. May use the rooms above it. Start with {@code
 * CommandDialog}.
 */
package io.github.attrimil.dialog;
