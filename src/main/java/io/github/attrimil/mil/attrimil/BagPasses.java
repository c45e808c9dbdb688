package io.github.attrimil.mil.attrimil;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.github.attrimil.tensor.Affine;
import io.github.attrimil.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Bags that a network scores in order to learn, and the way back through it. A loss of scores and
 * logits is differentiated by PyTorch; from there on the network's gradient is computed here, as
 * few large matrix products. With the letters of {@link AttriMil}, g = tanh(V h') * sigmoid(U h') =
 * t s', p = softmax of a over patches, and dx the loss's derivative by x:
 *
 * <pre>
 * da = ds s + dlogit p (u - sum p u)        du = ds exp(a) + dlogit p
 * dw_c = sum_i da_ic g_ic                    dt = da w s' (1 - t^2), ds' = da w t s' (1 - s')
 * dV = dt^T h', dU = ds'^T h', de = du^T h'  dh' = dt V + ds' U + du e
 * dW2 = dh'^T r with r = relu(W1 h + b1)     dr = dh' W2 where r > 0
 * dW1 = dr^T h                               biases: sums over patches
 * </pre>
 *
 * <p>For many patches dh' is never computed: with x each of V, U, e and dx its gradient before the
 * product, dr = sum over x of dx (x W2) and dW2 = sum over x of x^T (dx^T r) are the same by fewer
 * operations, because r is half as wide as h'.
 *
 * <p>What the way back needs is kept for the first patches, up to half a gigabyte, and computed
 * again for further ones.
 */
public final class BagPasses {

  /** Bytes of activations that are kept. */
  private static final long KEPT = 1L << 29;

  /** Bytes of a float. */
  private static final int FLOAT = Float.BYTES;

  private static final int[] FIRST = {0};

  /** What is multiplied by h'. */
  private static final List<String> BRANCHES = List.of("V", "U", "u");

  /** Before a letter: the sum of dx^T r. */
  private static final String FOLDED = "W2 of ";

  /** A bag's way in: what came out, whose scores and logits are leaves, and what is kept. */
  private record Pass(
      NDArray h, NDArray evidence, AttributeOutput out, List<AttriMil.Activations> kept) {}

  private final AttriMil model;
  private final NDManager scope;
  private final boolean further;
  private final List<Pass> passes = new ArrayList<>();
  private final NDList featureGradients = new NDList();
  private final Map<String, NDArray> folded = new LinkedHashMap<>();
  private long keptBytes;

  /**
   * @param model the network
   * @param scope owns all arrays
   */
  public BagPasses(final AttriMil model, final NDManager scope) {
    this(model, scope, false);
  }

  /**
   * @param model the network
   * @param scope owns all arrays
   * @param further whether the way back goes on through what made the features
   */
  public BagPasses(final AttriMil model, final NDManager scope, final boolean further) {
    this.model = model;
    this.scope = scope;
    this.further = further;
  }

  /**
   * Scores a bag.
   *
   * @param h N x D features
   * @return scores, attention and logits, from which a loss may be computed
   */
  public AttributeOutput score(final NDArray h) {
    final NDList attentions = new NDList();
    final NDList evidences = new NDList();
    final List<AttriMil.Activations> kept = new ArrayList<>();
    for (final NDIndex part : AttriMil.parts(h)) {
      final NDManager own = scope.newSubManager();
      final AttriMil.Activations on = model.activate(h, part, own);
      attentions.add(lend(model.attention(on)));
      evidences.add(lend(model.evidence(on)));
      final long bytes = bytes(on);
      if (keptBytes + bytes <= KEPT) {
        keptBytes += bytes;
        kept.add(on);
      } else {
        own.close();
      }
    }
    final NDArray evidence = lend(AttriMil.joined(evidences));
    final AttributeOutput out = model.pool(lend(AttriMil.joined(attentions)), evidence);
    out.attributeScore().setRequiresGradient(true);
    out.logits().setRequiresGradient(true);
    passes.add(new Pass(h, evidence, out, kept));
    return out;
  }

