/**
 * The folder of a project and what all stages share. {@link io.github.attrimil.project.Project}
 * holds all paths. {@link io.github.attrimil.project.Stage} is the template that every stage runs
 * in: it owns stamps ({@link io.github.attrimil.project.Stamps}), skip, redo and its reason, the
 * run record, failures and the process list; a stage states a {@link
 * io.github.attrimil.project.Plan} of its inputs, parameters, outputs and work. {@link
 * io.github.attrimil.project.Checkpoint} keeps a training from which it can be resumed. This room
 * uses files and tables, but neither slides nor models. Start reading with {@code Stage}, then
 * {@code StageTest}.
 */
package io.github.attrimil.project;
