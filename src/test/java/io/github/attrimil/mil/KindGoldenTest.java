package io.github.attrimil.mil;

import static io.github.attrimil.golden.Goldens.assertClose;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.attrimil.golden.Goldens;
import io.github.attrimil.mil.registry.ModelKinds;
import io.github.attrimil.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * ABMIL, mean and max pooling against the authors' implementations: outputs, and gradients of
 * cross-entropy. Kinds of other families have tests of their own beside them; which kind each
 * checkpoint is taken for is tested here for all.
 */
class KindGoldenTest {

  private static final double OUTPUTS = 1e-5;

  /** The kinds that a checkpoint fits, by the beginning of its folder's name. */
  private static final Map<String, List<String>> KINDS =
      Map.ofEntries(
          Map.entry("abmil_d", List.of("abmil")),
          Map.entry("mil_mean_", List.of("mean")),
          Map.entry("mil_max_", List.of("max")),
          Map.entry("attrimil_", List.of("attrimil")),
          Map.entry("abmil_mb_", List.of("abmilmb")),
          Map.entry("clam_sb_", List.of("clamsb")),
          Map.entry("clam_mb_", List.of("clammb")),
          Map.entry("acmil_", List.of("acmil")),
          Map.entry("dsmil_d", List.of("dsmil")),
          Map.entry("dsmil_original_", List.of("dsmiloriginal")),
          Map.entry("dtfd_", List.of("dtfd")),
          Map.entry("transmil_", List.of("transmil")),
          Map.entry("s4mil_", List.of("s4mil")),
          Map.entry("mambamil_plain_", List.of("mambamil")),
          Map.entry("mambamil_bi_", List.of("bimambamil", "srmambamil")),
          Map.entry("mambamil_sr_", List.of("bimambamil", "srmambamil")),
          Map.entry("mhim_", List.of("mhim")),
          Map.entry("rrt_", List.of("rrt")),
          Map.entry("ilra_", List.of("ilra")));

  static List<KindFixture> models() {
    return KindFixture.all("abmil_d", "mil_mean_", "mil_max_");
  }

  private static List<String> kindsOf(final KindFixture fixture) {
    return KINDS.entrySet().stream()
        .filter(e -> fixture.toString().startsWith(e.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow(() -> new AssertionError("a folder of no known kind: " + fixture));
  }

  @ParameterizedTest
  @MethodSource("models")
  void outputsAndGradientsAreTheAuthors(final KindFixture fixture) {
    try (MilModel model = fixture.load(kindsOf(fixture).get(0))) {
      assertEquals(fixture.shape(), model.shape());
      assertEquals(List.copyOf(fixture.state().keySet()), List.copyOf(model.stateDict().keySet()));
      for (int i = 0; i < fixture.cases(); i++) {
        outputs(model, fixture.bag(i), fixture.output(i));
        fixture.assertGradients(model, i, "ce", KindFixture.CROSS_ENTROPY);
      }
    }
  }

  private static void outputs(
      final MilModel model, final Bags bag, final Map<String, Tensor> expected) {
    final Bags.Scored scored = bag.scoredBy(model);
    assertClose("logits", expected.get("logits").floats(), scored.logits(), OUTPUTS, 0);
    final double[] p = model.kind().probabilities(scored.logits());
    assertClose("probabilities", expected.get("Y_prob").floats(), floats(p), OUTPUTS, 0);
    final int most = IntStream.range(0, p.length).reduce(0, (a, b) -> p[b] > p[a] ? b : a);
    assertEquals(expected.get("Y_hat").floats()[0], most);
    if (expected.containsKey("A_raw")) {
      final float[] attention = scored.patches().attention(0).orElseThrow();
      assertClose("attention", expected.get("A_raw").floats(), attention, OUTPUTS, 0);
    } else if (expected.get("y_probs").shape()[0] == bag.size()) {
      instances(scored, expected.get("y_probs").floats());
    }
  }

  /** The table of the patches' probabilities. */
  private static void instances(final Bags.Scored scored, final float[] expected) {
    final int n = scored.patches().patches();
    final int c = scored.logits().length;
    final float[] found = new float[n * c];
    for (int i = 0; i < n; i++) {
      final float[] z = new float[c];
      for (int k = 0; k < c; k++) {
        z[k] = scored.patches().values(k)[i];
      }
      System.arraycopy(floats(Softmax.of(z)), 0, found, i * c, c);
    }
    assertClose("probabilities of patches", expected, found, OUTPUTS, 0);
  }

  private static float[] floats(final double[] values) {
    final float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  /** Many models have tensors of similar names. */
  @Test
  void everyCheckpointIsTakenForItsOwnKind() {
    assumeTrue(Goldens.shared().isPresent(), "no shared folder");
    final List<String> known = ModelKinds.all().stream().map(ModelKind::name).toList();
    int folders = 0;
    for (final KindFixture fixture : KindFixture.all("")) {
      assertEquals(
          kindsOf(fixture).stream().filter(known::contains).sorted().toList(),
          ModelKinds.all().stream()
              .filter(kind -> kind.recognize(fixture.stateShapes()).isPresent())
              .map(ModelKind::name)
              .sorted()
              .toList(),
          fixture.toString());
      folders++;
    }
    assertTrue(folders > 40, folders + " folders");
  }
}
