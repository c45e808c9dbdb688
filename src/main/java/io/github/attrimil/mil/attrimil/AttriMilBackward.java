package io.github.attrimil.mil.attrimil;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.github.attrimil.core.Job;
import io.github.attrimil.mil.BagInput;
import io.github.attrimil.mil.BagOutput;
import io.github.attrimil.mil.Gradients;
import io.github.attrimil.mil.PatchEvidence;
import io.github.attrimil.mil.RowBlocks;
import io.github.attrimil.tensor.Affine;
import io.github.attrimil.tensor.Compute;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A faster backward pass than autograd's. A loss of logits, attribute scores and evidence u is
 * differentiated by PyTorch; from there on the network's gradient is computed here, as few large
 * matrix products. Attention and bias among the output carry no gradient. With the letters of
 * {@link AttriMil}, g = tanh(V h') * sigmoid(U h') = t s', p = softmax of a over patches, and dx
 * the loss's derivative by x:
 *
 * <pre>
 * da = ds s + dlogit p (u - sum p u)        du += ds exp(a) + dlogit p
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
 * <p>Activations are kept for the first patches, up to half a gigabyte (2 on a GPU), and computed
 * again for further ones.
 */
public final class AttriMilBackward implements Gradients.Step {

  /** Bytes of activations that are kept. */
  private static final long MOST_KEPT = 1L << 29;

  /** On a GPU. */
  private static final long MOST_KEPT_GPU = 1L << 31;

  /** Bytes of a float. */
  private static final int FLOAT = Float.BYTES;

  private static final int[] FIRST = {0};

  /** What is multiplied by h'. */
  private static final List<String> BRANCHES = List.of("V", "U", "u");

  /** Before a letter: the sum of dx^T r. */
  private static final String FOLDED = "W2 of ";

  /** A bag's forward pass: its output, whose arrays but attention and bias are leaves. */
  private record Pass(NDArray h, BagOutput out, List<StackedWeights.Activations> kept) {

    PatchEvidence.Additive patches() {
      return (PatchEvidence.Additive) out.patches();
    }

    NDArray evidence() {
      return (NDArray) out.own();
    }
  }

  private final AttriMil model;
  private final StackedWeights weights;
  private final NDManager scope;
  private final List<Pass> passes = new ArrayList<>();
  private final Map<String, NDArray> folded = new LinkedHashMap<>();
  private final long mostKept;
  private long keptBytes;

  /**
   * @param model the network
   * @param scope owns all arrays
   */
  public AttriMilBackward(final AttriMil model, final NDManager scope) {
    this(model, scope, scope.getDevice().isGpu() ? MOST_KEPT_GPU : MOST_KEPT);
  }

  /**
   * @param mostKept bytes of activations that are kept
   */
  AttriMilBackward(final AttriMil model, final NDManager scope, final long mostKept) {
    this.model = model;
    this.weights = model.stacked();
    this.scope = scope;
    this.mostKept = mostKept;
  }

  /**
   * Scores a bag.
   *
   * @param bag N x D features
   * @return logits, scores and, as its own, the evidence N x C; a loss may be computed from them
   */
  @Override
  public BagOutput score(final BagInput bag) {
    final NDArray h = bag.h();
    final NDList attentions = new NDList();
    final NDList evidences = new NDList();
    final List<StackedWeights.Activations> kept = new ArrayList<>();
    boolean keeping = true;
    for (final NDIndex block : RowBlocks.of(h)) {
      final NDManager own = scope.newSubManager();
      final StackedWeights.Activations on = weights.activate(h, block, own);
      attentions.add(attached(weights.attention(on)));
      evidences.add(attached(weights.evidence(on)));
      final long bytes = bytes(on);
      // Kept blocks are the first ones: a later, shorter one would meet another block's rows.
      keeping &= keptBytes + bytes <= mostKept;
      if (keeping) {
        keptBytes += bytes;
        kept.add(on);
      } else {
        own.close();
      }
    }
    final NDArray evidence = attached(RowBlocks.joined(evidences));
    final BagOutput out = weights.pool(attached(RowBlocks.joined(attentions)), evidence);
    final Pass pass = new Pass(h, StackedWeights.with(evidence, out), kept);
    pass.evidence().setRequiresGradient(true);
    pass.patches().score().setRequiresGradient(true);
    pass.out().logits().setRequiresGradient(true);
    passes.add(pass);
    return pass.out();
  }

  private static long bytes(final StackedWeights.Activations on) {
    return FLOAT
        * (on.rows().size() + on.hidden().size() + on.adapted().size() + 2 * on.tanh().size());
  }

  private NDArray attached(final NDArray array) {
    return Compute.kept(array, scope);
  }

  @Override
  public Map<String, NDArray> gradients() {
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
    return Map.of(AttriMil.WEIGHTS, NDArrays.concat(row));
  }

