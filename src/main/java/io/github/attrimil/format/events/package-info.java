/**
 * TensorBoard's event files. May use {@code core} only. Start with {@link
 * io.github.attrimil.format.events.EventFile}.
 */
package io.github.attrimil.format.events;
