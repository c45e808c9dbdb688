/**
 * Trains encoders on the patches of a project: {@link io.github.attrimil.adapt.StagedAdaptation}
 * trains adapters after the stages of a frozen network from slide labels, {@link
 * io.github.attrimil.adapt.SimClr} trains all weights without labels. Both read patches from a
 * {@link io.github.attrimil.adapt.PatchPool} and save a snapshot after every epoch. The room uses
 * networks of {@code encoder.resnet} and models through {@code mil}'s interfaces. Start reading
 * with {@link io.github.attrimil.adapt.AdaptStage}.
 */
package io.github.attrimil.adapt;
