package io.github.attrimil.encoder.torchscript;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.encoder.Encoder;
import io.github.attrimil.encoder.EncoderCard;
import io.github.attrimil.encoder.features.Encoders;
import io.github.attrimil.format.image.RgbImage;
import io.github.attrimil.slide.SlideReader;
import io.github.attrimil.slide.bioformats.BioFormatsSlide;
import io.github.attrimil.tensor.DeviceChoice;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TorchScriptEncoderTest {

  @TempDir Path folder;

  private static Path golden(final String name) throws URISyntaxException {
    return Path.of(TorchScriptEncoderTest.class.getResource("/golden/encoder/" + name).toURI());
  }

  private static RgbImage patch() {
    final byte[] rgb = new byte[3 * 32 * 32];
    for (int i = 0; i < 32 * 32; i++) {
      final int x = i % 32;
      final int y = i / 32;
      rgb[3 * i] = (byte) (8 * x);
      rgb[3 * i + 1] = (byte) (8 * y);
      rgb[3 * i + 2] = (byte) (4 * (x + y));
    }
    return new RgbImage(32, 32, rgb);
  }

  @Test
  void givesWhatPythonGives() throws Exception {
    final float[] expected =
        new Gson().fromJson(Files.readString(golden("tiny_expected.json")), float[].class);
    try (Encoder encoder =
        Encoders.open(golden("tiny.pt").toString(), DeviceChoice.CPU, Job.silent())) {
      final float[] prepared = encoder.prepare(patch());
      final float[][] rows =
          encoder.encode(List.of(prepared, encoder.prepare(RgbImage.white(32, 32)), prepared));
      assertArrayEquals(expected, rows[0], 1e-5f);
      assertArrayEquals(rows[0], rows[2], 0);
    }
  }

  @Test
  void aFileWithoutCardIsRefusedWithTheRemedy() throws Exception {
    final Path alone = Files.copy(golden("tiny.pt"), folder.resolve("alone.pt"));
    final AttriMilException e =
        assertThrows(AttriMilException.class, () -> Encoders.card(alone.toString()));
    assertTrue(e.getMessage().contains("alone.json"), e.getMessage());
  }

  @Test
  void anUnknownNameIsRefused() {
    assertThrows(AttriMilException.class, () -> Encoders.card("resnet99"));
  }

  @Test
  void somethingElseIsNoEncoder() throws IOException {
    final Path file = Files.writeString(folder.resolve("x.pt"), "no network");
    Files.writeString(
        folder.resolve("x.json"), "{\"input_size\": 32, \"mean\": 0.5, \"std\": 0.5}");
    final AttriMilException e =
        assertThrows(
            AttriMilException.class,
            () -> Encoders.open(file.toString(), DeviceChoice.CPU, Job.silent()));
    assertTrue(e.getMessage().contains("x.pt"), e.getMessage());
  }

  @Test
  void aCardSaysWhatItLacks() throws IOException {
    final Path card = Files.writeString(folder.resolve("c.json"), "{\"input_size\": 32}");
    final AttriMilException e =
        assertThrows(AttriMilException.class, () -> EncoderCard.read(card, "c", ""));
    assertTrue(e.getMessage().contains("\"mean\""), e.getMessage());
    Files.writeString(card, "{\"input_size\": 32, \"mean\": [1, 2], \"std\": [1, 2, 3]}");
    assertThrows(AttriMilException.class, () -> EncoderCard.read(card, "c", ""));
    Files.writeString(card, "not json");
    assertThrows(AttriMilException.class, () -> EncoderCard.read(card, "c", ""));
    Files.writeString(
        card, "{\"input_size\": 32, \"mean\": 0.5, \"std\": 0.5, \"sha256\": \"00\"}");
    assertThrows(AttriMilException.class, () -> EncoderCard.read(card, "c", "11"));
  }

  @Test
  void theSharedNetworkGivesItsRecordedValues() throws IOException {
    final Path shared = Path.of(System.getProperty("attrimil.shared"));
    final Path network = shared.resolve("models/efficientnet_lite0_imagenet.pt");
    Assumptions.assumeTrue(Files.exists(network), "needs the shared network");
    final JsonObject card =
        JsonParser.parseString(
                Files.readString(shared.resolve("models/efficientnet_lite0_imagenet.json")))
            .getAsJsonObject();
    try (Encoder encoder = Encoders.open(network.toString(), DeviceChoice.CPU, Job.silent());
        SlideReader reader =
            new BioFormatsSlide(shared.resolve("data/CMU-1-Small-Region.svs")).open()) {
      card.getAsJsonArray("expected")
          .forEach(
              e -> {
                final JsonObject expected = e.getAsJsonObject();
                final int size = expected.get("size").getAsInt();
                final RgbImage patch =
                    reader.read(
                        0, expected.get("x").getAsInt(), expected.get("y").getAsInt(), size, size);
                final float[] f = encoder.encode(List.of(encoder.prepare(patch)))[0];
                double sum = 0;
                for (final float v : f) {
                  sum += v;
                }
                assertEquals(1280, f.length);
                assertEquals(expected.get("sum").getAsDouble(), sum, 1e-3 * sum);
                for (int k = 0; k < 8; k++) {
                  assertEquals(expected.getAsJsonArray("first8").get(k).getAsFloat(), f[k], 1e-3f);
                }
              });
    }
  }
}
