/**
 * Files of tensors: {@code .pt} as PyTorch writes them, {@code .safetensors}. Files may come from
 * anywhere: nothing in them is run, and memory is bounded by the file's size. May use {@code core}
 * and the arrays of {@code tensor}, no engine. Start with {@link
 * io.github.attrimil.format.tensors.TensorFiles}, which reads either; {@code Unpickler} is the
 * heart of {@link io.github.attrimil.format.tensors.TorchFile}.
 */
package io.github.attrimil.format.tensors;
