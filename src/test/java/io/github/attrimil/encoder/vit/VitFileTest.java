package io.github.attrimil.encoder.vit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.encoder.Encoder;
import io.github.attrimil.encoder.EncoderFixture;
import io.github.attrimil.encoder.features.Encoders;
import io.github.attrimil.golden.Goldens;
import io.github.attrimil.tensor.DeviceChoice;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file and the card beside it, as a user gives them. */
class VitFileTest {

  private static final Path FOLDER = Goldens.resource("encoders/timm_p14_reg4_hoptimus");

  @TempDir Path folder;

  private Path weights;

  @BeforeEach
  void unpack() throws IOException {
    weights = folder.resolve("mine.safetensors");
    try (InputStream in =
        new GZIPInputStream(Files.newInputStream(FOLDER.resolve("model.safetensors.gz")))) {
      Files.copy(in, weights);
    }
  }

  private void card(final String more) throws IOException {
    Files.writeString(
        folder.resolve("mine.json"),
        "{\"input_size\": 224, \"mean\": [0.707223, 0.578729, 0.703617],"
            + " \"std\": [0.211883, 0.230117, 0.177517]"
            + more
            + "}");
  }

  private float[] encoded() {
    try (Encoder encoder = Encoders.open(weights.toString(), DeviceChoice.CPU, Job.silent())) {
      final EncoderFixture.Case c = EncoderFixture.of(FOLDER).cases().get(0);
      return encoder.encode(List.of(encoder.prepare(c.patch())))[0];
    }
  }

  @Test
  void theCardTellsHeadsAndToken() throws IOException {
    card(", \"heads\": 3, \"token\": \"cls_mean\"");
    final float[] expected =
        EncoderFixture.of(FOLDER).cases().get(0).outputs().get("cls_mean").floats();
    Goldens.assertClose("cls_mean", expected, encoded(), 1e-4, 0);
  }

  @Test
  void withoutATokenRuleTheClassTokenIsTheFeature() throws IOException {
    card(", \"heads\": 3");
    assertEquals(72, encoded().length);
  }

  @Test
  void aWrongHeadCountIsRefusedWithFileAndKey() throws IOException {
    card(", \"heads\": 5");
    final String message = assertThrows(AttriMilException.class, this::encoded).getMessage();
    assertTrue(message.contains("mine.safetensors") && message.contains("\"heads\""), message);
  }

  @Test
  void anInputSizeThatDoesNotFitIsRefusedWithTheFile() throws IOException {
    Files.writeString(
        folder.resolve("mine.json"),
        "{\"input_size\": 225, \"mean\": 0.5, \"std\": 0.5, \"heads\": 3}");
    final String message = assertThrows(AttriMilException.class, this::encoded).getMessage();
    assertTrue(message.contains("mine.safetensors") && message.contains("input_size 225"), message);
  }
}
