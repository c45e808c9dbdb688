package io.github.attrimil.format.regions;

import com.google.gson.stream.JsonWriter;
import io.github.attrimil.core.AtomicFile;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.geometry.Polygon;
import io.github.attrimil.geometry.Region;
import java.io.BufferedWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Regions on a slide as GeoJSON (RFC 7946) in the dialect of QuPath: coordinates are level-0
 * pixels, x right and y down, and a feature's properties hold its object type, classification and
 * measurements.
 */
public final class GeoJson {

  /**
   * A region as QuPath's objects have it.
   *
   * @param id the same for the same object, so that QuPath recognizes it
   * @param objectType "detection" or "annotation"
   * @param region the outline
   * @param measurements names and finite numbers
   */
  public record Feature(
      UUID id, String objectType, Region region, Map<String, ? extends Number> measurements) {}

  private GeoJson() {}

  /**
   * Writes a FeatureCollection whole or not at all, one feature at a time.
   *
   * @param target the file to write
   * @param features the features, asked for once; they may be made on the way
   * @throws AttriMilException when the file cannot be written or a number is not finite
   */
  public static void write(final Path target, final Iterator<Feature> features) {
    AtomicFile.write(
        target,
        part -> {
          try (BufferedWriter out = Files.newBufferedWriter(part, StandardCharsets.UTF_8);
              JsonWriter json = new JsonWriter(out)) {
            json.beginObject().name("type").value("FeatureCollection");
            json.name("features").beginArray();
            while (features.hasNext()) {
              write(json, features.next());
              out.write('\n');
            }
            json.endArray().endObject();
          } catch (final IllegalArgumentException e) {
            throw new AttriMilException("Cannot write " + target + ": " + e.getMessage(), e);
          }
        });
  }

  /**
   * Reads the polygons of a file: a FeatureCollection, a Feature, a geometry, or an array of
   * features; MultiPolygons and GeometryCollections in parts. Points and lines are ignored.
   *
   * @param file a GeoJSON file of at most 5 million points and 1 GiB
   * @return the polygons, named by QuPath's classification, else by the property "name"
   * @throws AttriMilException when it cannot be read or is not GeoJSON
   */
  public static List<Region> read(final Path file) {
    return GeoJsonReader.read(file);
  }

  private static void write(final JsonWriter json, final Feature feature)
      throws java.io.IOException {
    json.beginObject().name("type").value("Feature");
    json.name("id").value(feature.id().toString());
    json.name("geometry").beginObject().name("type").value("Polygon");
    json.name("coordinates").beginArray();
    for (final Polygon ring : feature.region().rings()) {
      json.beginArray();
      for (int i = 0; i <= ring.size(); i++) {
        final int at = i % ring.size(); // the first point again at the end
        json.beginArray();
        write(json, ring.x()[at]);
        write(json, ring.y()[at]);
        json.endArray();
      }
      json.endArray();
    }
    json.endArray().endObject();
    json.name("properties").beginObject();
    json.name("objectType").value(feature.objectType());
    if (!feature.region().name().isEmpty()) {
      json.name("classification").beginObject();
      json.name("name").value(feature.region().name()).endObject();
    }
    if (!feature.measurements().isEmpty()) {
      json.name("measurements").beginObject();
      for (final Map.Entry<String, ? extends Number> m : feature.measurements().entrySet()) {
        json.name(m.getKey()).value(m.getValue());
      }
      json.endObject();
    }
    json.endObject().endObject();
  }

  private static void write(final JsonWriter json, final double v) throws java.io.IOException {
    if (v == Math.rint(v) && Math.abs(v) < 1e15) {
      json.value((long) v);
    } else {
      json.value(v);
    }
  }
}
