package io.github.attrimil.explain.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.attrimil.cohort.FeatureCard;
import io.github.attrimil.core.Job;
import io.github.attrimil.evaluate.stage.PredictStage;
import io.github.attrimil.explain.PatchScores;
import io.github.attrimil.format.h5.FeatureFile;
import io.github.attrimil.format.h5.PatchAttributes;
import io.github.attrimil.format.h5.PatchFile;
import io.github.attrimil.format.table.CsvTable;
import io.github.attrimil.format.tensors.TorchFile;
import io.github.attrimil.geometry.PatchCoords;
import io.github.attrimil.geometry.PatchGrid;
import io.github.attrimil.mil.BagInput;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.mil.ModelKind;
import io.github.attrimil.mil.ModelShape;
import io.github.attrimil.mil.PatchMeaning;
import io.github.attrimil.mil.PatchValues;
import io.github.attrimil.mil.registry.ModelCard;
import io.github.attrimil.mil.registry.ModelKinds;
import io.github.attrimil.project.Project;
import io.github.attrimil.tensor.DeviceChoice;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every kind of the registry is mapped, each with the meaning of its own values. */
class MapOfEachKindTest {

  private static final int D = 8;
  private static final int SIDE = 5;
  private static final List<String> CLASSES = List.of("normal", "ductal", "lobular");

  @TempDir Path folder;

