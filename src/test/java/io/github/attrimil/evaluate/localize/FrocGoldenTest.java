package io.github.attrimil.evaluate.localize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.attrimil.core.Job;
import io.github.attrimil.format.table.CsvTable;
import io.github.attrimil.project.Project;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * FROC against a Python implementation of Camelyon16's evaluation, by scikit-image, whose numbers
 * and files src/test/resources/golden/froc/make_golden.py wrote.
 */
class FrocGoldenTest {

  private static final Path GOLDEN = Path.of("src/test/resources/golden/froc");
  private static final double TOLERANCE = 1e-9;

  @TempDir Path folder;

  private static JsonObject expected(final String name) throws Exception {
    return JsonParser.parseString(Files.readString(GOLDEN.resolve("expected.json")))
        .getAsJsonObject()
        .getAsJsonObject(name);
  }

  private Localization run(final String name) {
    return LocalizationStage.run(
        new Project(folder),
        new MapFolder(GOLDEN.resolve(name).resolve("maps"), "", 32),
        new LocalizationStage.Request(
            GOLDEN.resolve(name).resolve("truth"),
            "",
            Lesions.Rule.camelyon16(),
            OptionalDouble.empty(),
            32,
            Optional.of(0.243)),
        Job.silent());
  }

  @ParameterizedTest
  @ValueSource(strings = {"hand", "large", "small", "found", "maps"})
  void equalsPython(final String name) throws Exception {
    final JsonObject expected = expected(name);
    final Localization found = run(name);
    for (final Localization.Row row : found.slides()) {
      final JsonObject slide = expected.getAsJsonObject("slides").getAsJsonObject(row.slideId());
      assertEquals(slide.get("lesions").getAsInt(), row.lesions().count(), row.slideId());
      assertEquals(slide.get("found").getAsInt(), row.lesions().found(), row.slideId());
      assertEquals(slide.get("isolated").getAsInt(), row.lesions().isolated(), row.slideId());
      assertEquals(
          slide.get("false_positives").getAsInt(), row.lesions().falsePositives(), row.slideId());
    }
    assertEquals(expected.getAsJsonObject("slides").size(), found.slides().size());
    assertEquals(
        expected.get("froc").getAsDouble(),
        found.figure(Localization.FROC).orElseThrow().estimate(),
        TOLERANCE);
    assertEquals(
        expected.get("froc_all_points").getAsDouble(),
        found.figure(Localization.FROC_ALL).orElseThrow().estimate(),
        TOLERANCE);
    final String[] rates = {"0.25", "0.5", "1", "2", "4", "8"};
    for (int k = 0; k < rates.length; k++) {
      assertEquals(
          expected.getAsJsonArray("at").get(k).getAsDouble(),
          found.figure("sensitivity_at_" + rates[k]).orElseThrow().estimate(),
          TOLERANCE);
    }
    final CsvTable curve = CsvTable.read(folder.resolve("results/maps/froc.csv"));
    final JsonArray fps = expected.getAsJsonArray("false_positives");
    final JsonArray sensitivity = expected.getAsJsonArray("sensitivity");
    assertEquals(fps.size(), curve.rows());
    for (int i = 0; i < fps.size(); i++) { // Python's thresholds rise, ours fall.
      final int row = fps.size() - 1 - i;
      assertEquals(fps.get(i).getAsDouble(), curve.number(row, "false_positives"), TOLERANCE);
      assertEquals(sensitivity.get(i).getAsDouble(), curve.number(row, "sensitivity"), TOLERANCE);
    }
  }

  @Test
  void theLowestThresholdIsLeftOutAsByTheOrganizers() throws Exception {
    final JsonObject found = expected("found");
    assertNotEquals(found.get("froc").getAsDouble(), found.get("froc_all_points").getAsDouble());
  }

  @Test
  void intervalsHoldTheEstimateAndTheSameSeedGivesTheSame() {
    final Localization once = run("small");
    assertEquals(once.figures(), run("small").figures());
    final var f = once.figure(Localization.FROC).orElseThrow();
    assertTrue(f.low() <= f.estimate() && f.estimate() <= f.high() && f.low() < f.high());
  }
}
