package io.github.attrimil.mil.transmil;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.attrimil.mil.BagInput;
import io.github.attrimil.mil.BagOutput;
import io.github.attrimil.mil.PatchEvidence;
import io.github.attrimil.mil.StandardKind;
import io.github.attrimil.mil.StandardModel;

/**
 * TransMIL (Shao et al., "TransMIL: transformer based correlated multiple instance learning for
 * whole slide image classification", NeurIPS 2021, doi 10.48550/arXiv.2106.00908).
 *
 * <p>Letters: N patches, D features, C classes, W the width (256; 512 in the paper). Each patch
 * becomes a token relu(W1 h + b1). The tokens are made a square of side ceil(sqrt N) by repeating
 * the first ones, and a learned class token is put in front. With norm and attention of {@link
 * io.github.attrimil.mil.layers.TransformerLayer} (8 heads, W / 2 landmarks) and P of {@link
 * io.github.attrimil.mil.layers.PositionEncoding}, which leaves the class token alone:
 *
 * <pre>
 * x' = x + attention(norm(x))     x'' = P(x')     z = norm(x'' + attention(norm(x'')))
 * logits = W2 z_class + b2
 * </pre>
 *
 * <p>The bag is a sequence: which patches come first decides about the square and the groups of the
 * attention's landmarks.
 *
 * <p>Evidence of patch i: the bag's classifier applied to the patch's own token, W2 z_i + b2, which
 * the patch's context has a part in. It is no share of the bag's logit.
 *
 * <p>The reference is under the GPL; this is written from the formulas. Dropout of its training
 * (0.1 in attention) is left out.
 */
final class TransMil extends StandardModel {

  static final String CLASSIFIER = "_fc2";

  private final Tokens tokens = new Tokens(parameters());

  TransMil(final TransMilKind kind, final StandardKind.Made of) {
    super(kind, of);
  }

  @Override
  public BagOutput score(final BagInput bag) {
    final NDManager results = bag.h().getManager();
    try (NDManager scope = results.newSubManager()) {
      final NDArray z = tokens.of(bag.h());
      z.attach(scope);
      final NDArray all = linear(z, CLASSIFIER);
      final NDArray logits = all.get(0);
      final NDArray patches = all.get("1:");
      logits.attach(results);
      patches.attach(results);
      return new BagOutput(logits, new PatchEvidence.InstanceLogits(patches, null, true), null);
    }
  }
}
