/**
 * What built-in networks for patches share: functions in PyTorch's TorchScript language ({@link
 * io.github.attrimil.encoder.script.TorchProgram}), weights checked by name and shape ({@link
 * io.github.attrimil.encoder.script.NamedTensors}) and loaded ({@link
 * io.github.attrimil.encoder.script.ScriptNetwork}), and the transfer of batches of patches to a
 * device ({@link io.github.attrimil.encoder.script.ImageParts}). The programs lie among the
 * resources of the package that calls them. It uses {@code encoder} and {@code tensor}. Start
 * reading with {@code ScriptNetwork}.
 */
package io.github.attrimil.encoder.script;
