package io.github.attrimil.mil.registry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.cohort.FeatureCard;
import io.github.attrimil.cohort.Split;
import io.github.attrimil.core.AttriMilException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelCardTest {

  /** As version 0.1 wrote it. */
  private static final String OLD =
      """
      {
        "model": "attrimil",
        "name": "m",
        "features": 141,
        "classes": [
          "normal",
          "tumor"
        ],
        "encoder": "baseline",
        "encoderCard": "{\\"name\\":\\"baseline\\"}",
        "patchSize": 128,
        "mpp": 0.5,
        "folds": 2,
        "seed": 7,
        "preset": "default",
        "training": {
          "epochs": "60",
          "rate": "0.002",
          "start": "even"
        },
        "version": "0.1.0"
      }
      """;

  @TempDir private Path folder;

  private Path write(final String text) throws IOException {
    return Files.writeString(folder.resolve("model.json"), text);
  }

  @Test
  void readsFilesOfBefore() throws IOException {
    final ModelCard card = ModelCard.read(write(OLD));
    assertEquals("attrimil", card.kind());
    assertEquals("m", card.name());
    assertEquals(List.of("normal", "tumor"), card.classes());
    assertEquals(
        new FeatureCard(141, "baseline", "{\"name\":\"baseline\"}", 128, 0.5), card.features());
    assertEquals(2, card.training().folds());
    assertEquals(7, card.training().seed());
    assertEquals("default", card.training().preset());
    assertEquals("60", card.training().options().get("epochs"));
    assertEquals("0.1.0", card.training().version());
    assertEquals(List.of(), card.training().widths());
    assertEquals(List.of(), card.splits());
  }

  @Test
  void keepsSplitsWithTheirChecksum() throws IOException {
    final Path csv = folder.resolve("splits_0.csv");
    new Split(List.of("a", "b"), List.of("c"), List.of("d")).write(csv);
    final FoldSplit split = read(csv);
    assertTrue(split.sha256().matches("[0-9a-f]{64}"), split.sha256());
    final ModelCard card =
        new ModelCard(
            "abmil",
            "m",
            List.of("0", "1"),
            FeatureCard.of(8),
            new ModelCard.Training(
                1, 3, "default", Map.of("rate", "0.1"), List.of(64), "1", List.of()),
            List.of(split));
    final Path file = folder.resolve("model.json");
    card.write(file);
    assertEquals(card, ModelCard.read(file));
    final byte[] bytes = Files.readAllBytes(file);
    ModelCard.read(file).write(file);
    assertArrayEquals(bytes, Files.readAllBytes(file));
  }

  @Test
  void namesTheFirstSlideThatMakesASplitAnother() throws IOException {
    final Path csv = folder.resolve("splits_0.csv");
    new Split(List.of("a", "b"), List.of("c"), List.of("d")).write(csv);
    final FoldSplit known = read(csv);
    assertTrue(known.difference(read(csv)).isEmpty());
    // Another order is the same split.
    new Split(List.of("b", "a"), List.of("c"), List.of("d")).write(csv);
    assertTrue(known.difference(read(csv)).isEmpty());
    new Split(List.of("c", "d"), List.of("a"), List.of("b")).write(csv);
    assertEquals(
        "it tests the slide \"b\", which this fold was trained on",
        known.difference(read(csv)).orElseThrow());
    new Split(List.of("a", "b"), List.of("d"), List.of("c")).write(csv);
    assertTrue(known.difference(read(csv)).orElseThrow().contains("\"c\", which this fold used"));
    new Split(List.of("a", "b"), List.of("c"), List.of("d", "e")).write(csv);
    assertTrue(
        known.difference(read(csv)).orElseThrow().contains("\"e\" is in another part, or new"));
    new Split(List.of("a"), List.of("c"), List.of("d")).write(csv);
    assertTrue(
        known.difference(read(csv)).orElseThrow().contains("\"b\" is in another part, or missing"));
  }

  private static FoldSplit read(final Path csv) {
    return FoldSplit.of(csv, Split.read(csv));
  }

  @Test
  void refusesWhatIsNoCard() throws IOException {
    for (final String text :
        List.of(
            "",
            "{}",
            "[]",
            "{",
            OLD.replace("141", "0"),
            OLD.replace("\"folds\": 2", "\"folds\": 0"))) {
      final Path file = write(text);
      final AttriMilException e =
          assertThrows(AttriMilException.class, () -> ModelCard.read(file), text);
      assertTrue(e.getMessage().contains(file.toString()), e.getMessage());
    }
  }
}
