/**
 * Devices, arrays and their types: the only room that starts DJL's PyTorch engine and sets its
 * threads ({@link io.github.attrimil.tensor.Compute}). {@link io.github.attrimil.tensor.Tensor} is
 * an array in Java's memory, as files hold it; results leave DJL as such. Rooms of networks compute
 * with DJL's arrays themselves, each within a manager that is closed after a bag or a batch. Start
 * reading with {@code Compute}.
 */
package io.github.attrimil.tensor;
