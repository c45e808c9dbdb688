/**
 * Which kinds of models there are, and models as files. {@link ModelKinds} lists the kinds, {@link
 * TrainedModel} finds a model by name or recognizes a checkpoint from elsewhere, {@link ModelCard}
 * is its model.json with the split of each fold, {@link BagScores} is what a model predicts for one
 * bag. May use the rooms of models, bags and the project's folder. Start reading at {@link
 * TrainedModel#find(io.github.attrimil.project.Project, String)}.
 */
package io.github.attrimil.mil.registry;
