package io.github.attrimil.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.attrimil.adapt.AdaptRequest;
import io.github.attrimil.adapt.AdaptStage;
import io.github.attrimil.adapt.Method;
import io.github.attrimil.cohort.Split;
import io.github.attrimil.core.CanceledException;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.Listeners;
import io.github.attrimil.format.h5.FeatureFile;
import io.github.attrimil.format.table.CsvTable;
import io.github.attrimil.format.tensors.TorchFile;
import io.github.attrimil.project.Project;
import io.github.attrimil.slide.find.SlideList;
import io.github.attrimil.slide.find.SlideSource;
import io.github.attrimil.tensor.Compute;
import io.github.attrimil.tensor.DeviceChoice;
import io.github.attrimil.tensor.Precision;
import io.github.attrimil.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Encoders trained in a project: what they are, what they may see, and how they go on. */
class AdaptTest {

  private static final int EPOCHS = 3;

  @TempDir Path temporary;

  private static AdaptRequest request(final String name, final String method) {
    return request(name, method, "random-resnet18", EPOCHS);
  }

  private static AdaptRequest request(
      final String name, final String method, final String start, final int epochs) {
    return new AdaptRequest(
        name,
        start,
        Method.of(method),
        0,
        new AdaptRequest.Hyperparameters(32, 12, epochs, 16, 0, Precision.AUTO),
        new AdaptRequest.Run(DeviceChoice.CPU, 1, false));
  }

  private static List<SlideSource> slides(final Project project) {
    return SlideList.find(project, SlideList.Wanted.of(Optional.empty()));
  }

  private static void adapt(final Project project, final AdaptRequest request) {
    AdaptStage.run(project, slides(project), request, Job.silent());
  }

  private static Map<String, Tensor> weights(final Project project, final String name) {
    return TorchFile.read(project.encoderWeights(name));
  }

  private static List<String> lines(final Project project, final String name) throws Exception {
    return Files.readAllLines(project.encoder(name).resolve("log.csv"));
  }

  /** Cancels once an epoch of this number has been saved. */
  private static final class AfterEpochs implements BooleanSupplier {
    private final Path checkpoint;
    private final int epochs;

    AfterEpochs(final Project project, final String name, final int epochs) {
      this.checkpoint = project.encoder(name).resolve("unfinished");
      this.epochs = epochs;
    }

    @Override
    public boolean getAsBoolean() {
      final Path log = checkpoint.resolve("log.csv");
      return Files.exists(log) && CsvTable.read(log).rows() >= epochs;
    }
  }

  private static void stop(final Project project, final AdaptRequest request, final int epochs) {
    final BooleanSupplier canceled = new AfterEpochs(project, request.name(), epochs);
    final Job job = new Job("test", Listeners.NOBODY, canceled);
    assertThrows(
        CanceledException.class, () -> AdaptStage.run(project, slides(project), request, job));
  }

  @Test
  void adaptersLearnWhileTheWeightsStay() throws Exception {
    final Project project = new Project(DemoProject.finished(temporary));
    adapt(project, request("mine", "staged"));
    final Map<String, Tensor> start = TorchFile.read(project.encoder("mine").resolve("start.pt"));
    final Map<String, Tensor> adapted = weights(project, "mine");
    start.forEach(
        (name, tensor) -> assertArrayEquals(tensor.floats(), adapted.get(name).floats(), name));
    for (int stage = 1; stage <= 4; stage++) {
      final float[] up = adapted.get("adapter" + stage + ".2.weight").floats();
      boolean learned = false;
      for (final float w : up) {
        learned |= w != 0;
      }
      assertTrue(learned, "adapter " + stage);
    }
    // 4 adapters of 4 tensors, and what standardizes the features.
    assertEquals(start.size() + 18, adapted.size());
    TablesTest.check(project.root());
    final CsvTable log = CsvTable.read(project.encoder("mine").resolve("log.csv"));
    assertEquals(4 * EPOCHS, log.rows());
    assertFalse(Files.exists(project.encoder("mine").resolve("unfinished")));
    assertEquals(List.of(), DemoProject.leftovers(project.root()));
  }

