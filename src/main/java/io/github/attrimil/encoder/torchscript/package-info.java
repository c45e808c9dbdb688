/**
 * Networks that others saved as TorchScript, with a card beside the file. TorchScript is a program,
 * so such a file must be trusted. It uses {@code encoder} and {@code tensor}. Start reading with
 * {@link io.github.attrimil.encoder.torchscript.TorchScriptEncoder}.
 */
package io.github.attrimil.encoder.torchscript;
