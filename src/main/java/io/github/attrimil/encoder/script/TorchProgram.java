package io.github.attrimil.encoder.script;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import io.github.attrimil.tensor.Compute;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Functions in PyTorch's TorchScript language, compiled from a text among the resources. They reach
 * what DJL has no method for: bfloat16, pinned memory, fused attention, and changes in place.
 */
public final class TorchProgram implements AutoCloseable {

  /** A pickled object of the class Network without tensors; its one attribute is training. */
  private static final String OBJECT =
      "\u0080\u0002c__torch__\nNetwork\n)\u0081}X\u0008\u0000\u0000\u0000training\u0089sb.";

  /** A pickled empty tuple. */
  private static final String NO_CONSTANTS = "\u0080\u0002).";

  private final PtNDManager manager;
  private final PtSymbolBlock module;

  /**
   * @param beside the class beside which the resource lies
   * @param name of the resource; it defines one class, Network, without tensors
   * @param device where new tensors are made
   */
  public TorchProgram(final Class<?> beside, final String name, final Device device) {
    this.manager = (PtNDManager) Compute.engine().newBaseManager(device);
    try (InputStream in = beside.getResourceAsStream(name)) {
      final byte[] archive = archive(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      this.module = JniUtils.loadModule(manager, new ByteArrayInputStream(archive), false, false);
    } catch (final IOException e) {
      manager.close();
      throw new UncheckedIOException(e);
    }
  }

  /** What torch.jit.save writes: a zip without compression. */
  private static byte[] archive(final String code) throws IOException {
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.setMethod(ZipOutputStream.STORED);
      add(zip, "data.pkl", OBJECT.getBytes(StandardCharsets.ISO_8859_1));
      add(zip, "code/__torch__.py", code.getBytes(StandardCharsets.UTF_8));
      add(zip, "constants.pkl", NO_CONSTANTS.getBytes(StandardCharsets.ISO_8859_1));
      add(zip, "version", "3\n".getBytes(StandardCharsets.ISO_8859_1));
    }
    return bytes.toByteArray();
  }

  private static void add(final ZipOutputStream zip, final String name, final byte[] content)
      throws IOException {
    final CRC32 crc = new CRC32();
    crc.update(content);
    final ZipEntry entry = new ZipEntry("network/" + name);
    entry.setSize(content.length);
    entry.setCrc(crc.getValue());
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }

  /**
   * @param type FLOAT32, BFLOAT16 or FLOAT16
   * @return PyTorch's number of the data type (c10/core/ScalarType.h)
   */
  public static int type(final DataType type) {
    return switch (type) {
      case FLOAT32 -> 6;
      case BFLOAT16 -> 15;
      case FLOAT16 -> 5;
      default -> throw new IllegalArgumentException(type.toString());
    };
  }

  /**
   * @return the manager that owns what is made here
   */
  public PtNDManager manager() {
    return manager;
  }

  /**
   * Calls a function that returns one tensor.
   *
   * @param scope owns the result
   * @param function its name
   * @param arguments tensors, collections of tensors, long[], Integer, Long, Double, Boolean, or an
   *     {@link IValue}, which stays open
   * @return the result
   */
  public NDArray call(final PtNDManager scope, final String function, final Object... arguments) {
    final IValue[] values =
        Arrays.stream(arguments).map(TorchProgram::value).toArray(IValue[]::new);
    // The optimizer compiles for every new shape, which costs more than it gains here; PyTorch
    // keeps this switch by thread.
    JniUtils.setGraphExecutorOptimize(false);
    try (IValue result = IValueUtils.runMethod(module, function, values)) {
      return result.toTensor(scope);
    } finally {
      JniUtils.setGraphExecutorOptimize(true);
      for (int i = 0; i < values.length; i++) {
        if (values[i] != arguments[i]) {
          values[i].close();
        }
      }
    }
  }

  /**
   * @param argument as for {@link #call}
   * @return the argument as PyTorch takes it, which the caller must close
   */
  public static IValue value(final Object argument) {
    if (argument instanceof IValue same) {
      return same;
    }
    if (argument instanceof PtNDArray array) {
      return IValue.from(array);
    }
    if (argument instanceof Collection<?> arrays) {
      return IValue.listFrom(arrays.toArray(PtNDArray[]::new));
    }
    if (argument instanceof long[] numbers) {
      return IValue.listFrom(numbers);
    }
    if (argument instanceof Double number) {
      return IValue.from(number.doubleValue());
    }
    if (argument instanceof Boolean truth) {
      return IValue.from(truth.booleanValue());
    }
    return IValue.from(((Number) argument).longValue());
  }

  @Override
  public void close() {
    manager.close();
  }
}
