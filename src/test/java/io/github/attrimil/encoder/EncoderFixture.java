package io.github.attrimil.encoder;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.format.image.PngFile;
import io.github.attrimil.format.image.RgbImage;
import io.github.attrimil.golden.Goldens;
import io.github.attrimil.golden.NpzFile;
import io.github.attrimil.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * A small network with the structure of a published one, and what its own library computes.
 *
 * @param folder of the files
 * @param info what info.json states
 */
public record EncoderFixture(Path folder, JsonObject info) {

  /**
   * @param folder with info.json
   * @return the fixture
   */
  public static EncoderFixture of(final Path folder) {
    return new EncoderFixture(folder, Goldens.json(folder.resolve("info.json")).getAsJsonObject());
  }

  /**
   * One image and its outputs.
   *
   * @param patch the image
   * @param input 3 x size x size, normalized
   * @param outputs by name
   */
  public record Case(RgbImage patch, float[] input, Map<String, Tensor> outputs) {
    /**
     * @return width and height in pixels
     */
    public int size() {
      return patch.width();
    }
  }

  /**
   * @param file of weights, compressed
   * @return its tensors
   */
  public Map<String, Tensor> state(final String file) {
    return Goldens.compressed(folder.resolve(file));
  }

  /**
   * @return the tensors of its safetensors file, which may be changed
   */
  public Map<String, Tensor> state() {
    return new LinkedHashMap<>(state("model.safetensors.gz"));
  }

  /**
   * Checks that a tensor that is missing or of another shape is named.
   *
   * @param name of a tensor
   * @param weights reads a state dict
   */
  public void assertNeeds(final String name, final Consumer<Map<String, Tensor>> weights) {
    final Map<String, Tensor> state = state();
    state.put(name, Goldens.longer(state.get(name)));
    assertNames(name, state, weights);
    state.remove(name);
    assertNames(name, state, weights);
  }

  /**
   * Checks that a tensor that the network does not have is named.
   *
   * @param name of a tensor
   * @param width its size
   * @param weights reads a state dict
   */
  public void assertLacks(
      final String name, final int width, final Consumer<Map<String, Tensor>> weights) {
    final Map<String, Tensor> state = state();
    state.put(name, Tensor.of(new float[width], width));
    assertNames(name, state, weights);
  }

  private static void assertNames(
      final String name,
      final Map<String, Tensor> state,
      final Consumer<Map<String, Tensor>> weights) {
    final String message =
        assertThrows(AttriMilException.class, () -> weights.accept(state)).getMessage();
    assertTrue(message.contains("\"" + name + "\""), message);
  }

  /**
   * @return all images with their outputs
   */
  public List<Case> cases() {
    final JsonArray all = info.getAsJsonArray("cases");
    return IntStream.range(0, all.size())
        .mapToObj(i -> oneCase(all.get(i).getAsJsonObject()))
        .toList();
  }

  private Case oneCase(final JsonObject json) {
    final BufferedImage image =
        PngFile.read(folder.resolveSibling(json.get("image").getAsString()));
    final String crop = json.get("crop").getAsString();
    final int size = crop.equals("whole") ? image.getWidth() : Integer.parseInt(crop.split(" ")[1]);
    final byte[] rgb = new byte[3 * size * size];
    for (int i = 0; i < size * size; i++) {
      final int pixel = image.getRGB(i % size, i / size);
      rgb[3 * i] = (byte) (pixel >> 16);
      rgb[3 * i + 1] = (byte) (pixel >> 8);
      rgb[3 * i + 2] = (byte) pixel;
    }
    final float[] input = new float[rgb.length];
    for (int c = 0; c < 3; c++) {
      final float mean = number("mean", c);
      final float std = number("std", c);
      for (int i = 0; i < size * size; i++) {
        input[c * size * size + i] = ((rgb[3 * i + c] & 0xff) / 255f - mean) / std;
      }
    }
    return new Case(
        new RgbImage(size, size, rgb),
        input,
        NpzFile.read(folder.resolve("output_" + json.get("i").getAsInt() + "_f32.npz")));
  }

  /**
   * @param key of info.json
   * @return its numbers
   */
  public double[] numbers(final String key) {
    return info.getAsJsonArray(key).asList().stream()
        .mapToDouble(JsonElement::getAsDouble)
        .toArray();
  }

  /**
   * @param size of the input in pixels
   * @return the card that the encoder would have
   */
  public EncoderCard card(final int size) {
    return new EncoderCard(
        folder.getFileName().toString(), size, numbers("mean"), numbers("std"), "", "a fixture");
  }

  private float number(final String key, final int channel) {
    return (float) numbers(key)[channel];
  }
}