  private static long bytes(final AttriMil.Activations on) {
    return FLOAT
        * (on.rows().size() + on.hidden().size() + on.adapted().size() + 2 * on.tanh().size());
  }

  private NDArray lend(final NDArray array) {
    return lend(array, scope);
  }

  private static NDArray lend(final NDArray array, final NDManager to) {
    array.attach(to);
    return array;
  }

  /**
   * @return the gradient of all weights in one row, once a loss of the bags' scores has been gone
   *     back through
   */
  public NDArray gradient() {
    final Map<String, NDArray> sums = new LinkedHashMap<>();
    fold();
    passes.forEach(pass -> add(pass, sums));
    unfold(sums);
    final NDList row = new NDList();
    model
        .layout()
        .places()
        .forEach(
            (letter, place) -> {
              final NDArray g = sums.get(letter);
              row.add(g == null ? scope.zeros(new Shape(place.shape().size())) : g.flatten());
            });
    return NDArrays.concat(row);
  }

  /**
   * @return N x D, the gradient of the features of all bags one under the other, after {@link
   *     #gradient}
   */
  public NDArray featureGradient() {
    return AttriMil.joined(featureGradients);
  }

  /** Adds a bag's share. */
  private void add(final Pass pass, final Map<String, NDArray> sums) {
    final NDArray dScore = gradient(pass.out().attributeScore());
    final NDArray dLogit = gradient(pass.out().logits());
    final NDArray attention = pass.out().attention();
    final NDArray evidence = AttriMil.doubles(pass.evidence());
    // In doubles: the logits do not change with a shift of attention, so that these terms add up to
    // nothing.
    final NDArray p = AttriMil.doubles(attention).softmax(0);
    final NDArray shares = p.mul(AttriMil.doubles(dLogit));
    final NDArray du = AttriMil.floats(shares).addi(dScore.mul(AttriMil.weight(attention)));
    final NDArray da =
        AttriMil.floats(shares.mul(evidence.sub(p.mul(evidence).sum(FIRST))))
            .addi(dScore.mul(pass.out().attributeScore()).muli(AttriMil.uncut(attention)));
    sum(sums, "bias", dLogit);
    sum(sums, "bw", AttriMil.floats(AttriMil.doubles(da).sum(FIRST)));
    final List<NDIndex> parts = AttriMil.parts(pass.h());
    for (int k = 0; k < parts.size(); k++) {
      final AttriMil.Activations on =
          k < pass.kept().size()
              ? pass.kept().get(k)
              : model.activate(pass.h(), parts.get(k), scope.newSubManager());
      // What was kept goes, too.
      try (NDManager own = on.rows().getManager()) {
        add(on, lend(da.get(parts.get(k)), own), lend(du.get(parts.get(k)), own), sums);
      }
    }
  }

  /** Zero where the loss did not ask for the array. */
  private NDArray gradient(final NDArray leaf) {
    final NDArray gradient = leaf.getGradient();
    return gradient == null ? lend(leaf.zerosLike()) : lend(gradient);
  }

  /** Adds some rows' share. */
  private void add(
      final AttriMil.Activations on,
      final NDArray da,
      final NDArray du,
      final Map<String, NDArray> sums) {
    try (NDArray gate = on.tanh().mul(on.sigmoid());
        NDArray dTanh = through(gate, on.sigmoid(), on.tanh(), da);
        NDArray dSigmoid = through(gate, gate, on.sigmoid(), da)) {
      linear(sums, "V", "bV", dTanh, on.adapted());
      linear(sums, "U", "bU", dSigmoid, on.adapted());
      linear(sums, "u", "bu", du, on.adapted());
      try (NDArray dHidden =
              folded.isEmpty()
                  ? adaptor(on, dTanh, dSigmoid, du, sums)
                  : foldedAdaptor(on, dTanh, dSigmoid, du, sums);
          NDArray passed = on.hidden().sign()) {
        linear(sums, "W1", "b1", dHidden.muli(passed), on.rows());
        if (further) {
          // h goes into h' and into the hidden layer; the first share is in the list.
          try (NDArray share = Affine.back(dHidden, model.weight("W1"))) {
            featureGradients.get(featureGradients.size() - 1).addi(share);
          }
        }
      }
      // Of the products of every branch's gradient with every branch's gate, its own.
      try (NDArray turned = da.transpose();
          NDArray crossed = turned.matMul(gate)) {
        sum(sums, "w", crossed.muli(model.ownColumns()).sum(FIRST));
      }
    }
  }

