package io.github.attrimil.encoder.swin;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.encoder.script.NamedTensors;
import io.github.attrimil.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The weights of a Swin transformer with CTransPath's stem under the names of timm 0.5.4, where the
 * reduction after a stage belongs to that stage, and the structure read off names and shapes.
 *
 * @param width channels of the first stage, doubled after each
 * @param depths blocks of each stage
 * @param heads attention heads of each stage
 * @param window tokens along a window's edge
 * @param tensors by timm's names, checked for completeness and shape
 */
public record SwinWeights(
    int width, List<Integer> depths, List<Integer> heads, int window, Map<String, Tensor> tensors) {

  private static final String TABLE = "attn.relative_position_bias_table";
  private static final String MARK = "layers.0.blocks.0." + TABLE;
  private static final String STEM = "patch_embed.proj.";

  /** Classifiers, and what follows from the window and the input's size. */
  private static final Pattern UNUSED =
      Pattern.compile(
          "head\\..*|.*\\.relative_position_index|.*\\.attn_mask|.*\\.num_batches_tracked");

  /**
   * @param state tensors of a file
   * @return whether they are of a Swin transformer
   */
  public static boolean matches(final Map<String, Tensor> state) {
    return NamedTensors.prefix(state, MARK).isPresent();
  }

  /**
   * Recognizes a network.
   *
   * @param state tensors by the names a program gave them
   * @return the weights
   * @throws AttriMilException naming the tensor that is missing, unknown or of another shape
   */
  public static SwinWeights of(final Map<String, Tensor> state) {
    final NamedTensors named =
        NamedTensors.of(state, NamedTensors.prefix(state, MARK).orElse(""), UNUSED);
    final int stages = named.count("layers.", ".blocks.0." + TABLE);
    final List<Integer> depths =
        IntStream.range(0, stages)
            .map(s -> named.count("layers." + s + ".blocks.", "." + TABLE))
            .boxed()
            .toList();
    final List<Integer> heads =
        IntStream.range(0, stages)
            .mapToObj(s -> named.sizes("layers." + s + ".blocks.0." + TABLE, 2))
            .map(sizes -> Math.toIntExact(sizes[1]))
            .toList();
    final long rows = named.sizes(MARK, 2)[0];
    final int window = (int) Math.round((Math.sqrt(rows) + 1) / 2);
    if ((2L * window - 1) * (2L * window - 1) != rows) {
      throw named.wrong(MARK, "(2 window - 1)^2 x heads");
    }
    final int width = Math.toIntExact(named.sizes(STEM + "6.weight", 4)[0]);
    for (int s = 0; s < stages; s++) {
      if ((width << s) % heads.get(s) != 0) {
        throw named.wrong(
            "layers." + s + ".blocks.0." + TABLE, "a divisor of " + (width << s) + " as heads");
      }
    }
    return new SwinWeights(
        width,
        depths,
        heads,
        window,
        named.checked(
            required(width, depths, heads, rows), "Swin transformer with a convolutional stem"));
  }

  private static Map<String, long[]> required(
      final int width, final List<Integer> depths, final List<Integer> heads, final long rows) {
    final Map<String, long[]> out = new LinkedHashMap<>();
    int in = 3;
    for (int i = 0; i < 2; i++) {
      // CTransPath's stem widens to an eighth, a quarter and then all of the channels.
      final int channels = width / (i == 0 ? 8 : 4);
      out.put(STEM + 3 * i + ".weight", new long[] {channels, in, 3, 3});
      final String norm = STEM + (3 * i + 1);
      NamedTensors.layer(out, norm, channels);
      out.put(norm + ".running_mean", new long[] {channels});
      out.put(norm + ".running_var", new long[] {channels});
      in = channels;
    }
    NamedTensors.layer(out, STEM + "6", width, in, 1, 1);
    NamedTensors.layer(out, "patch_embed.norm", width);
    for (int s = 0; s < depths.size(); s++) {
      final String stage = "layers." + s + ".";
      final long d = (long) width << s;
      for (int b = 0; b < depths.get(s); b++) {
        final String block = stage + "blocks." + b + ".";
        NamedTensors.layer(out, block + "norm1", d);
        out.put(block + TABLE, new long[] {rows, heads.get(s)});
        NamedTensors.layer(out, block + "attn.qkv", 3 * d, d);
        NamedTensors.layer(out, block + "attn.proj", d, d);
        NamedTensors.layer(out, block + "norm2", d);
        NamedTensors.layer(out, block + "mlp.fc1", 4 * d, d);
        NamedTensors.layer(out, block + "mlp.fc2", d, 4 * d);
      }
      if (s < depths.size() - 1) {
        out.put(stage + "downsample.reduction.weight", new long[] {2 * d, 4 * d});
        NamedTensors.layer(out, stage + "downsample.norm", 4 * d);
      }
    }
    NamedTensors.layer(out, "norm", (long) width << (depths.size() - 1));
    return out;
  }
}
