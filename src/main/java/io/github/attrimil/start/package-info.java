/**
 * What Fiji loads of us when it starts, compiled for Java 8 so that an older Fiji can load it, too.
 * {@link io.github.attrimil.start.StartService} registers the commands, or, where Java is too old
 * for them, puts an explanation into their places in the menu. Uses no other room, and none uses
 * it: what is newer than Java 8 is found by name.
 */
package io.github.attrimil.start;