  /** Adds W2's share; gives dr. */
  private NDArray adaptor(
      final AttriMil.Activations on,
      final NDArray dTanh,
      final NDArray dSigmoid,
      final NDArray du,
      final Map<String, NDArray> sums) {
    final NDArray dAdapted = Affine.back(dTanh, model.weight("V"));
    try (NDArray fromSigmoid = Affine.back(dSigmoid, model.weight("U"));
        NDArray fromEvidence = du.matMul(model.weight("u"))) {
      dAdapted.addi(fromSigmoid).addi(fromEvidence);
      linear(sums, "W2", "b2", dAdapted, on.hidden());
      return Affine.back(dAdapted, model.weight("W2"));
    } finally {
      if (further) {
        featureGradients.add(lend(dAdapted));
      } else {
        dAdapted.close();
      }
    }
  }

  /** Adds to the products that W2's share is made of; gives dr. */
  private NDArray foldedAdaptor(
      final AttriMil.Activations on,
      final NDArray dTanh,
      final NDArray dSigmoid,
      final NDArray du,
      final Map<String, NDArray> sums) {
    product(sums, FOLDED + "V", dTanh, on.hidden());
    product(sums, FOLDED + "U", dSigmoid, on.hidden());
    product(sums, FOLDED + "u", du, on.hidden());
    try (NDArray fromSigmoid = Affine.back(dSigmoid, folded.get("U"));
        NDArray fromEvidence = du.matMul(folded.get("u"))) {
      return Affine.back(dTanh, folded.get("V")).addi(fromSigmoid).addi(fromEvidence);
    }
  }

  /** Multiplies V, U and e by W2 where there are patches enough for that to pay. */
  private void fold() {
    final long patches = passes.stream().mapToLong(p -> p.h().getShape().get(0)).sum();
    if (!further && patches > 2L * model.classes() * model.features()) {
      for (final String letter : BRANCHES) {
        folded.put(letter, lend(model.weight(letter).matMul(model.weight("W2"))));
      }
    }
  }

  private void unfold(final Map<String, NDArray> sums) {
    for (final String letter : folded.keySet()) {
      final NDArray turned = lend(model.weight(letter).transpose());
      sum(sums, "W2", turned.matMul(sums.get(FOLDED + letter)));
      sum(sums, "b2", turned.matMul(sums.get("b" + letter)));
    }
  }

  /**
   * The gradient before tanh or the sigmoid, da w (x - g y): s' (1 - t^2) = s' - g t, and t s' (1 -
   * s') = g - g s'.
   */
  private NDArray through(final NDArray gate, final NDArray x, final NDArray y, final NDArray da) {
    try (NDArray weights = model.branchWeights();
        NDArray dGate = da.matMul(weights);
        NDArray product = gate.mul(y)) {
      return x.sub(product).muli(dGate);
    }
  }

  private void linear(
      final Map<String, NDArray> sums,
      final String weight,
      final String bias,
      final NDArray dOut,
      final NDArray in) {
    product(sums, weight, dOut, in);
    sum(sums, bias, dOut.sum(FIRST));
  }

  private void product(
      final Map<String, NDArray> sums, final String name, final NDArray dOut, final NDArray in) {
    try (NDArray turned = dOut.transpose()) {
      sum(sums, name, turned.matMul(in));
    }
  }

  private void sum(final Map<String, NDArray> sums, final String letter, final NDArray share) {
    final NDArray before = sums.get(letter);
    if (before == null) {
      sums.put(letter, lend(share));
    } else {
      before.addi(share);
      share.close();
    }
  }

  /**
   * @return {@link #gradient} under the official names
   */
  public Map<String, Tensor> namedGradient() {
    return model.layout().named(gradient().toFloatArray());
  }
}
