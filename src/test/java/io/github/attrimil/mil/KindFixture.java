package io.github.attrimil.mil;

import static io.github.attrimil.golden.Goldens.assertClose;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.attrimil.cohort.Bag;
import io.github.attrimil.cohort.FeatureCard;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.format.tensors.TensorFiles;
import io.github.attrimil.geometry.PatchGrid;
import io.github.attrimil.golden.GoldenGradients;
import io.github.attrimil.golden.Goldens;
import io.github.attrimil.golden.NpzFile;
import io.github.attrimil.mil.registry.BagScores;
import io.github.attrimil.mil.registry.ModelKinds;
import io.github.attrimil.tensor.Compute;
import io.github.attrimil.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * A folder of models/ in the fixtures: a network of a reference, bags, and what the reference
 * computes for them.
 *
 * @param folder with info.json
 */
public record KindFixture(Path folder) {

  private static final double OUTPUTS = 1e-5;
  private static final double LOSS = 1e-5;

  /** A loss of a bag that gradients flow from. */
  @FunctionalInterface
  public interface Loss {

    /**
     * @param scorer the network
     * @param bag a bag
     * @param label its class
     * @return a single number
     */
    NDArray of(Scorer scorer, BagInput bag, int label);
  }

  /** The cross-entropy of the bag's logits. */
  public static final Loss CROSS_ENTROPY =
      (scorer, bag, label) -> CrossEntropy.of(scorer.score(bag).logits(), label);

  /**
   * @param prefixes of the names of folders
   * @return those of the resources and of the shared fixtures
   */
  public static List<KindFixture> all(final String... prefixes) {
    return List.of(prefixes).stream()
        .flatMap(prefix -> Goldens.folders("models", prefix).stream())
        .map(KindFixture::new)
        .toList();
  }

  /**
   * @return the folder's name
   */
  @Override
  public String toString() {
    return folder.getFileName().toString();
  }

  /**
   * @return info.json
   */
  public JsonObject info() {
    return Goldens.json(folder.resolve("info.json")).getAsJsonObject();
  }

  /**
   * @return D and C
   */
  public ModelShape shape() {
    return new ModelShape(info().get("dim").getAsInt(), info().get("n_classes").getAsInt());
  }

  /**
   * @return how many bags there are
   */
  public int cases() {
    return info().getAsJsonArray("cases").size();
  }

  /**
   * @return shapes of the state dict's tensors by name, in order
   */
  public Map<String, long[]> stateShapes() {
    final Map<String, long[]> shapes = new LinkedHashMap<>();
    for (final JsonElement tensor : info().getAsJsonArray("state_dict")) {
      final JsonArray entry = tensor.getAsJsonArray();
      shapes.put(
          entry.get(0).getAsString(),
          entry.get(1).getAsJsonArray().asList().stream()
              .mapToLong(JsonElement::getAsLong)
              .toArray());
    }
    return shapes;
  }

  /**
   * @return the state dict of weights.pt
   */
  public Map<String, Tensor> state() {
    return tensors("weights.pt");
  }

  /**
   * @param name of a file of tensors, which may be compressed as NAME.gz
   * @return its tensors by name
   */
  public Map<String, Tensor> tensors(final String name) {
    final Path plain = folder.resolve(name);
    if (Files.exists(plain)) {
      return TensorFiles.read(plain);
    }
    return Goldens.compressed(folder.resolve(name + ".gz"));
  }

  /**
   * @param kind the name of its kind
   * @param options what the tensors do not show
   * @return the network on the CPU
   */
  public MilModel load(final String kind, final Options options) {
    return ModelKinds.named(kind).load(state(), options, Device.cpu());
  }

  /**
   * @param kind the name of its kind
   * @return the network on the CPU, with the kind's usual options
   */
  public MilModel load(final String kind) {
    return load(kind, ModelKinds.named(kind).options());
  }

  /**
   * @param i a case
   * @return everything in its input file: h, label, coords, nearest and more
   */
  public Map<String, Tensor> input(final int i) {
    return NpzFile.read(folder.resolve("input_" + i + ".npz"));
  }

  /**
   * @param i a case
   * @param model of any kind
   * @return what it computes for the bag
   */
  public BagScores scored(final int i, final MilModel model) {
    final Tensor h = input(i).get("h");
    final int n = (int) h.shape()[0];
    return BagScores.of(
        model,
        new Bag(
            "case " + i, h.floats(), FeatureCard.of((int) h.shape()[1]), PatchGrid.unplaced(n)));
  }

  /**
   * @param i a case
   * @return its patches
   */
  Bags bag(final int i) {
    final Tensor h = input(i).get("h");
    return new Bags(h.floats(), IntStream.range(0, (int) h.shape()[0]).toArray());
  }

  /**
   * Hands out a case's bag.
   *
   * @param model whose device the bag is on
   * @param i a case
   * @param read what is wanted of the bag, whose arrays are freed afterwards
   * @param <T> its type
   * @return what was read
   */
  public <T> T in(final MilModel model, final int i, final Function<BagInput, T> read) {
    try (NDManager scope = model.manager().newSubManager()) {
      return read.apply(bag(i).in(scope));
    }
  }