  static List<String> kinds() {
    return ModelKinds.all().stream().map(ModelKind::name).toList();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aMapClaimsWhatItsKindGives(final String name) throws Exception {
    final Project project = new Project(folder);
    features(project);
    model(project, ModelKinds.named(name), 1);
    // Of a model of another kind that had the same name.
    final Path maps = project.maps(name, "s");
    Files.createDirectories(maps);
    for (final PatchMeaning meaning : PatchMeaning.values()) {
      Files.write(maps.resolve(meaning.words().name() + "_former.tif"), new byte[1]);
    }
    final List<PatchScores> drawn = new ArrayList<>();
    final List<String> done =
        MapStage.run(
            project,
            List.of(new MapTarget("s", Optional.empty())),
            new MapStage.Request(name, -1, 2, DeviceChoice.CPU, false),
            Job.silent(),
            map -> drawn.add(map.scores()));
    assertEquals(List.of("s"), done);
    final PatchScores scores = drawn.get(0);
    try (Stream<Path> files = Files.list(maps)) {
      assertEquals(0, files.filter(f -> f.toString().endsWith("_former.tif")).count());
    }
    final CsvTable table = CsvTable.read(maps.resolve("scores.csv"));
    assertEquals(SIDE * SIDE, table.rows());
    // The one attention of a kind that has no other is not a class's.
    final boolean one = hasOneAttention(ModelKinds.named(name));
    final List<String> names = one ? List.of("attention") : CLASSES;
    for (int c = 0; c < names.size(); c++) {
      final String column = scores.meaning().column() + (one ? "" : "_" + c);
      double sum = 0;
      for (int i = 0; i < table.rows(); i++) {
        assertEquals(scores.shown(c)[i], (float) table.number(i, column));
        sum += table.has("contribution_" + c) ? table.number(i, "contribution_" + c) : 0;
      }
      assertTrue(
          Files.exists(
              maps.resolve(scores.meaning().words().name() + "_" + names.get(c) + ".tif")));
      assertTrue(Files.exists(maps.resolve("overlay_" + names.get(c) + ".png")));
      if (scores.additive().isPresent()) {
        assertEquals(table.number(0, "logit_" + c), sum + table.number(0, "bias_" + c), 1e-4);
      }
    }
    // One attention for all classes is not a class's either where there are maps of classes.
    final int attentions = scores.values().attentions();
    assertEquals(attentions == 1, table.has("attention"));
    assertEquals(attentions > 1, table.has("attention_1"));
    final boolean adds = scores.additive().isPresent();
    assertEquals(adds, Files.exists(maps.resolve("identity.csv")));
    assertEquals(adds, table.has("contribution_0"));
    final String json = Files.readString(maps.resolve("patches.geojson"));
    assertEquals(adds, json.contains("contribution"));
    assertTrue(
        json.contains("\"" + scores.meaning().measurement() + (one ? "" : " lobular") + "\""));
    assertEquals(attentions > 1, json.contains("\"attention lobular\""));
    assertEquals(one, !json.contains("lobular"));
    assertEquals(one, Files.notExists(maps.resolve("overlay_lobular.png")));
    if (!scores.meaning().signed()) {
      assertEquals(0, CsvTable.read(maps.resolve("regions.csv")).rows());
      for (int i = 0; i < SIDE * SIDE; i++) {
        assertFalse(scores.shown(0)[i] < 0);
      }
    }
  }

  /** As predictions are: another map would explain a number that nobody is given. */
  @ParameterizedTest
  @ValueSource(strings = {"attrimil", "dsmil", "abmil"})
  void aSlideThatNoFoldHeldOutIsMappedByTheMeanOfAll(final String name) throws Exception {
    final Project project = new Project(folder);
    features(project);
    model(project, ModelKinds.named(name), 3);
    final MapTarget target = new MapTarget("s", Optional.empty());
    final PatchScores mean =
        MapStage.compute(
                project,
                target,
                new MapStage.Request(name, -1, 2, DeviceChoice.CPU, false),
                Job.silent())
            .scores();
    final CsvTable predicted =
        CsvTable.read(PredictStage.run(project, name, List.of(), DeviceChoice.CPU, Job.silent()));
    assertEquals(predicted.get(0, "class"), CLASSES.get(mean.predicted()));
    assertEquals("mean of 3 folds", mean.model().foldText());
    assertEquals(3, mean.prediction().orElseThrow().votes().size());
    final List<PatchScores> single = new ArrayList<>();
    for (int k = 0; k < 3; k++) {
      single.add(
          MapStage.compute(
                  project,
                  target,
                  new MapStage.Request(name, k, 2, DeviceChoice.CPU, false),
                  Job.silent())
              .scores());
      assertEquals("fold " + k, single.get(k).model().foldText());
    }
    for (int c = 0; c < CLASSES.size(); c++) {
      final int at = c;
      // What contributions and biases of the networks add up to, on average.
      assertEquals(
          single.stream().mapToDouble(s -> s.logit()[at]).average().orElseThrow(),
          mean.logit()[c],
          1e-5);
      assertEquals(
          predicted.number(0, "p_" + c),
          mean.prediction().orElseThrow().probabilities().get(c),
          1e-6);
      for (int i = 0; i < SIDE * SIDE; i++) {
        final int patch = i;
        if (mean.additive().isPresent()) {
          assertEquals(
              single.stream().mapToDouble(s -> s.contributions(at)[patch]).average().orElseThrow(),
              mean.contributions(c)[i],
              1e-5);
        } else if (!mean.oneForAll()) {
          assertEquals(
              single.stream().mapToDouble(s -> s.shown(at)[patch]).average().orElseThrow(),
              mean.shown(c)[i],
              1e-5);
        }
      }
    }
  }

  private static boolean hasOneAttention(final ModelKind kind) {
    try (MilModel network = network(kind, 5);
        NDManager scope = network.manager().newSubManager()) {
      final NDArray h = scope.ones(new Shape(2, D));
      return PatchValues.of(network.score(new BagInput(h, PatchGrid.unplaced(2))).patches())
              .columns()
          == 1;
    }
  }

  private static MilModel network(final ModelKind kind, final long seed) {
    return kind.create(new ModelShape(D, CLASSES.size()), kind.options(), seed, Device.cpu());
  }

  private static void features(final Project project) {
    final Random random = new Random(3);
    final int n = SIDE * SIDE;
    final long[] coords = new long[2 * n];
    final float[] h = new float[n * D];
    for (int i = 0; i < n; i++) {
      coords[2 * i] = 256L * (i % SIDE);
      coords[2 * i + 1] = 256L * (i / SIDE);
    }
    for (int i = 0; i < h.length; i++) {
      h[i] = (float) random.nextGaussian();
    }
    final PatchFile patches =
        PatchFile.of(
            PatchCoords.ofInterleaved(coords),
            new PatchAttributes(Map.of(PatchAttributes.PATCH_SIZE, 256L)));
    new FeatureFile(h, D, Map.of(), Optional.of(patches)).write(project.features("s"));
  }

  private static void model(final Project project, final ModelKind kind, final int folds) {
    for (int k = 0; k < folds; k++) {
      try (MilModel network = network(kind, 5 + k)) {
        TorchFile.write(project.checkpoint(kind.name(), k), network.stateDict());
      }
    }
    new ModelCard(
            kind.name(),
            kind.name(),
            CLASSES,
            FeatureCard.of(D),
            new ModelCard.Training(folds, 0, "", Map.of(), List.of(), "", List.of()),
            List.of())
        .write(project.model(kind.name()).resolve("model.json"));
  }
}
