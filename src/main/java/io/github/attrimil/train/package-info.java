/**
 * Training: from bags and labels to the weights of a network. A {@link Recipe} names the kind of
 * model and every hyperparameter, {@link Learner} takes one step, {@link Trainer} trains one fold,
 * {@link TrainStage} all folds of a project. What is particular to a kind, such as its loss, its
 * gradients and the columns of its log, is asked of {@link io.github.attrimil.mil.ModelKind}; no
 * kind is known by name here. May use the rooms of models and bags; nothing of evaluation, maps or
 * commands. Start reading at {@link Learner#step}.
 */
package io.github.attrimil.train;
