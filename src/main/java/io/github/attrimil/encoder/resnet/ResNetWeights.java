package io.github.attrimil.encoder.resnet;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.encoder.script.NamedTensors;
import io.github.attrimil.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The weights of a residual network under torchvision's names, whatever program wrote them:
 * prefixes such as {@code module.} or {@code encoder.} are taken off, the numbers of a Sequential
 * ({@code features.4.0.conv1.weight}, as DSMIL's SimCLR writes them) become the names of its parts,
 * classifier and projection heads are ignored. timm uses torchvision's names. Adapters of ours are
 * named {@code adapter1.0.weight} and so on ({@link StageAdapter}); what standardizes the features
 * of an adapted network, {@code standard.mean} and {@code standard.sd}.
 *
 * @param kind which network
 * @param norm how it normalizes
 * @param tensors by torchvision's names, only those used
 */
public record ResNetWeights(ResNetKind kind, Norm norm, Map<String, Tensor> tensors) {

  /** How a network normalizes. */
  public enum Norm {
    /** With the running mean and variance of the training. */
    BATCH,
    /** Each channel of each patch by itself, without scale and shift: DSMIL's SimCLR. */
    INSTANCE,
    /** Groups of channels of each patch, with scale and shift. */
    GROUP
  }

  /** Features are taken less this, D numbers; only adapted networks have it. */
  public static final String MEAN = "standard.mean";

  /** Features are then divided by this, D numbers. */
  public static final String SD = "standard.sd";

  private static final Pattern PREFIX =
      Pattern.compile("^(module|encoder|encoder_q|backbone|model|net|network|resnet|base)\\.");
  private static final Pattern SEQUENTIAL = Pattern.compile("^(?:features\\.)?([0-7])\\.(.*)$");
  private static final List<String> PARTS =
      List.of("conv1", "bn1", "", "", "layer1", "layer2", "layer3", "layer4");
  private static final Pattern USED =
      Pattern.compile("^(conv1|bn1|layer[1-4]|adapter[1-4]|standard)\\..*");

  /**
   * Recognizes a network.
   *
   * @param state tensors by the names a program gave them
   * @return the weights that are used, checked for completeness and shape
   * @throws AttriMilException naming the tensor that is missing or of another shape
   */
  public static ResNetWeights of(final Map<String, Tensor> state) {
    final Map<String, Tensor> named = new LinkedHashMap<>();
    state.forEach(
        (name, tensor) -> {
          final String plain = torchvisionName(name);
          if (USED.matcher(plain).matches() && !plain.endsWith("num_batches_tracked")) {
            named.put(plain, tensor);
          }
        });
    if (!named.containsKey("conv1.weight")) {
      throw new AttriMilException(
          "The weights lack the tensor \"conv1.weight\"; they are not those of a residual"
              + " network. Their first tensors are "
              + state.keySet().stream().limit(3).toList());
    }
    final ResNetKind kind =
        named.containsKey("layer1.0.conv3.weight") ? ResNetKind.RESNET50 : ResNetKind.RESNET18;
    final Norm norm =
        named.containsKey("bn1.running_mean")
            ? Norm.BATCH
            : named.containsKey("bn1.weight") ? Norm.GROUP : Norm.INSTANCE;
    final NamedTensors tensors = new NamedTensors(named);
    final Map<String, Tensor> used = new LinkedHashMap<>();
    shapes(kind, norm).forEach((name, shape) -> used.put(name, tensors.get(name, shape)));
    StageAdapter.shapes(kind, named)
        .forEach((name, shape) -> used.put(name, tensors.get(name, shape)));
    if (named.containsKey(MEAN) || named.containsKey(SD)) {
      for (final String name : List.of(MEAN, SD)) {
        used.put(name, tensors.get(name, new long[] {kind.features()}));
      }
    }
    // Blocks beyond these belong to a deeper network, which would be cut in its middle.
    for (final String name : named.keySet()) {
      final boolean beyond = kind.stages() < 4 && name.startsWith("layer4.");
      if (!used.containsKey(name) && !beyond) {
        throw new AttriMilException(
            "The weights hold the tensor \""
                + name
                + "\", which no "
                + kind
                + " has; only ResNet18 and ResNet50 are built in");
      }
    }
    return new ResNetWeights(kind, norm, used);
  }

  /**
   * @param stage from 1
   * @return whether an adapter follows it
   */
  public boolean adapted(final int stage) {
    return tensors.containsKey(StageAdapter.name(stage, "0.weight"));
  }

  private static String torchvisionName(final String name) {
    String plain = name;
    for (Matcher m = PREFIX.matcher(plain); m.find(); m = PREFIX.matcher(plain)) {
      plain = plain.substring(m.end());
    }
    final Matcher m = SEQUENTIAL.matcher(plain);
    return m.matches() ? PARTS.get(Integer.parseInt(m.group(1))) + "." + m.group(2) : plain;
  }

  /**
   * Names and shapes of what is used, in torchvision's order.
   *
   * @param kind which network
   * @param norm how it normalizes
   * @return each tensor's shape by name
   */
  public static Map<String, long[]> shapes(final ResNetKind kind, final Norm norm) {
    final Map<String, long[]> shapes = new LinkedHashMap<>();
    final int first = kind.channels(0);
    shapes.put("conv1.weight", new long[] {first, 3, 7, 7});
    addNorm(shapes, "bn1", first, norm);
    for (int stage = 1; stage <= kind.stages(); stage++) {
      int in = kind.channels(stage - 1);
      final int width = kind.width(stage);
      final int out = kind.channels(stage);
      for (int b = 0; b < kind.blocks(stage); b++) {
        final String block = "layer" + stage + "." + b + ".";
        final int[][] convolutions =
            kind.bottleneck()
                ? new int[][] {{width, in, 1}, {width, width, 3}, {out, width, 1}}
                : new int[][] {{width, in, 3}, {out, width, 3}};
        for (int k = 0; k < convolutions.length; k++) {
          final int[] c = convolutions[k];
          shapes.put(block + "conv" + (k + 1) + ".weight", new long[] {c[0], c[1], c[2], c[2]});
          addNorm(shapes, block + "bn" + (k + 1), c[0], norm);
        }
        if (b == 0 && (stage > 1 || in != out)) {
          shapes.put(block + "downsample.0.weight", new long[] {out, in, 1, 1});
          addNorm(shapes, block + "downsample.1", out, norm);
        }
        in = out;
      }
    }
    return shapes;
  }

  private static void addNorm(
      final Map<String, long[]> shapes, final String name, final int channels, final Norm norm) {
    if (norm == Norm.INSTANCE) {
      return;
    }
    shapes.put(name + ".weight", new long[] {channels});
    shapes.put(name + ".bias", new long[] {channels});
    if (norm == Norm.BATCH) {
      shapes.put(name + ".running_mean", new long[] {channels});
      shapes.put(name + ".running_var", new long[] {channels});
    }
  }
}
