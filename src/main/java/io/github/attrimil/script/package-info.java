/**
 * The door for programs and scripts: Java, Groovy, Jython, PyImageJ, JPype. Strings, lists, maps
 * and arrays go in and come out, so that no caller needs another class of ours. {@link
 * io.github.attrimil.script.MilProject} opens a project, runs stages and reads their tables; {@link
 * io.github.attrimil.script.MilScorer} opens a model and scores bags; {@link
 * io.github.attrimil.script.MilCommands} runs any command. Nothing here prints, opens a window or
 * ends the program. Its names stay from release to release. May use every other room; nothing uses
 * it.
 */
package io.github.attrimil.script;
