package io.github.attrimil.mil.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.golden.Goldens;
import io.github.attrimil.mil.BareKind;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.mil.ModelKind;
import io.github.attrimil.mil.ModelShape;
import io.github.attrimil.project.Project;
import io.github.attrimil.tensor.Tensor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecognizedTest {

  @TempDir private Path folder;

  private static final Path FILE = Path.of("elsewhere.pt");
  private static final Map<String, Tensor> STATE =
      Map.of("fc.weight", Tensor.of(new float[6], 2, 3));

  /** A kind that is recognized by one tensor's name. */
  private static final class ByName extends BareKind {

    private final String tensor;

    ByName(final String name, final String tensor) {
      super(name);
      this.tensor = tensor;
    }

    @Override
    public String title() {
      return name().toUpperCase(java.util.Locale.ROOT);
    }

    @Override
    public Optional<ModelShape> recognize(final Map<String, long[]> shapes) {
      return Optional.ofNullable(shapes.get(tensor))
          .map(s -> new ModelShape((int) s[1], (int) s[0]));
    }
  }

  private static final ModelKind ONE = new ByName("one", "fc.weight");
  private static final ModelKind OTHER = new ByName("other", "fc.weight");
  private static final ModelKind THIRD = new ByName("third", "conv.weight");

  @Test
  void theKindThatFitsIsTaken() {
    final Recognized recognized = Recognized.among(List.of(THIRD, ONE), FILE, STATE);
    assertEquals(ONE, recognized.kind());
    assertEquals(new ModelShape(3, 2), recognized.shape());
  }

  @Test
  void whereNoneFitsTheKindsAreListed() {
    final AttriMilException e =
        assertThrows(AttriMilException.class, () -> Recognized.among(List.of(THIRD), FILE, STATE));
    assertTrue(
        e.getMessage().contains("elsewhere.pt")
            && e.getMessage().contains("fc.weight")
            && e.getMessage().contains("third (THIRD)"),
        e.getMessage());
  }

  private static Map<String, Tensor> clam() {
    final ModelKind kind = ModelKinds.named("clamsb");
    final Options options = kind.options().with("width", "4").with("gate", "3");
    try (MilModel model = kind.create(new ModelShape(5, 2), options, 1, Device.cpu())) {
      return new LinkedHashMap<>(model.stateDict());
    }
  }

  private static String refused(final Map<String, Tensor> state) {
    final String message =
        assertThrows(AttriMilException.class, () -> Recognized.of(FILE, state, "")).getMessage();
    assertTrue(message.contains("give a state dict of one of these kinds"), message);
    return message.substring(0, message.indexOf(". Its tensors"));
  }

  /** A layer too few or too many, and a classifier of another number of classes. */
  @Test
  void whatIsWrongWithANearlyFittingOneIsSaid() {
    final String start =
        "elsewhere.pt holds no model of a known kind. It differs least from clamsb: ";
    final Map<String, Tensor> state = clam();
    state.put("head.bias", Tensor.of(new float[3], 3));
    assertEquals(start + "it has head.bias in addition", refused(state));
    state.remove("head.bias");
    state.put("classifiers.weight", Tensor.of(new float[12], 3, 4));
    assertEquals(
        start + "classifiers.weight has the shape [3, 4] instead of [2, 4]", refused(state));
    // Without this one the number of classes is not to be seen.
    state.remove("classifiers.bias");
    assertEquals(start + "it lacks classifiers.bias", refused(state));
    assertEquals(
        "elsewhere.pt holds no model of a known kind",
        refused(Map.of("conv1.weight", Tensor.of(new float[4], 4))));
  }

  /** Quantized weights, for example. */
  @Test
  void weightsOfWholeNumbersAreRefused() {
    final Map<String, Tensor> state = clam();
    state.put("classifiers.bias", Tensor.of(new long[2], 2));
    final ModelKind kind = Recognized.of(FILE, state, "").kind();
    final String message =
        assertThrows(AttriMilException.class, () -> kind.load(state, kind.options(), Device.cpu()))
            .getMessage();
    assertTrue(
        message.contains("\"classifiers.bias\" holds I64")
            && message.contains("needs floating-point numbers"),
        message);
  }

  @Test
  void whereTwoFitTheUserIsAsked() {
    final AttriMilException e =
        assertThrows(
            AttriMilException.class, () -> Recognized.among(List.of(ONE, OTHER), FILE, STATE));
    assertTrue(
        e.getMessage().contains("one (ONE), other (OTHER)")
            && e.getMessage().contains("kind=one")
            && e.getMessage().contains("elsewhere.json: {\"kind\": \"one\"}"),
        e.getMessage());
  }

  /** Their state dicts have the same names and shapes, and the rate is in none. */
  @Test
  void biMambaAndSrMambaAreForTheUserToTellApart() {
    final ModelKind kind = ModelKinds.named("srmambamil");
    final Map<String, Tensor> state;
    try (MilModel model =
        kind.create(new ModelShape(5, 2), kind.options().with("width", "4"), 1, Device.cpu())) {
      state = model.stateDict();
    }
    final AttriMilException e =
        assertThrows(AttriMilException.class, () -> Recognized.of(FILE, state, ""));
    assertEquals(
        "elsewhere.pt may be of several kinds: bimambamil (MambaMIL (BiMamba)), srmambamil"
            + " (MambaMIL (SRMamba)); choose one with kind=bimambamil, or in a card in the same"
            + " folder, elsewhere.json: {\"kind\": \"bimambamil\"}; the file does not hold"
            + " reordering of srmambamil, which is 10 unless the card states it: \"options\":"
            + " {\"reordering\": \"10\"}",
        e.getMessage());
    assertEquals(kind, Recognized.of(FILE, state, "srmambamil").kind());
  }

  @Test
  void aWrongReductionIsRefusedWithItsFileAndContents() {
    for (final float[] wrong : List.of(new float[1], new float[] {3, 3})) {
      final Map<String, Tensor> state = new LinkedHashMap<>(STATE);
      state.put("reduction.weight", Tensor.of(new float[4], 2, 2));
      state.put("reduction.bias", Tensor.of(new float[2], 2));
      state.put("reduction.squares", Tensor.of(wrong, wrong.length));
      final AttriMilException e =
          assertThrows(AttriMilException.class, () -> Recognized.of(FILE, state, ""));
      assertEquals(
          "elsewhere.pt: The checkpoint's tensor reduction.squares "
              + (wrong.length == 1 ? "holds 0" : "has 2 values")
              + ", and not one finite number above 0; train again",
          e.getMessage());
    }
  }

  @Test
  void theKindMayBeGivenWithTheFile() {
    final Path file = Goldens.resource("models/attrimil_d64_c3").resolve("weights.pt");
    final Project project = new Project(folder);
    assertEquals("attrimil", TrainedModel.find(project, "attrimil:" + file).card().kind());
    final AttriMilException e =
        assertThrows(AttriMilException.class, () -> TrainedModel.find(project, "abmil:" + file));
    assertTrue(
        e.getMessage().contains("abmil (") && e.getMessage().contains("tensors"), e.getMessage());
    assertThrows(AttriMilException.class, () -> TrainedModel.find(project, "nokind:" + file));
  }
}
