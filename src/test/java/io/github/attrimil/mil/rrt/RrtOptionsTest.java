package io.github.attrimil.mil.rrt;

import static io.github.attrimil.golden.Goldens.assertClose;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.geometry.PatchGrid;
import io.github.attrimil.golden.FormulaWeights;
import io.github.attrimil.golden.Goldens;
import io.github.attrimil.golden.NpzFile;
import io.github.attrimil.mil.BagInput;
import io.github.attrimil.mil.BagOutput;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.mil.ModelShape;
import io.github.attrimil.mil.PatchEvidence;
import io.github.attrimil.mil.TensorShapes;
import io.github.attrimil.tensor.Tensor;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Options that no tensor shows, against src/test/python/make_rrt_golden.py. */
class RrtOptionsTest {

  private static final RrtKind KIND = new RrtKind();
  private static final int D = 6;
  private static final double TOLERANCE = 1e-5;

  private final Map<String, Tensor> golden = NpzFile.read(Goldens.resource("rrt/options.npz"));

  @ParameterizedTest
  @CsvSource({
    "0, relu, relu, 8, 8, false",
    "1, gelu, tanh, 8, 4, true",
    "2, relu, gelu, 16, 8, false",
    "3, gelu, relu, 3, 2, true"
  })
  void outputsAreThoseOfThePythonProgram(
      final int number,
      final String activation,
      final String pooling,
      final String regions,
      final String across,
      final String shortcut) {
    final Options options =
        KIND.options()
            .with("width", "16")
            .with("kernel", "5")
            .with("activation", activation)
            .with("pooling", pooling)
            .with("regions", regions)
            .with("headsacross", across)
            .with("shortcut", shortcut);
    try (MilModel drawn = KIND.create(new ModelShape(D, 3), options, 1, Device.cpu());
        MilModel model =
            KIND.load(
                FormulaWeights.noise(TensorShapes.of(drawn.stateDict())), options, Device.cpu())) {
      for (final int n : new int[] {1, 5, 70, 300}) {
        try (NDManager scope = model.manager().newSubManager()) {
          final BagOutput out =
              model.score(
                  new BagInput(
                      scope.create(golden.get(n + "|h").floats(), new Shape(n, D)),
                      PatchGrid.unplaced(n)));
          final String key = n + "|" + number + "|";
          assertClose(
              key,
              golden.get(key + "logits").floats(),
              out.logits().toFloatArray(),
              TOLERANCE,
              TOLERANCE);
          assertClose(
              key,
              golden.get(key + "attention").floats(),
              ((PatchEvidence.InstanceLogits) out.patches()).attention().toFloatArray(),
              TOLERANCE,
              TOLERANCE);
        }
      }
    }
  }
}
