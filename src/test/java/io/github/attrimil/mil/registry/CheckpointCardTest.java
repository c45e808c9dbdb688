package io.github.attrimil.mil.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.cohort.FeatureCard;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.golden.Goldens;
import io.github.attrimil.project.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A card beside a checkpoint states what its tensors do not show. */
class CheckpointCardTest {

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void copy() throws IOException {
    file = copy("elsewhere.pt");
  }

  private Path copy(final String name) throws IOException {
    return Files.copy(
        Goldens.resource("models/attrimil_d64_c3").resolve("weights.pt"), folder.resolve(name));
  }

  private ModelCard card() {
    return TrainedModel.find(new Project(folder), file.toString()).card();
  }

  private void write(final String json) throws IOException {
    Files.writeString(folder.resolve("elsewhere.json"), json);
  }

  @Test
  void withoutCardClassesAreNumbers() {
    assertEquals(List.of("0", "1", "2"), card().classes());
    assertEquals(Map.of(), card().training().options());
  }

  @Test
  void statesClassesAndOptions() throws IOException {
    write(
        """
        {"kind": "attrimil", "options": {"spatial": 0.5}, "classes": ["healthy", "mild", "severe"]}
        """);
    assertEquals(List.of("healthy", "mild", "severe"), card().classes());
    assertEquals(Map.of("spatial", "0.5"), card().training().options());
    write("{\"classes\": [\"a\", \"b\", \"c\"]}");
    assertEquals("attrimil", card().kind());
    assertEquals(List.of("a", "b", "c"), card().classes());
  }

  @Test
  void otherSettingsBesideAreNoCard() throws IOException {
    write("{\"learning_rate\": 1, \"epochs\": 3}");
    assertEquals(List.of("0", "1", "2"), card().classes());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'kind': 'nokind'} | kind=nokind is not one of",
        "{'kind': 'abmil'} | no model of a known kind",
        "{'kind': 'attrimil', 'option': {}} | has the key \"option\"",
        "{'kind': 'attrimil', 'options': {'reordering': '5'}} | no option \"reordering\"",
        "{'kind': 'attrimil', 'options': {'spatial': 'much'}} | spatial=much is not",
        "{'kind': 'attrimil', 'options': {'spatial': null}} | Cannot read the card",
        "{'kind': ['attrimil']} | Cannot read the card",
        "{'classes': ['a', 'b']} | names 2 classes",
        "['attrimil'] | Cannot read the card",
        "kind=attrimil | Cannot read the card"
      })
  void whatDoesNotFitIsRefused(final String json, final String message) throws IOException {
    write(json.replace('\'', '"'));
    final AttriMilException e = assertThrows(AttriMilException.class, this::card);
    assertTrue(e.getMessage().contains(message), e.getMessage());
    assertTrue(e.getMessage().contains("elsewhere."), e.getMessage());
  }

  @Test
  void twoKindsAreRefused() throws IOException {
    write("{\"kind\": \"attrimil\"}");
    final String model = TrainedModel.ofKind(file.toString(), "abmil");
    final AttriMilException e =
        assertThrows(
            AttriMilException.class, () -> TrainedModel.find(new Project(folder), model).card());
    assertTrue(e.getMessage().contains("kind=abmil") && e.getMessage().contains("elsewhere.json"));
  }

  @Test
  void modelJsonStatesWhatTheCheckpointsOfItsFoldsAre() throws IOException {
    new ModelCard(
            "attrimil",
            "mine",
            List.of("a", "b", "c"),
            new FeatureCard(64, "resnet50", "{}", 256, 0.5),
            new ModelCard.Training(
                2, 7, "default", Map.of("spatial", "0.25"), List.of(), "0.1.0", List.of()),
            List.of())
        .write(folder.resolve("model.json"));
    file = copy("s_1_checkpoint.pt");
    assertEquals(List.of("a", "b", "c"), card().classes());
    assertEquals("resnet50", card().features().encoder());
    assertEquals(Map.of("spatial", "0.25"), card().training().options());
    assertEquals("s_1_checkpoint", card().name());
    assertEquals(1, card().training().folds());
    // A file that it does not list has nothing to do with it, nor has the settings of others.
    file = copy("s_2_checkpoint.pt");
    assertEquals(List.of("0", "1", "2"), card().classes());
    file = copy("model.pt");
    assertEquals(List.of("0", "1", "2"), card().classes());
    Files.writeString(folder.resolve("model.json"), "{\"model\": \"resnet\"}");
    file = folder.resolve("s_1_checkpoint.pt");
    assertEquals(List.of("0", "1", "2"), card().classes());
  }

  @Test
  void aModelOfTheProjectIsOfItsOwnKind() throws IOException {
    final Project project = new Project(folder);
    Files.createDirectories(project.model("mine"));
    Files.copy(file, project.checkpoint("mine", 0));
    new ModelCard(
            "attrimil",
            "mine",
            List.of("a", "b", "c"),
            FeatureCard.of(64),
            ModelCard.Training.unknown(Map.of()),
            List.of())
        .write(project.model("mine").resolve("model.json"));
    assertEquals("attrimil", TrainedModel.find(project, "attrimil:mine").card().kind());
    final AttriMilException e =
        assertThrows(AttriMilException.class, () -> TrainedModel.find(project, "abmil:mine"));
    assertTrue(e.getMessage().contains("is of kind=attrimil, not kind=abmil"), e.getMessage());
  }
}
