package io.github.attrimil.mil.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.Device;
import io.github.attrimil.core.Job;
import io.github.attrimil.format.tensors.TorchFile;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.mil.ModelKind;
import io.github.attrimil.mil.ModelShape;
import io.github.attrimil.project.Project;
import io.github.attrimil.tensor.DeviceChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A checkpoint from elsewhere with options that its tensors do not show. */
class AssumedTest {

  @TempDir private Path folder;

  private Path written(final String name) {
    final ModelKind kind = ModelKinds.named(name);
    final Path file = folder.resolve("elsewhere.pt");
    try (MilModel model =
        kind.create(new ModelShape(5, 2), kind.options().with("width", "4"), 1, Device.cpu())) {
      TorchFile.write(file, model.stateDict());
    }
    return file;
  }

  private List<String> warnings(final String model, final int times) {
    final Job job = Job.silent();
    final TrainedModel found = TrainedModel.find(new Project(folder), model);
    for (int i = 0; i < times; i++) {
      found.load(0, DeviceChoice.CPU, job).close();
    }
    return job.record().warnings();
  }

  @Test
  void whatIsAssumedIsSaidOnce() {
    final Path file = written("srmambamil");
    assertEquals(
        List.of(
            file
                + " does not hold every option of kind=srmambamil; assumed: activation=gelu,"
                + " reordering=10. If it was trained with others, its results are wrong: state them"
                + " in a card in the same folder, elsewhere.json: {\"kind\": \"srmambamil\","
                + " \"options\": {\"activation\": \"gelu\", \"reordering\": \"10\"}}"),
        warnings(TrainedModel.ofKind(file.toString(), "srmambamil"), 2));
  }

  @Test
  void whatTheCardStatesIsNotAssumed() throws IOException {
    final Path file = written("mambamil");
    assertEquals(1, warnings(file.toString(), 1).size());
    Files.writeString(
        folder.resolve("elsewhere.json"), "{\"options\": {\"activation\": \"relu\"}}");
    assertEquals(List.of(), warnings(file.toString(), 1));
  }

  @Test
  void kindsWhoseTensorsShowAllNeedNoWarning() {
    final Path file = written("clamsb");
    assertEquals(List.of(), warnings(file.toString(), 1));
  }

  /** CLAM's MIL_fc has 1024 features and two classes; it cannot be told apart. */
  @Test
  void meanPoolingOfTheSizesOfAnotherNetworkIsWarnedOf() {
    final Path file = folder.resolve("mean.pt");
    for (final ModelShape shape : List.of(new ModelShape(1024, 2), new ModelShape(1024, 3))) {
      final ModelKind kind = ModelKinds.named("mean");
      try (MilModel model = kind.create(shape, kind.options(), 1, Device.cpu())) {
        TorchFile.write(file, model.stateDict());
      }
      assertEquals(
          shape.classes() > 2
              ? List.of()
              : List.of(
                  file
                      + " is read as kind=mean, but its tensors have the names and shapes of MIL_fc"
                      + " of github.com/mahmoodlab/CLAM (model_type=mil), whose result is that of"
                      + " the patch with the highest probability of class 1, too. If it is from"
                      + " there, all results are wrong: do not use it here"),
          warnings(file.toString(), 2));
    }
  }
}