  /**
   * @param i a case
   * @return the class of its bag
   */
  public int label(final int i) {
    return (int) input(i).get("label").floats()[0];
  }

  /**
   * @param i a case
   * @return the reference's outputs in float32 by name
   */
  public Map<String, Tensor> output(final int i) {
    return NpzFile.read(folder.resolve("output_" + i + "_f32.npz"));
  }

  /**
   * Compares an output relative to its largest magnitude.
   *
   * @param i a case
   * @param name of the output
   * @param found ours
   * @param relative tolerance
   */
  public void assertOutput(
      final int i, final String name, final float[] found, final double relative) {
    assertClose(
        this + ", case " + i + ", " + name, output(i).get(name).floats(), found, relative, 0);
  }

  /**
   * Compares logits and, where the reference gives them, probabilities and the predicted class.
   *
   * @param model the network
   * @param i a case
   */
  public void assertLogits(final MilModel model, final int i) {
    final float[] logits = bag(i).scoredBy(model).logits();
    assertOutput(i, "logits", logits, OUTPUTS);
    final double[] p = model.kind().probabilities(logits);
    final float[] floats = new float[p.length];
    int most = 0;
    for (int c = 0; c < p.length; c++) {
      floats[c] = (float) p[c];
      most = p[c] > p[most] ? c : most;
    }
    assertOutput(i, "Y_prob", floats, OUTPUTS);
    assertEquals(output(i).get("Y_hat").floats()[0], most, this + ", case " + i);
  }

  /**
   * Compares attention before the softmax.
   *
   * @param model the network
   * @param i a case
   * @param name of the output, A x N
   */
  public void assertAttention(final MilModel model, final int i, final String name) {
    final PatchValues patches = bag(i).scoredBy(model).patches();
    assertRows(i, name, patches, c -> patches.attention(c).orElseThrow());
  }

  /**
   * Compares shares of attention, its softmax over the patches.
   *
   * @param model the network
   * @param i a case
   * @param name of the output, A x N
   */
  public void assertShares(final MilModel model, final int i, final String name) {
    final PatchValues patches = bag(i).scoredBy(model).patches();
    assertRows(i, name, patches, patches::values);
  }

  private void assertRows(
      final int i, final String name, final PatchValues patches, final IntFunction<float[]> row) {
    final float[] all = new float[patches.columns() * patches.patches()];
    for (int c = 0; c < patches.columns(); c++) {
      System.arraycopy(row.apply(c), 0, all, c * patches.patches(), patches.patches());
    }
    assertOutput(i, name, all, OUTPUTS);
  }

  /**
   * The loss and its gradients against the reference's, which are in grad_LOSS_i.
   *
   * @param model whose parameters have the reference's names
   * @param i a case
   * @param name of the loss in info.json
   * @param loss ours
   */
  public void assertGradients(
      final MilModel model, final int i, final String name, final Loss loss) {
    assertGradients(model, i, name, tensor -> true, loss);
  }

  /**
   * The same for a loss that reaches only some of the parameters; gradients of others must be zero.
   *
   * @param model whose parameters have the reference's names
   * @param i a case
   * @param name of the loss in info.json
   * @param reached which parameters, by name
   * @param loss ours
   */
  public void assertGradients(
      final MilModel model,
      final int i,
      final String name,
      final Predicate<String> reached,
      final Loss loss) {
    final double expected =
        info().getAsJsonObject("losses").getAsJsonArray(name).get(i).getAsDouble();
    final Map<String, Tensor> found =
        gradients(model, bag(i), label(i), expected, loss, this + ", case " + i + ", " + name);
    final Map<String, Tensor> compared = new LinkedHashMap<>(found);
    compared.keySet().removeIf(reached.negate());
    GoldenGradients.compare(compared, gradientFile(name, i));
    found.keySet().removeAll(compared.keySet());
    found.forEach(
        (tensor, g) -> assertArrayEquals(new float[g.floats().length], g.floats(), tensor));
  }

  /** In float32 where there is such a file, for its samples are more. */
  private Path gradientFile(final String name, final int i) {
    final Path f32 = folder.resolve("grad_" + name + "_" + i + "_f32");
    return Files.exists(Path.of(f32 + ".npz")) || Files.exists(Path.of(f32 + "_sampled.npz"))
        ? f32
        : folder.resolve("grad_" + name + "_" + i + "_f64");
  }

  private static Map<String, Tensor> gradients(
      final MilModel model,
      final Bags bag,
      final int label,
      final double expected,
      final Loss loss,
      final String what) {
    try (NDManager scope = model.manager().newSubManager()) {
      final Gradients.Step step = model.kind().gradients(model).begin(scope);
      try (GradientCollector collector = Compute.engine().newGradientCollector()) {
        final NDArray value = loss.of(step, bag.in(scope), label);
        collector.backward(value);
        assertEquals(expected, value.getFloat(), LOSS * Math.max(1, Math.abs(expected)), what);
      }
      final Map<String, Tensor> named = new LinkedHashMap<>();
      step.gradients()
          .forEach(
              (name, g) -> named.put(name, Tensor.of(g.toFloatArray(), g.getShape().getShape())));
      return named;
    }
  }
}
