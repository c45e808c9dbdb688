package io.github.attrimil.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Eight tables whose figures were computed by the official tester and scikit-learn 1.9.1. */
public final class MetricTables {

  private MetricTables() {}

  private static Path golden(final String name) throws URISyntaxException {
    return Path.of(MetricTables.class.getResource("/golden/metrics/" + name).toURI());
  }

  /**
   * @return what was computed of each table
   */
  public static Stream<JsonObject> all() throws IOException, URISyntaxException {
    final JsonArray tables =
        JsonParser.parseString(Files.readString(golden("expected.json")))
            .getAsJsonObject()
            .getAsJsonArray("tables");
    assertEquals(8, tables.size());
    return StreamSupport.stream(tables.spliterator(), false).map(JsonElement::getAsJsonObject);
  }

  /**
   * @param table one of {@link #all}
   * @return its rows
   */
  public static Predictions read(final JsonObject table) throws URISyntaxException {
    return Predictions.read(golden(table.get("table").getAsString()));
  }
}
