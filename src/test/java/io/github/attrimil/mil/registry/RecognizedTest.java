package io.github.attrimil.mil.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.golden.Goldens;
import io.github.attrimil.mil.BareKind;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.mil.ModelKind;
import io.github.attrimil.mil.ModelShape;
import io.github.attrimil.project.Project;
import io.github.attrimil.tensor.Tensor;
import java.nio.file.Path;
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
