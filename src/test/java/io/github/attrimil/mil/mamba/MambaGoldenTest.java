package io.github.attrimil.mil.mamba;

import static io.github.attrimil.golden.Goldens.assertClose;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonObject;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.format.tensors.TensorFiles;
import io.github.attrimil.geometry.PatchGrid;
import io.github.attrimil.golden.Goldens;
import io.github.attrimil.golden.NpzFile;
import io.github.attrimil.mil.BagInput;
import io.github.attrimil.mil.BagOutput;
import io.github.attrimil.mil.KindFixture;
import io.github.attrimil.mil.PatchEvidence;
import io.github.attrimil.mil.registry.ModelKinds;
import io.github.attrimil.tensor.Compute;
import io.github.attrimil.tensor.Tensor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** MambaMIL, and its mixers by themselves, against the authors' code: outputs and gradients. */
class MambaGoldenTest {

  private static final double OUTPUTS = 1e-5;
  private static final double MIXERS = 5e-6;

  /** float64 numbers are in the fixtures for inputs and small tensors. */
  private static final double MIXER_GRADIENTS = 5e-6;

  static List<KindFixture> models() {
    return KindFixture.all("mambamil_");
  }

  static List<Path> mixers() {
    return Goldens.folders("mamba_layers", "");
  }

  private static MambaMil load(final KindFixture fixture) {
    final JsonObject info = fixture.info();
    final String kind = info.get("type").getAsString().toLowerCase(java.util.Locale.ROOT) + "mil";
    final Options options =
        ModelKinds.named(kind).options().with("activation", info.get("act").getAsString());
    return (MambaMil)
        fixture.load(
            kind,
            kind.equals("srmambamil")
                ? options.with("reordering", info.get("rate").getAsString())
                : options);
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("models")
  void outputsAndGradientsAreTheAuthors(final KindFixture fixture) {
    try (MambaMil model = load(fixture)) {
      assertEquals(fixture.shape(), model.shape());
      assertEquals(List.copyOf(fixture.state().keySet()), List.copyOf(model.stateDict().keySet()));
      for (int i = 0; i < fixture.cases(); i++) {
        outputs(model, fixture, i);
        fixture.assertGradients(model, i, "ce", KindFixture.CROSS_ENTROPY);
      }
    }
  }

  private static void outputs(final MambaMil model, final KindFixture fixture, final int i) {
    final Tensor h = fixture.input(i).get("h");
    try (NDManager scope = model.manager().newSubManager()) {
      final NDArray x = scope.create(h.floats(), new Shape(h.shape()));
      final BagOutput out = model.score(new BagInput(x, PatchGrid.unplaced((int) h.shape()[0])));
      fixture.assertOutput(i, "logits", out.logits().toFloatArray(), OUTPUTS);
      final NDArray attention = ((PatchEvidence.AttentionOnly) out.patches()).attention();
      fixture.assertOutput(i, "A_raw", attention.toFloatArray(), OUTPUTS);
      final MambaMil.Trunk trunk = model.trunk(x, scope, true);
      fixture.assertOutput(i, "h0_first2", first2(trunk.layers().get(0)), OUTPUTS);
      for (int layer = 0; layer < model.mixers().size(); layer++) {
        final NDArray mixed = trunk.layers().get(layer + 1).sub(trunk.layers().get(layer));
        fixture.assertOutput(i, "mixer" + layer + "_first2", first2(mixed), OUTPUTS);
      }
    }
  }

  private static float[] first2(final NDArray rows) {
    return rows.get("0:{}", Math.min(2, rows.getShape().get(0))).toFloatArray();
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("mixers")
  void mixersAreTheAuthors(final Path folder) {
    final JsonObject info = Goldens.json(folder.resolve("info.json")).getAsJsonObject();
    final String type = info.get("class").getAsString().replaceFirst("Mamba.*", "");
    final List<Order> orders =
        switch (type) {
          case "" -> List.of(Order.FORWARD);
          case "Bi" -> List.of(Order.FORWARD, Order.REVERSED);
          default -> List.of(Order.FORWARD, Order.strided(info.get("rate").getAsLong()));
        };
    final Map<String, Tensor> state = TensorFiles.read(folder.resolve("weights.pt"));
    for (int i = 0; i < info.getAsJsonArray("cases").size(); i++) {
      mixer(folder, i, orders, state);
    }
  }

  private static void mixer(
      final Path folder, final int i, final List<Order> orders, final Map<String, Tensor> state) {
    final Map<String, Tensor> input = NpzFile.read(folder.resolve("input_" + i + ".npz"));
    final Map<String, Tensor> output = NpzFile.read(folder.resolve("output_" + i + "_f32.npz"));
    final Map<String, Tensor> gradients = NpzFile.read(folder.resolve("grad_" + i + "_f32.npz"));
    try (NDManager scope = Compute.engine().newBaseManager(Device.cpu())) {
      final Map<String, NDArray> weights = new LinkedHashMap<>();
      state.forEach((name, t) -> weights.put(name, scope.create(t.floats(), new Shape(t.shape()))));
      final Mixer mixer = new Mixer("", orders, weights::get);
      final NDArray x = rows(input.get("x"), scope);
      final Mixer.Trace trace = Mixer.trace();
      final NDArray y = mixer.forward(x, scope, trace);
      final String what = folder.getFileName() + ", case " + i + ", ";
      assertClose(what + "output", output.get("out").floats(), y.toFloatArray(), MIXERS, 0);
      final GradientSums sums = new GradientSums(scope);
      final NDArray dx = mixer.back(x, trace, rows(input.get("probe"), scope), sums, scope);
      assertClose(what + "x", gradients.get("x").floats(), dx.toFloatArray(), MIXER_GRADIENTS, 0);
      weights.forEach(
          (name, array) ->
              assertClose(
                  what + name,
                  gradients.get(name).floats(),
                  sums.orZero(name, array).toFloatArray(),
                  MIXER_GRADIENTS,
                  1e-6));
    }
  }

  /** 1 x L x W as L x W. */
  private static NDArray rows(final Tensor tensor, final NDManager scope) {
    final long[] shape = tensor.shape();
    return scope.create(tensor.floats(), new Shape(shape[1], shape[2]));
  }
}
