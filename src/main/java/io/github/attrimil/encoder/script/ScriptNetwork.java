package io.github.attrimil.encoder.script;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.JniUtils;
import io.github.attrimil.tensor.Precision;
import io.github.attrimil.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A network for patches whose functions are a {@link TorchProgram}; one call computes features, so
 * that PyTorch frees activations as soon as they have served. Its weights are on the device.
 */
public abstract class ScriptNetwork implements ImageParts.Network, AutoCloseable {

  private final TorchProgram program;
  private final int type;
  private final List<IValue> values = new ArrayList<>();
  private ByteBuffer staging = ByteBuffer.allocateDirect(0);

  /**
   * @param beside the class beside whose package the program lies
   * @param script the program's name; it must have a function cast(x, dtype)
   * @param device where the network computes
   * @param precision of weights and activations
   */
  protected ScriptNetwork(
      final Class<?> beside, final String script, final Device device, final Precision precision) {
    this.program = new TorchProgram(beside, script, device);
    this.type = TorchProgram.type(precision.on(device));
    if (device.isGpu()) {
      // All parts have one shape, so that trying algorithms once pays.
      JniUtils.setBenchmarkCuDNN(true);
    }
  }

  /**
   * Copies a tensor to the device through one buffer, and to the precision there.
   *
   * @param list takes it
   * @param tensor the tensor
   */
  protected final void add(final List<NDArray> list, final Tensor tensor) {
    final float[] floats = tensor.floats();
    final int bytes = Math.multiplyExact(floats.length, Float.BYTES);
    if (staging.capacity() < bytes) {
      staging = ByteBuffer.allocateDirect(bytes);
    }
    final ByteBuffer part = staging.slice(0, bytes).order(ByteOrder.nativeOrder());
    part.asFloatBuffer().put(floats);
    try (NDArray exact = manager().create(part, new Shape(tensor.shape()), DataType.FLOAT32)) {
      list.add(program.call(manager(), "cast", exact, type));
    }
  }

  /**
   * Copies a layer's weight and bias to the device.
   *
   * @param list takes them
   * @param tensors hold them
   * @param layer its name
   */
  protected final void layer(
      final List<NDArray> list, final Map<String, Tensor> tensors, final String layer) {
    add(list, tensors.get(layer + ".weight"));
    add(list, tensors.get(layer + ".bias"));
  }

  /**
   * @param tensor any tensor
   * @param factors one for each of its rows, or null for none
   * @return each row times its factor
   */
  protected static Tensor scaled(final Tensor tensor, final Tensor factors) {
    if (factors == null) {
      return tensor;
    }
    final float[] by = factors.floats();
    final float[] values = tensor.floats().clone();
    final int each = values.length / by.length;
    for (int i = 0; i < values.length; i++) {
      values[i] *= by[i / each];
    }
    return Tensor.of(values, tensor.shape());
  }

  /**
   * Packs an argument once for all calls.
   *
   * @param argument as {@link TorchProgram#call} takes it
   * @return the same for the program, closed with this network
   */
  protected final IValue packed(final Object argument) {
    final IValue value = TorchProgram.value(argument);
    values.add(value);
    return value;
  }

  /** Frees what only loading needs. */
  protected final void loaded() {
    staging = ByteBuffer.allocateDirect(0);
  }

  /**
   * @param scope owns the result
   * @param function of the program
   * @param arguments as {@link TorchProgram#call} takes them
   * @return the result
   */
  protected final NDArray call(
      final PtNDManager scope, final String function, final Object... arguments) {
    return program.call(scope, function, arguments);
  }

  /**
   * @return the manager that owns the weights
   */
  public final PtNDManager manager() {
    return program.manager();
  }

  @Override
  public final void close() {
    values.forEach(IValue::close);
    program.close();
  }
}
