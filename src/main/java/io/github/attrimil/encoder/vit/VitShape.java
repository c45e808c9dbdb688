package io.github.attrimil.encoder.vit;

import ai.djl.ndarray.types.DataType;
import io.github.attrimil.encoder.vit.VitSettings.Activation;
import io.github.attrimil.encoder.vit.VitSettings.Token;

/**
 * The structure of a vision transformer.
 *
 * @param width D, the length of a token
 * @param depth number of blocks
 * @param heads attention heads, a divisor of the width
 * @param patch pixels along an edge of a patch that becomes one token
 * @param registers register tokens, after the class token
 * @param positioned how many of the class and register tokens have a position embedding
 * @param side patches along an edge of the learned position grid
 * @param method how the position grid is resampled to other sizes
 * @param hidden width between the two layers of an MLP
 * @param gated whether the first layer gives two such widths, act(a) * b (SwiGLU, packed)
 * @param activation of the MLP
 * @param eps of the layer norms
 * @param token which tokens make the features
 */
record VitShape(
    int width,
    int depth,
    int heads,
    int patch,
    int registers,
    int positioned,
    int side,
    PositionGrid.Method method,
    int hidden,
    boolean gated,
    Activation activation,
    double eps,
    Token token) {

  /**
   * @return class and register tokens
   */
  int prefix() {
    return 1 + registers;
  }

  /**
   * @return the length of a feature vector
   */
  int features() {
    return token == Token.CLS ? width : 2 * width;
  }

  /**
   * @return the code of the MLP for the script: 0 GELU, 1 SiLU, 2 gated GELU, 3 gated SiLU
   */
  int mlp() {
    return (gated ? 2 : 0) + (activation == Activation.SILU ? 1 : 0);
  }

  /**
   * Bytes that a forward pass takes at most in addition to the weights; attention is fused and
   * takes none. For a ViT-g (D 1536, 261 tokens, SwiGLU of 8192) and 32 images in float32 it is 0.6
   * GB.
   *
   * @param size width and height of a patch, in pixels
   * @param images B; on a GPU those of a part
   * @param precision of the activations
   * @return bytes
   */
  long memory(final int size, final int images, final DataType precision) {
    final long grid = size / patch;
    final long tokens = images * (prefix() + grid * grid);
    // Tokens, normed tokens and what attention gives; beside them either the joint query, key and
    // value, or both layers of the MLP.
    final long layers = gated ? 3L * hidden : hidden;
    final long widest = Math.max(4L * width, layers + width);
    final long input = images * 3L * size * size;
    return tokens * (2L * width + widest) * precision.getNumOfBytes()
        + input * (Float.BYTES + precision.getNumOfBytes());
  }
}