  @Test
  void theResultIsAnEncoderOfTheProject() throws Exception {
    final Project project = new Project(DemoProject.finished(temporary));
    adapt(project, request("mine", "staged"));
    final Path path = project.root();
    final DemoProject.Ran ran = DemoProject.run("pipeline", path, withEncoder("mine"));
    assertEquals(0, ran.status(), ran.err());
    final FeatureFile.Header header = FeatureFile.header(project.features("demo_001"));
    assertEquals("mine", header.attributes().get(FeatureFile.ENCODER));
    assertEquals(512, header.dimension());
    final JsonObject card =
        JsonParser.parseString(Files.readString(project.encoderCard("mine"))).getAsJsonObject();
    final String stored = String.valueOf(header.attributes().get(FeatureFile.CARD));
    assertTrue(stored.contains(card.get("sha256").getAsString()), stored);
    // Standardized over the train slides: of order one.
    final float[] f = FeatureFile.read(project.features("demo_001")).features();
    double squares = 0;
    for (final float v : f) {
      squares += v * v;
    }
    assertEquals(1, Math.sqrt(squares / f.length), 0.7);
    // Its file alone, in another place, is the same encoder; the start beside it another.
    final String start = project.encoder("mine").resolve("start.pt").toString();
    assertEquals(0, DemoProject.run("features", path, "encoder=" + start).status());
    final FeatureFile plain = FeatureFile.read(project.features("demo_001"));
    assertEquals("start of mine", plain.attributes().get(FeatureFile.ENCODER));
    final String file = project.encoderWeights("mine").toString();
    assertEquals(0, DemoProject.run("features", path, "encoder=" + file).status());
    assertArrayEquals(f, FeatureFile.read(project.features("demo_001")).features());
    // New slides are encoded as the model's were, found by the encoder's name.
    Files.delete(project.features("demo_002"));
    final DemoProject.Ran predicted =
        DemoProject.run("predict", path, "slides=" + path.resolve("slides"), "device=cpu");
    assertEquals(0, predicted.status(), predicted.err());
  }

  private static String[] withEncoder(final String name) {
    final List<String> args = new ArrayList<>(List.of(DemoProject.PIPELINE));
    args.add("encoder=" + name);
    return args.toArray(String[]::new);
  }

  @ParameterizedTest
  @ValueSource(strings = {"staged", "simclr"})
  void aStoppedTrainingEndsAsIfItHadNot(final String method) throws Exception {
    final Project project = new Project(DemoProject.finished(temporary));
    adapt(project, request("whole", method));
    // In the midst of the first stage, of a later one, and between two.
    for (final int epochs : method.equals("staged") ? new int[] {2, 6, 7} : new int[] {1, 2}) {
      final String name = "stopped" + epochs;
      stop(project, request(name, method), epochs);
      assertFalse(Files.exists(project.encoderCard(name)));
      assertFalse(Files.exists(project.encoder(name).resolve("unfinished/patches.bin")));
      assertEquals(1, DemoProject.run("features", project.root(), "encoder=" + name).status());
      final DemoProject.Ran ran = again(project, name, method);
      assertTrue(ran.out().contains("resuming after epoch"), ran.out());
      assertEquals(lines(project, "whole"), lines(project, name));
      final Map<String, Tensor> expected = weights(project, "whole");
      final Map<String, Tensor> found = weights(project, name);
      assertEquals(expected.keySet(), found.keySet());
      expected.forEach((k, t) -> assertArrayEquals(t.floats(), found.get(k).floats(), k));
    }
  }

  private static DemoProject.Ran again(
      final Project project, final String name, final String method, final String... more) {
    final List<String> args =
        new ArrayList<>(
            List.of(
                "name=" + name,
                "method=" + method,
                "encoder=random-resnet18",
                "size=32",
                "patches=12",
                "epochs=" + EPOCHS,
                "batch=16",
                "device=cpu"));
    for (final String other : more) {
      args.removeIf(a -> a.startsWith(other.substring(0, other.indexOf('=') + 1)));
      args.add(other);
    }
    final DemoProject.Ran ran =
        DemoProject.run("adapt", project.root(), args.toArray(String[]::new));
    assertEquals(0, ran.status(), ran.err());
    return ran;
  }

  @Test
  void whatWasBegunOtherwiseIsNotGoneOnWith() throws Exception {
    final Project project = new Project(DemoProject.finished(temporary));
    stop(project, request("mine", "simclr"), 1);
    final DemoProject.Ran ran = again(project, "mine", "simclr", "seed=2");
    assertFalse(ran.out().contains("resuming"), ran.out());
    adapt(project, request("other", "simclr"));
    assertNotEquals(lines(project, "other"), lines(project, "mine"));
  }

  @Test
  void finishedIsSkippedAndChangedIsDoneAgain() throws Exception {
    final Project project = new Project(DemoProject.finished(temporary));
    again(project, "mine", "simclr");
    DemoProject.age(project.root());
    assertTrue(again(project, "mine", "simclr").out().contains("nothing to do"));
    assertEquals(List.of(), DemoProject.written(project.root()));
    final DemoProject.Ran ran = again(project, "mine", "simclr", "epochs=1");
    assertTrue(ran.out().contains("repeated, because of other parameters"), ran.out());
    assertEquals(2, lines(project, "mine").size());
  }

