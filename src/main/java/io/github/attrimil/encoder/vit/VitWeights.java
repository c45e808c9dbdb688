package io.github.attrimil.encoder.vit;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.encoder.script.NamedTensors;
import io.github.attrimil.encoder.vit.VitSettings.Activation;
import io.github.attrimil.encoder.vit.VitSettings.Token;
import io.github.attrimil.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The weights of a vision transformer and the structure read off their names and shapes.
 *
 * @param shape the structure
 * @param tensors by timm's names, checked for completeness and shape
 */
public record VitWeights(VitShape shape, Map<String, Tensor> tensors) {

  /** Widths of timm's huge, giant and gigantic networks, which have 16 heads. */
  private static final List<Integer> SIXTEEN_HEADS = List.of(1280, 1408, 1664);

  private static final int HEAD_WIDTH = 64;
  private static final String PATCH = "patch_embed.proj.weight";

  /**
   * @param state tensors of a file
   * @return whether they are of a vision transformer
   */
  public static boolean matches(final Map<String, Tensor> state) {
    return VitNames.find(state).isPresent();
  }

  /**
   * Recognizes a network.
   *
   * @param state tensors by the names a program gave them
   * @param settings what names and shapes do not show
   * @return the weights
   * @throws AttriMilException naming the tensor that is missing, unknown or of another shape, or
   *     the setting that does not fit
   */
  public static VitWeights of(final Map<String, Tensor> state, final VitSettings settings) {
    if (!matches(state)) {
      throw new AttriMilException(
          "The weights lack the tensor \""
              + PATCH
              + "\"; they are not those of a vision transformer. Their first tensors are "
              + state.keySet().stream().limit(3).toList());
    }
    final NamedTensors named = new NamedTensors(VitNames.canonical(state));
    final VitShape shape = shape(named, VitNames.source(state), settings);
    return new VitWeights(shape, named.checked(required(shape, named), "vision transformer"));
  }

  private static VitShape shape(
      final NamedTensors named, final VitNames.Source source, final VitSettings settings) {
    final long[] patch = named.sizes(PATCH, 4);
    if (patch[1] != 3 || patch[2] != patch[3] || patch[2] == 0) {
      throw named.wrong(PATCH, "width x 3 x patch x patch");
    }
    final int width = Math.toIntExact(patch[0]);
    final int depth = named.count("blocks.", ".norm1.weight");
    final int registers = named.has("reg_token") ? (int) named.sizes("reg_token", 3)[1] : 0;
    final int rows = Math.toIntExact(named.sizes("pos_embed", 3)[1]);
    final int positioned = positioned(rows, 1 + registers);
    final long[] fc1 = named.sizes("blocks.0.mlp.fc1.weight", 2);
    final long[] fc2 = named.sizes("blocks.0.mlp.fc2.weight", 2);
    final boolean gated = fc1[0] == 2 * fc2[1];
    return new VitShape(
        width,
        depth,
        heads(width, settings),
        Math.toIntExact(patch[2]),
        registers,
        positioned,
        root(rows - positioned),
        source == VitNames.Source.TIMM
            ? PositionGrid.Method.ANTIALIASED
            : PositionGrid.Method.PLAIN,
        Math.toIntExact(fc2[1]),
        gated,
        settings.activation().orElse(gated ? Activation.SILU : Activation.GELU),
        settings.eps().orElse(source.eps()),
        settings.token().orElse(Token.CLS));
  }

  private static int heads(final int width, final VitSettings settings) {
    final int usual = SIXTEEN_HEADS.contains(width) ? 16 : width / HEAD_WIDTH;
    final int heads = settings.heads().orElse(usual);
    if (heads == 0 || width % heads != 0) {
      throw new AttriMilException(
          "The width "
              + width
              + " of the tensor \""
              + PATCH
              + "\" cannot be divided among "
              + heads
              + " heads; correct \"heads\" in the encoder's card");
    }
    return heads;
  }

  /** How many of the class and register tokens the position embedding covers. */
  private static int positioned(final int rows, final int prefix) {
    for (final int covered : new int[] {prefix, 0, 1}) {
      final int side = root(rows - covered);
      if (side > 0 && side * side == rows - covered) {
        return covered;
      }
    }
    throw new AttriMilException(
        "The tensor \"pos_embed\" has "
            + rows
            + " rows, which are not those of a square grid of patches and "
            + prefix
            + " class and register tokens; only square inputs are built in");
  }

  private static int root(final int n) {
    return (int) Math.round(Math.sqrt(Math.max(0, n)));
  }

  /** Names and shapes of what the network uses; optional tensors only where the file has them. */
  private static Map<String, long[]> required(final VitShape s, final NamedTensors named) {
    final Map<String, long[]> out = new LinkedHashMap<>();
    final int d = s.width();
    out.put(PATCH, new long[] {d, 3, s.patch(), s.patch()});
    out.put("patch_embed.proj.bias", new long[] {d});
    out.put("cls_token", new long[] {1, 1, d});
    if (s.registers() > 0) {
      out.put("reg_token", new long[] {1, s.registers(), d});
    }
    out.put("pos_embed", new long[] {1, s.positioned() + s.side() * s.side(), d});
    for (int i = 0; i < s.depth(); i++) {
      final String block = "blocks." + i + ".";
      NamedTensors.layer(out, block + "norm1", d);
      out.put(block + "attn.qkv.weight", new long[] {3L * d, d});
      if (named.has(block + "attn.qkv.bias")) {
        out.put(block + "attn.qkv.bias", new long[] {3L * d});
      }
      NamedTensors.layer(out, block + "attn.proj", d, d);
      NamedTensors.layer(out, block + "norm2", d);
      NamedTensors.layer(out, block + "mlp.fc1", s.gated() ? 2 * s.hidden() : s.hidden(), d);
      NamedTensors.layer(out, block + "mlp.fc2", d, s.hidden());
      for (final String scale : new String[] {"ls1.gamma", "ls2.gamma"}) {
        if (named.has(block + scale)) {
          out.put(block + scale, new long[] {d});
        }
      }
    }
    NamedTensors.layer(out, "norm", d);
    return out;
  }
}
