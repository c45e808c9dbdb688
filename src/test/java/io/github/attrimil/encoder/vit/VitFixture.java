package io.github.attrimil.encoder.vit;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.attrimil.format.image.PngFile;
import io.github.attrimil.format.image.RgbImage;
import io.github.attrimil.format.tensors.TensorFiles;
import io.github.attrimil.golden.Goldens;
import io.github.attrimil.golden.NpzFile;
import io.github.attrimil.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;

/** A small network with the structure of a published one, and what its own library computes. */
record VitFixture(Path folder, JsonObject info) {

  static VitFixture of(final Path folder) {
    return new VitFixture(folder, Goldens.json(folder.resolve("info.json")).getAsJsonObject());
  }

  /** One image and its outputs. */
  record Case(RgbImage patch, float[] input, Map<String, Tensor> outputs) {
    int size() {
      return patch.width();
    }
  }

  Map<String, Tensor> state(final String file) throws IOException {
    final Path plain =
        Files.createTempFile("vit", file.endsWith("bin.gz") ? ".bin" : ".safetensors");
    try (InputStream in = new GZIPInputStream(Files.newInputStream(folder.resolve(file)))) {
      Files.write(plain, in.readAllBytes());
      return TensorFiles.read(plain);
    } finally {
      Files.delete(plain);
    }
  }

  /** The head width of these small networks is not the usual one, so that the card states it. */
  VitSettings settings(final VitSettings.Token token) {
    final JsonObject arguments = info.getAsJsonObject("arguments");
    final String key = arguments.has("num_heads") ? "num_heads" : "num_attention_heads";
    return new VitSettings(
        OptionalInt.of(arguments.get(key).getAsInt()),
        OptionalDouble.empty(),
        Optional.of(token),
        Optional.empty());
  }

  List<Case> cases() {
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

  double[] numbers(final String key) {
    return info.getAsJsonArray(key).asList().stream()
        .mapToDouble(JsonElement::getAsDouble)
        .toArray();
  }

  private float number(final String key, final int channel) {
    return (float) numbers(key)[channel];
  }
}