  @Test
  void simClrStartsFromAnEncoderOfTheProjectAndAdaptersFromItsResult() throws Exception {
    final Project project = new Project(DemoProject.finished(temporary));
    adapt(project, request("self", "simclr"));
    adapt(project, request("both", "staged", "self", 1));
    final Map<String, Tensor> self = weights(project, "self");
    final Map<String, Tensor> both = weights(project, "both");
    self.forEach((k, t) -> assertArrayEquals(t.floats(), both.get(k).floats(), k));
    final DemoProject.Ran twice =
        DemoProject.run("adapt", project.root(), "name=twice", "encoder=both");
    assertEquals(1, twice.status());
    assertTrue(twice.lastError().contains("adapter1.0.weight"), twice.err());
  }

  @Test
  void slidesHeldOutAreNotSeen() throws Exception {
    final Project project = new Project(DemoProject.finished(temporary));
    final Split split = Split.read(project.split(0));
    for (final String method : List.of("staged", "simclr")) {
      adapt(project, request(method, method, "random-resnet18", 1));
      final String card = Files.readString(project.encoderCard(method));
      split.test().forEach(id -> assertFalse(card.contains(id), id));
      split.train().forEach(id -> assertTrue(card.contains(id), id));
    }
    // Where the test slides are others afterwards, it is refused to train, naming what was seen.
    final DemoProject.Ran clean =
        DemoProject.run("pipeline", project.root(), withEncoder("staged"));
    assertEquals(0, clean.status(), clean.err());
    assertFalse(clean.out().contains("was adapted on"), clean.out() + clean.err());
    new Split(split.test(), split.val(), split.train()).write(project.split(0));
    final String seen =
        "was adapted on " + split.train().size() + " of the " + split.train().size();
    final DemoProject.Ran refused = DemoProject.run("train", project.root(), "epochs=1");
    assertEquals(1, refused.status());
    assertTrue(refused.lastError().contains(seen), refused.err());
    assertTrue(refused.lastError().contains("\"" + split.train().get(0) + "\""), refused.err());
    assertEquals(0, DemoProject.run("train", project.root(), "epochs=1", "leaks=allow").status());
    final DemoProject.Ran said = DemoProject.run("evaluate", project.root());
    assertEquals(0, said.status(), said.err());
    assertTrue((said.out() + said.err()).contains(seen), said.err());
  }

  @Test
  void withoutSplitsEverySlideIsUsedAndThatIsSaid() throws Exception {
    final Project project = new Project(DemoProject.finished(temporary));
    Files.delete(project.split(0));
    final DemoProject.Ran ran = again(project, "all", "staged", "epochs=1");
    assertTrue((ran.out() + ran.err()).contains("There are no splits"), ran.out());
    final String card = Files.readString(project.encoderCard("all"));
    for (int i = 1; i <= DemoProject.SLIDES; i++) {
      assertTrue(card.contains(String.format("demo_%03d", i)));
    }
  }

  /** What is alive during a training does not grow with its steps. */
  @ParameterizedTest
  @ValueSource(strings = {"staged", "simclr"})
  void stepsLeaveNoArraysBehind(final String method) throws Exception {
    final Project project = new Project(DemoProject.finished(temporary));
    // The engine is asked once: asking it in the midst of a step would stop the gradients.
    final NDManager all;
    try (NDManager any = Compute.engine().newBaseManager(Device.cpu())) {
      all = any.getParentManager();
    }
    final int before = all.getManagedArrays().size();
    final List<Integer> counts = new ArrayList<>();
    final BooleanSupplier count =
        () -> {
          counts.add(all.getManagedArrays().size());
          return false;
        };
    AdaptStage.run(
        project,
        slides(project),
        request("mine", method, "random-resnet18", 6),
        new Job("test", Listeners.NOBODY, count));
    assertEquals(before, all.getManagedArrays().size());
    final int middle = counts.size() / 2;
    final int early = counts.subList(0, middle).stream().max(Integer::compare).orElseThrow();
    final int late =
        counts.subList(middle, counts.size()).stream().max(Integer::compare).orElseThrow();
    // The last stage has the four arrays of each of three adapters before it; no step adds to them.
    assertTrue(late <= early + 12, early + " then " + late);
  }

  @ParameterizedTest
  @ValueSource(strings = {"staged", "simclr"})
  void aCancelIsHeardSoon(final String method) throws Exception {
    final Project project = new Project(DemoProject.finished(temporary));
    final AdaptRequest request =
        new AdaptRequest(
            "long",
            "random-resnet18",
            Method.of(method),
            0,
            new AdaptRequest.Hyperparameters(96, 0, 10_000, 0, 0, Precision.AUTO),
            new AdaptRequest.Run(DeviceChoice.CPU, 1, false));
    final long at = System.nanoTime() + 4_000_000_000L;
    final Job job = new Job("test", Listeners.NOBODY, () -> System.nanoTime() >= at);
    assertThrows(
        CanceledException.class, () -> AdaptStage.run(project, slides(project), request, job));
    final double seconds = (System.nanoTime() - at) / 1e9;
    assertTrue(seconds < 2, "ended " + seconds + " s after the cancel");
    assertEquals(List.of(), DemoProject.leftovers(project.root()));
  }
}
