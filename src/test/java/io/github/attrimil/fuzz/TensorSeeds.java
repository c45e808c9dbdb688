package io.github.attrimil.fuzz;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.encoder.convnext.ConvNextWeights;
import io.github.attrimil.encoder.swin.SwinWeights;
import io.github.attrimil.encoder.vit.VitSettings;
import io.github.attrimil.encoder.vit.VitWeights;
import io.github.attrimil.format.tensors.TorchFile;
import io.github.attrimil.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Small whole files of tensors, among them encoders of one narrow block. */
final class TensorSeeds {

  private static final Pattern MISSING = Pattern.compile("lack the tensor \"([^\"]+)\"");
  private static final Pattern SHAPE =
      Pattern.compile("tensor \"([^\"]+)\" has the shape .* expected \\[([0-9, ]*)\\]");

  private final Path file;

  /**
   * @param scratch an empty folder
   */
  TensorSeeds(final Path scratch) {
    this.file = scratch.resolve("seed.pt");
  }

  byte[] any() throws IOException {
    return bytes(Map.of("weight", Tensor.of(new float[6], 2, 3)));
  }

  byte[] snapshot() throws IOException {
    new io.github.attrimil.project.Checkpoint(file.getParent())
        .save(Map.of("best.w", Tensor.of(new float[3], 3)), List.of(new double[] {0, 0.5}));
    return Files.readAllBytes(file.resolveSibling("unfinished").resolve("checkpoint.pt"));
  }

  /** Networks that are recognized, and the names of one that lacks a tensor. */
  List<byte[]> encoders() throws IOException {
    final List<byte[]> all = new ArrayList<>();
    final Map<String, long[]> vit = new LinkedHashMap<>();
    vit.put("patch_embed.proj.weight", new long[] {64, 3, 1, 1});
    vit.put("pos_embed", new long[] {1, 2, 64});
    vit.put("blocks.0.norm1.weight", new long[] {64});
    vit.put("blocks.0.mlp.fc1.weight", new long[] {1, 64});
    vit.put("blocks.0.mlp.fc2.weight", new long[] {64, 1});
    final Map<String, long[]> wholeVit =
        completed(vit, state -> VitWeights.of(state, VitSettings.DEFAULT));
    all.add(bytes(zeros(wholeVit)));
    final Map<String, long[]> hugging = new LinkedHashMap<>();
    hugging.put("embeddings.patch_embeddings.projection.weight", new long[] {64, 3, 1, 1});
    for (final String part : List.of("query", "key", "value")) {
      hugging.put("encoder.layer.0.attention.attention." + part + ".bias", new long[] {64});
    }
    all.add(bytes(zeros(hugging)));
    final Map<String, long[]> convNext = new LinkedHashMap<>();
    convNext.put("stem.0.weight", new long[] {2, 3, 2, 2});
    convNext.put("stages.0.blocks.0.conv_dw.weight", new long[] {2, 1, 7, 7});
    convNext.put("stages.0.blocks.0.mlp.fc1.weight", new long[] {4, 2});
    all.add(bytes(zeros(completed(convNext, ConvNextWeights::of))));
    final Map<String, long[]> swin = new LinkedHashMap<>();
    swin.put("layers.0.blocks.0.attn.relative_position_bias_table", new long[] {9, 1});
    swin.put("patch_embed.proj.6.weight", new long[] {8, 2, 1, 1});
    all.add(bytes(zeros(completed(swin, SwinWeights::of))));
    final Map<String, long[]> resNet = new LinkedHashMap<>();
    resNet.put("conv1.weight", new long[] {64, 3, 7, 7});
    resNet.put("bn1.weight", new long[] {64});
    resNet.put("layer1.0.conv1.weight", new long[] {64, 64, 1, 1});
    all.add(bytes(zeros(resNet)));
    return all;
  }

  /** Adds what the reader says is missing or of another shape, until it is content. */
  private static Map<String, long[]> completed(
      final Map<String, long[]> begun, final Consumer<Map<String, Tensor>> reader) {
    final Map<String, long[]> shapes = new LinkedHashMap<>(begun);
    while (true) {
      try {
        reader.accept(zeros(shapes));
        return shapes;
      } catch (final AttriMilException e) {
        final Matcher missing = MISSING.matcher(e.getMessage());
        final Matcher shape = SHAPE.matcher(e.getMessage());
        if (missing.find()) {
          shapes.put(missing.group(1), new long[] {1, 1});
        } else if (shape.find()) {
          shapes.put(
              shape.group(1),
              Arrays.stream(shape.group(2).split(", ")).mapToLong(Long::parseLong).toArray());
        } else {
          throw e;
        }
      }
    }
  }

  private static Map<String, Tensor> zeros(final Map<String, long[]> shapes) {
    final Map<String, Tensor> tensors = new LinkedHashMap<>();
    shapes.forEach(
        (name, shape) ->
            tensors.put(
                name,
                Tensor.of(
                    new float[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)], shape)));
    return tensors;
  }

  private byte[] bytes(final Map<String, Tensor> tensors) throws IOException {
    TorchFile.write(file, tensors);
    return Files.readAllBytes(file);
  }
}
