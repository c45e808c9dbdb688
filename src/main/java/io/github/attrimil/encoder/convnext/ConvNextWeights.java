package io.github.attrimil.encoder.convnext;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.encoder.script.NamedTensors;
import io.github.attrimil.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The weights of a ConvNeXt under timm's names, and the structure read off names and shapes.
 *
 * @param depths blocks of each stage
 * @param widths channels of each stage
 * @param tensors by timm's names, checked for completeness and shape
 */
public record ConvNextWeights(
    List<Integer> depths, List<Integer> widths, Map<String, Tensor> tensors) {

  private static final String MARK = "stages.0.blocks.0.conv_dw.weight";
  private static final String STEM = "stem.0.weight";

  /** Side of the depthwise kernels. */
  private static final int KERNEL = 7;

  private static final Pattern UNUSED = Pattern.compile("head\\.fc\\..*");

  /**
   * @param state tensors of a file
   * @return whether they are of a ConvNeXt
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
  public static ConvNextWeights of(final Map<String, Tensor> state) {
    final NamedTensors named =
        NamedTensors.of(state, NamedTensors.prefix(state, MARK).orElse(""), UNUSED);
    final int stages = named.count("stages.", ".blocks.0.conv_dw.weight");
    final List<Integer> depths =
        IntStream.range(0, stages)
            .map(s -> named.count("stages." + s + ".blocks.", ".conv_dw.weight"))
            .boxed()
            .toList();
    final List<Integer> widths =
        IntStream.range(0, stages)
            .mapToObj(s -> "stages." + s + ".blocks.0.conv_dw.weight")
            .map(name -> Math.toIntExact(named.sizes(name, 4)[0]))
            .toList();
    return new ConvNextWeights(
        depths, widths, named.checked(required(named, depths, widths), "ConvNeXt"));
  }

  private static Map<String, long[]> required(
      final NamedTensors named, final List<Integer> depths, final List<Integer> widths) {
    final long[] stem = named.sizes(STEM, 4);
    if (stem[2] != stem[3]) {
      throw named.wrong(STEM, "channels x 3 x patch x patch");
    }
    final Map<String, long[]> out = new LinkedHashMap<>();
    NamedTensors.layer(out, "stem.0", widths.get(0), 3, stem[2], stem[2]);
    NamedTensors.layer(out, "stem.1", widths.get(0));
    for (int s = 0; s < depths.size(); s++) {
      final String stage = "stages." + s + ".";
      final int c = widths.get(s);
      if (s > 0) {
        NamedTensors.layer(out, stage + "downsample.0", widths.get(s - 1));
        NamedTensors.layer(out, stage + "downsample.1", c, widths.get(s - 1), 2, 2);
      }
      for (int b = 0; b < depths.get(s); b++) {
        final String block = stage + "blocks." + b + ".";
        if (named.has(block + "gamma")) {
          out.put(block + "gamma", new long[] {c});
        }
        NamedTensors.layer(out, block + "conv_dw", c, 1, KERNEL, KERNEL);
        NamedTensors.layer(out, block + "norm", c);
        final long hidden = named.sizes(block + "mlp.fc1.weight", 2)[0];
        NamedTensors.layer(out, block + "mlp.fc1", hidden, c);
        NamedTensors.layer(out, block + "mlp.fc2", c, hidden);
      }
    }
    NamedTensors.layer(out, "head.norm", widths.get(widths.size() - 1));
    return out;
  }
}
