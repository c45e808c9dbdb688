package io.github.attrimil.adapt;

import ai.djl.Device;
import io.github.attrimil.core.Job;
import io.github.attrimil.project.Checkpoint;
import java.util.Optional;

/**
 * What every training needs in addition to its data and hyperparameters.
 *
 * @param start the weights to start from and how their patches are normalized
 * @param snapshot takes every epoch
 * @param saved what an interrupted training saved last, if there was one
 * @param device where it computes
 * @param seed same seed, same result
 * @param job takes progress and messages; asked in each step whether to stop
 */
record Session(
    Start start,
    Checkpoint snapshot,
    Optional<Checkpoint.Saved> saved,
    Device device,
    long seed,
    Job job) {}