  /** Adds a bag's share. */
  private void add(final Pass pass, final Map<String, NDArray> sums) {
    final NDArray dScore = gradient(pass.patches().score());
    final NDArray dLogit = gradient(pass.out().logits());
    final NDArray attention = pass.patches().attention();
    final NDArray evidence = AttributePooling.doubles(pass.evidence());
    // In doubles: the logits do not change with a shift of attention, so that these terms add up to
    // nothing.
    final NDArray p = AttributePooling.doubles(attention).softmax(0);
    final NDArray shares = p.mul(AttributePooling.doubles(dLogit));
    final NDArray du =
        AttributePooling.floats(shares).addi(dScore.mul(AttributePooling.weight(attention)));
    final NDArray da =
        AttributePooling.floats(shares.mul(evidence.sub(p.mul(evidence).sum(FIRST))))
            .addi(dScore.mul(pass.patches().score()).muli(AttributePooling.unclipped(attention)));
    final NDArray dEvidence = pass.evidence().getGradient();
    if (dEvidence != null) {
      du.addi(attached(dEvidence));
    }
    sum(sums, "bias", dLogit);
    sum(sums, "bw", AttributePooling.floats(AttributePooling.doubles(da).sum(FIRST)));
    final List<NDIndex> blocks = RowBlocks.of(pass.h());
    for (int k = 0; k < blocks.size(); k++) {
      Job.checkLast();
      final StackedWeights.Activations on =
          k < pass.kept().size()
              ? pass.kept().get(k)
              : weights.activate(pass.h(), blocks.get(k), scope.newSubManager());
      // Frees what was kept, too.
      try (NDManager own = on.rows().getManager()) {
        add(
            on,
            Compute.kept(da.get(blocks.get(k)), own),
            Compute.kept(du.get(blocks.get(k)), own),
            sums);
      }
    }
  }

  /** Zero where the loss does not depend on the array. */
  private NDArray gradient(final NDArray leaf) {
    final NDArray gradient = leaf.getGradient();
    return gradient == null ? attached(leaf.zerosLike()) : attached(gradient);
  }

  /** Adds some rows' share. */
  private void add(
      final StackedWeights.Activations on,
      final NDArray da,
      final NDArray du,
      final Map<String, NDArray> sums) {
    try (NDArray gate = on.tanh().mul(on.sigmoid());
        NDArray branches = weights.branchWeights();
        NDArray dGate = da.matMul(branches);
        NDArray dTanh = through(gate, on.sigmoid(), on.tanh(), dGate);
        NDArray dSigmoid = through(gate, gate, on.sigmoid(), dGate)) {
      linear(sums, "V", "bV", dTanh, on.adapted());
      linear(sums, "U", "bU", dSigmoid, on.adapted());
      linear(sums, "u", "bu", du, on.adapted());
      try (NDArray dHidden =
              folded.isEmpty()
                  ? adaptor(on, dTanh, dSigmoid, du, sums)
                  : foldedAdaptor(on, dTanh, dSigmoid, du, sums);
          NDArray passed = on.hidden().sign()) {
        linear(sums, "W1", "b1", dHidden.muli(passed), on.rows());
      }
      // Of the products of every branch's gradient with every branch's gate, its own.
      try (NDArray turned = da.transpose();
          NDArray crossed = turned.matMul(gate)) {
        sum(sums, "w", crossed.muli(weights.ownColumns()).sum(FIRST));
      }
    }
  }

  /** Adds W2's share; gives dr. */
  private NDArray adaptor(
      final StackedWeights.Activations on,
      final NDArray dTanh,
      final NDArray dSigmoid,
      final NDArray du,
      final Map<String, NDArray> sums) {
    try (NDArray dAdapted = Affine.back(dTanh, weights.get("V"));
        NDArray fromSigmoid = Affine.back(dSigmoid, weights.get("U"));
        NDArray fromEvidence = du.matMul(weights.get("u"))) {
      dAdapted.addi(fromSigmoid).addi(fromEvidence);
      linear(sums, "W2", "b2", dAdapted, on.hidden());
      return Affine.back(dAdapted, weights.get("W2"));
    }
  }

  /** Adds to the products that W2's share is made of; gives dr. */
  private NDArray foldedAdaptor(
      final StackedWeights.Activations on,
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

  /** Multiplies V, U and e by W2 where there are enough patches to save time. */
  private void fold() {
    final long patches = passes.stream().mapToLong(p -> p.h().getShape().get(0)).sum();
    if (patches > 2L * model.shape().classes() * model.shape().features()) {
      for (final String letter : BRANCHES) {
        folded.put(letter, attached(weights.get(letter).matMul(weights.get("W2"))));
      }
    }
  }

  private void unfold(final Map<String, NDArray> sums) {
    for (final String letter : folded.keySet()) {
      final NDArray turned = attached(weights.get(letter).transpose());
      sum(sums, "W2", turned.matMul(sums.get(FOLDED + letter)));
      sum(sums, "b2", turned.matMul(sums.get("b" + letter)));
    }
  }

  /**
   * The gradient before tanh or the sigmoid, da w (x - g y): s' (1 - t^2) = s' - g t, and t s' (1 -
   * s') = g - g s'.
   */
  private static NDArray through(
      final NDArray gate, final NDArray x, final NDArray y, final NDArray dGate) {
    try (NDArray product = gate.mul(y)) {
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
      sums.put(letter, attached(share));
    } else {
      before.addi(share);
      share.close();
    }
  }
}
