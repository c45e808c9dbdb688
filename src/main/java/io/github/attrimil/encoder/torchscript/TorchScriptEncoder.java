package io.github.attrimil.encoder.torchscript;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.encoder.EncoderCard;
import io.github.attrimil.encoder.NetworkEncoder;
import io.github.attrimil.tensor.Compute;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Any network saved as TorchScript that takes B x 3 x S x S float32 and gives B x D, or B x D x 1 x
 * 1.
 *
 * <p>TorchScript is a program: run only files you trust.
 */
public final class TorchScriptEncoder extends NetworkEncoder {

  private static final int BATCH_GPU = 128;

  private final Path file;
  private final Model model;

  /**
   * Loads a network.
   *
   * @param file a TorchScript file
   * @param card its input and source
   * @param device where it computes
   * @throws AttriMilException when it cannot be loaded
   */
  public TorchScriptEncoder(final Path file, final EncoderCard card, final Device device) {
    super(card, device, Layout.CHANNELS_FIRST, BATCH_GPU);
    this.file = file;
    Compute.engine();
    this.model = Model.newInstance(card.name(), device, "PyTorch");
    try (InputStream in = Files.newInputStream(file)) {
      model.load(in, Map.of());
    } catch (final IOException | MalformedModelException | EngineException e) {
      model.close();
      throw new AttriMilException(
          "encoder="
              + file
              + " cannot be loaded as TorchScript ("
              + AttriMilException.oneLine(e)
              + "); save it with torch.jit.save",
          e);
    }
  }

  @Override
  protected float[][] compute(final List<float[]> prepared, final int atOnce) {
    final int size = card().inputSize();
    final int b = prepared.size();
    try (NDManager manager = model.getNDManager().newSubManager()) {
      final NDArray input = manager.create(joined(prepared), new Shape(b, 3, size, size));
      final NDList output =
          model.getBlock().forward(new ParameterStore(manager, false), new NDList(input), false);
      final NDArray features = output.singletonOrThrow();
      if (features.getShape().dimension() < 2
          || features.getShape().get(0) != b
          || features.size() % b != 0) {
        throw new AttriMilException(
            "encoder="
                + file
                + " gives the shape "
                + features.getShape()
                + " for "
                + b
                + " patches; expected one row of features per patch");
      }
      return rows(features, b);
    } catch (final EngineException e) {
      throw new AttriMilException(
          "encoder="
              + file
              + " fails on patches of "
              + size
              + " x "
              + size
              + " ("
              + AttriMilException.oneLine(e)
              + "); check input_size in its card",
          e);
    }
  }

  @Override
  public void close() {
    model.close();
  }
}
