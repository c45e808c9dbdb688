package io.github.attrimil.encoder.vit;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.tensor.DType;
import io.github.attrimil.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Gives the tensors of a vision transformer the names that timm uses ({@code
 * blocks.0.attn.qkv.weight}), whichever library wrote them: timm's VisionTransformer (also Meta's
 * DINOv2), and ViTModel and Dinov2Model of Hugging Face's transformers. Prefixes such as {@code
 * module.} are removed. What features do not use (classifier, pooler, mask token) is ignored.
 */
final class VitNames {

  /** The library whose names a file has. */
  enum Source {
    /** timm, or a file with its names. */
    TIMM("patch_embed.proj.weight", 1e-6),
    /** ViTModel of Hugging Face, for example Phikon. */
    HF_VIT("embeddings.patch_embeddings.projection.weight", 1e-12),
    /** Dinov2Model of Hugging Face, for example Phikon-v2. */
    HF_DINOV2("embeddings.patch_embeddings.projection.weight", 1e-6);

    private final String mark;
    private final double eps;

    Source(final String mark, final double eps) {
      this.mark = mark;
      this.eps = eps;
    }

    /**
     * @return the epsilon of its layer norms when no card states another
     */
    double eps() {
      return eps;
    }
  }

  private static final Pattern UNUSED =
      Pattern.compile(
          "head\\..*|head_dist\\..*|pooler\\..*|classifier\\..*|mask_token"
              + "|embeddings\\.mask_token|.*\\.num_batches_tracked");

  private static final Map<String, String> TOP =
      Map.of(
          "embeddings.cls_token", "cls_token",
          "embeddings.register_tokens", "reg_token",
          "register_tokens", "reg_token",
          "embeddings.position_embeddings", "pos_embed",
          "embeddings.patch_embeddings.projection.weight", "patch_embed.proj.weight",
          "embeddings.patch_embeddings.projection.bias", "patch_embed.proj.bias",
          "layernorm.weight", "norm.weight",
          "layernorm.bias", "norm.bias");

  private static final Pattern LAYER = Pattern.compile("encoder\\.layer\\.(\\d+)\\.(.+)");

  private static final Map<String, String> PARTS =
      Map.ofEntries(
          Map.entry("layernorm_before", "norm1"),
          Map.entry("layernorm_after", "norm2"),
          Map.entry("attention.output.dense", "attn.proj"),
          Map.entry("attention.attention.query", "attn.query"),
          Map.entry("attention.attention.key", "attn.key"),
          Map.entry("attention.attention.value", "attn.value"),
          Map.entry("intermediate.dense", "mlp.fc1"),
          Map.entry("output.dense", "mlp.fc2"),
          Map.entry("mlp.weights_in", "mlp.fc1"),
          Map.entry("mlp.weights_out", "mlp.fc2"));

  private VitNames() {}

  /**
   * @param state tensors by the names a program gave them
   * @return the name of the patch embedding's weight, if the tensors are of a vision transformer
   */
  static Optional<String> find(final Map<String, Tensor> state) {
    return state.keySet().stream()
        .filter(name -> name.endsWith(Source.TIMM.mark) || name.endsWith(Source.HF_DINOV2.mark))
        .min(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()));
  }

  /**
   * @param state tensors of a vision transformer
   * @return the library whose names they have
   */
  static Source source(final Map<String, Tensor> state) {
    final String mark = find(state).orElseThrow();
    if (mark.endsWith(Source.TIMM.mark)) {
      return Source.TIMM;
    }
    return state.keySet().stream().anyMatch(n -> n.endsWith(".layer_scale1.lambda1"))
        ? Source.HF_DINOV2
        : Source.HF_VIT;
  }

  /**
   * @param state tensors of a vision transformer
   * @return the tensors that features use, by timm's names; query, key and value joined
   * @throws AttriMilException when the file holds two networks
   */
  static Map<String, Tensor> canonical(final Map<String, Tensor> state) {
    final String mark = find(state).orElseThrow();
    final Source source = source(state);
    final String prefix = mark.substring(0, mark.length() - source.mark.length());
    final Map<String, Tensor> named = new LinkedHashMap<>();
    final List<String> twice = new ArrayList<>();
    state.forEach(
        (name, tensor) -> {
          if (name.startsWith(prefix)) {
            final String own = name.substring(prefix.length());
            if (!UNUSED.matcher(own).matches() && named.put(translated(own), tensor) != null) {
              twice.add(name);
            }
          }
        });
    if (!twice.isEmpty()) {
      throw new AttriMilException(
          "The weights hold the tensor \"" + twice.get(0) + "\" under two names; save one network");
    }
    return joined(named);
  }

  private static String translated(final String name) {
    final Matcher layer = LAYER.matcher(name);
    if (!layer.matches()) {
      return TOP.getOrDefault(name, name);
    }
    final String block = "blocks." + layer.group(1) + ".";
    final String part = layer.group(2);
    if (part.startsWith("layer_scale")) {
      return block + part.replace("layer_scale", "ls").replace("lambda1", "gamma");
    }
    final int dot = part.lastIndexOf('.');
    final String stem = dot < 0 ? part : part.substring(0, dot);
    return block + PARTS.getOrDefault(stem, stem) + part.substring(stem.length());
  }

  /** Query, key and value one below the other, as timm keeps them. */
  private static Map<String, Tensor> joined(final Map<String, Tensor> named) {
    final Map<String, Tensor> out = new LinkedHashMap<>();
    named.forEach(
        (name, tensor) -> {
          if (name.contains(".attn.query.")) {
            final Tensor key = named.get(name.replace(".query.", ".key."));
            final Tensor value = named.get(name.replace(".query.", ".value."));
            final String joint = name.replace(".query.", ".qkv.");
            if (key == null || value == null) {
              throw new AttriMilException(
                  "The weights hold the tensor \""
                      + name
                      + "\" but not its key and value; download the file again");
            }
            out.put(joint, joined(name, tensor, key, value));
          } else if (!name.contains(".attn.key.") && !name.contains(".attn.value.")) {
            out.put(name, tensor);
          }
        });
    return out;
  }

  private static Tensor joined(
      final String name, final Tensor query, final Tensor key, final Tensor value) {
    if (query.shape().length == 0
        || !Arrays.equals(query.shape(), key.shape())
        || !Arrays.equals(query.shape(), value.shape())) {
      throw new AttriMilException(
          "The tensor \""
              + name
              + "\" and its key and value differ in shape or have none; download the file again");
    }
    final long[] shape = query.shape();
    shape[0] *= 3;
    return Tensor.later(DType.F32, shape, () -> joined(query, key, value));
  }

  private static float[] joined(final Tensor query, final Tensor key, final Tensor value) {
    final int each = (int) query.elements();
    final float[] all = new float[3 * each];
    System.arraycopy(query.floats(), 0, all, 0, each);
    System.arraycopy(key.floats(), 0, all, each, each);
    System.arraycopy(value.floats(), 0, all, 2 * each, each);
    return all;
  }
}
