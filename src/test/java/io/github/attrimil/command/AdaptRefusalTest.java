package io.github.attrimil.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.cohort.Split;
import io.github.attrimil.format.tensors.TorchFile;
import io.github.attrimil.project.Project;
import io.github.attrimil.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What no encoder is trained with, and which trained encoders are not used. */
class AdaptRefusalTest {

  @TempDir Path temporary;

  @Test
  void aSlideThatCannotBeReadIsNamedAndLeftOut() throws Exception {
    final Project project = new Project(DemoProject.finished(temporary));
    final String broken = Split.read(project.split(0)).train().get(0);
    Files.writeString(project.root().resolve("slides").resolve(broken + ".ome.tif"), "no slide");
    final DemoProject.Ran ran =
        DemoProject.run(
            "adapt",
            project.root(),
            "method=simclr",
            "encoder=random-resnet18",
            "size=32",
            "patches=12",
            "epochs=1",
            "batch=16",
            "device=cpu");
    assertEquals(3, ran.status(), ran.err());
    assertTrue(ran.err().contains(broken), ran.err());
    assertFalse(Files.readString(project.encoderCard("adapted")).contains(broken));
  }

  @Test
  void whatCannotBeTrainedIsRefused() throws Exception {
    final Project project = new Project(DemoProject.finished(temporary));
    final Map<String, String> wrong = new LinkedHashMap<>();
    wrong.put("encoder=baseline", "has no weights to train");
    wrong.put("encoder=nowhere", "encoder=nowhere");
    wrong.put("name=resnet18", "name=resnet18");
    wrong.put("name=a/b", "a/b");
    wrong.put("method=other", "method");
    wrong.put("fold=7", "fold=7");
    wrong.put("size=16", "size=16");
    wrong.put("batch=1", "batch=1");
    wrong.put("precision=double", "precision");
    wrong.forEach(
        (parameter, said) -> {
          final List<String> args = new ArrayList<>(List.of(parameter, "device=cpu"));
          if (!parameter.startsWith("encoder=")) {
            args.add("encoder=random-resnet18");
          }
          final DemoProject.Ran ran =
              DemoProject.run("adapt", project.root(), args.toArray(String[]::new));
          assertTrue(ran.status() == 1 || ran.status() == 2, parameter);
          assertTrue(ran.lastError().contains(said), ran.err());
        });
    // Half an adapter, and one of another network.
    final DemoProject.Ran trained =
        DemoProject.run(
            "adapt",
            project.root(),
            "name=mine",
            "encoder=random-resnet18",
            "size=32",
            "patches=12",
            "epochs=1",
            "device=cpu");
    assertEquals(0, trained.status(), trained.err());
    final Map<String, Tensor> mine = TorchFile.read(project.encoderWeights("mine"));
    final Map<String, Tensor> half = new LinkedHashMap<>(mine);
    half.remove("adapter2.2.bias");
    assertRefused(project, half, "adapter2.2.bias");
    final Map<String, Tensor> other = new LinkedHashMap<>(mine);
    other.put("adapter3.0.weight", Tensor.of(new float[64 * 128], 64, 128));
    assertRefused(project, other, "adapter3.0.weight");
    final Map<String, Tensor> short1 = new LinkedHashMap<>(mine);
    short1.put("standard.sd", Tensor.of(new float[3], 3));
    assertRefused(project, short1, "standard.sd");
  }

  private void assertRefused(
      final Project project, final Map<String, Tensor> state, final String tensor) {
    final Path file = temporary.resolve("broken.pt");
    TorchFile.write(file, state);
    final DemoProject.Ran ran =
        DemoProject.run("features", project.root(), "encoder=" + file, "device=cpu");
    assertEquals(1, ran.status());
    assertTrue(ran.lastError().contains(tensor), ran.err());
    // Other weights under a card that tells their sha256: not taken for the finished ones.
    TorchFile.write(project.encoderWeights("mine"), state);
    final DemoProject.Ran changed =
        DemoProject.run("features", project.root(), "encoder=mine", "device=cpu");
    assertEquals(1, changed.status());
    assertTrue(changed.lastError().contains("sha256"), changed.err());
  }
}
