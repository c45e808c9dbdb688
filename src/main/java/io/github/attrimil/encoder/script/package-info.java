/**
 * What built-in networks for patches share: functions in PyTorch's TorchScript language ({@link
 * io.github.attrimil.encoder.script.TorchProgram}) and the transfer of batches of patches to a
 * device ({@link io.github.attrimil.encoder.script.ImageParts}). The programs lie among the
 * resources of the package that calls them. It uses {@code tensor} only. Start reading with {@code
 * TorchProgram}.
 */
package io.github.attrimil.encoder.script;
