package io.github.attrimil.format.regions;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.format.table.CsvTable;
import io.github.attrimil.geometry.Polygon;
import io.github.attrimil.geometry.Region;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads the polygons of a GeoJSON file: a FeatureCollection, a Feature, a geometry, or, as QuPath
 * also exports, an array of features. Members may come in any order. Files are untrusted: depth,
 * points and sizes are bounded.
 */
final class GeoJsonReader {

  private static final int MAX_DEPTH = 16;
  private static final int MAX_POINTS = 5_000_000;
  private static final int MAX_NAME = 1000;
  private static final long MAX_BYTES = 1L << 30;

  /** What is inside one JSON object, by the members that matter. */
  private static final class Node {
    private String type = "";
    private String name = "";
    private Object coordinates; // double[] for a point, List of deeper ones
    private final List<Region> children = new ArrayList<>();
  }

  private final Path file;
  private final JsonReader json;
  private int points;

  private GeoJsonReader(final Path file, final JsonReader json) {
    this.file = file;
    this.json = json;
  }

  static List<Region> read(final Path file) {
    try (Reader in = Files.newBufferedReader(file, StandardCharsets.UTF_8);
        JsonReader json = new JsonReader(in)) {
      final GeoJsonReader reader = new GeoJsonReader(file, json);
      if (Files.size(file) > MAX_BYTES) {
        throw reader.bad("more than 1 GiB");
      }
      final List<Region> regions = new ArrayList<>(reader.objects(0));
      if (json.peek() != JsonToken.END_DOCUMENT) {
        throw reader.bad("more text after its end");
      }
      return regions;
    } catch (final MalformedJsonException | IllegalStateException | NumberFormatException e) {
      throw new AttriMilException(
          "'" + file + "' is not a GeoJSON file: " + AttriMilException.oneLine(e), e);
    } catch (final IOException e) {
      throw new AttriMilException("Cannot read '" + file + "': " + AttriMilException.oneLine(e), e);
    }
  }

  /** One object, or an array of them. */
  private List<Region> objects(final int depth) throws IOException {
    if (json.peek() != JsonToken.BEGIN_ARRAY) {
      return object(depth);
    }
    final List<Region> regions = new ArrayList<>();
    json.beginArray();
    while (json.hasNext()) {
      regions.addAll(object(depth));
    }
    json.endArray();
    return regions;
  }

  private List<Region> object(final int depth) throws IOException {
    if (depth > MAX_DEPTH) {
      throw bad("objects more than " + MAX_DEPTH + " deep");
    }
    if (json.peek() == JsonToken.NULL) { // RFC 7946: a feature without a place
      json.nextNull();
      return List.of();
    }
    final Node node = new Node();
    json.beginObject();
    while (json.hasNext()) {
      switch (json.nextName()) {
        case "type" -> node.type = text();
        case "coordinates" -> node.coordinates = coordinates(0);
        case "features", "geometries" -> node.children.addAll(objects(depth + 1));
        case "geometry" -> node.children.addAll(object(depth + 1));
        case "properties" -> node.name = properties();
        default -> json.skipValue();
      }
    }
    json.endObject();
    return regions(node);
  }

  private List<Region> regions(final Node node) {
    final List<Region> regions = new ArrayList<>();
    switch (node.type) {
      case "Polygon" -> regions.add(polygon(node.coordinates));
      case "MultiPolygon" -> list(node.coordinates).forEach(p -> regions.add(polygon(p)));
      case "FeatureCollection", "GeometryCollection" -> regions.addAll(node.children);
      case "Feature" -> node.children.forEach(r -> regions.add(r.named(node.name)));
      case "Point", "MultiPoint", "LineString", "MultiLineString" -> {
        // No area: nothing to take from it.
      }
      default -> throw bad("an object of type '" + CsvTable.quote(node.type) + "'");
    }
    return regions;
  }

  private Region polygon(final Object coordinates) {
    final List<Polygon> rings = new ArrayList<>();
    for (final Object ring : list(coordinates)) {
      final List<?> at = list(ring);
      final double[][] xy = new double[at.size()][];
      for (int k = 0; k < xy.length; k++) {
        if (!(at.get(k) instanceof double[] point)) {
          throw bad("a polygon whose rings are not lists of points");
        }
        xy[k] = point;
      }
      final int n = xy.length;
      final boolean closed = n > 1 && Arrays.equals(xy[0], xy[n - 1]);
      final double[][] open = closed ? Arrays.copyOf(xy, n - 1) : xy;
      if (open.length < 3) {
        throw bad("a polygon ring of " + n + " points");
      }
      rings.add(Polygon.of(open));
    }
    if (rings.isEmpty()) {
      throw bad("a polygon without a ring");
    }
    return new Region("", rings);
  }

  private List<?> list(final Object coordinates) {
    if (coordinates instanceof List<?> list) {
      return list;
    }
    throw bad("a polygon whose coordinates are not lists of rings");
  }

  /** Points are arrays of numbers, the third and later ones dropped; others arrays of arrays. */
  private Object coordinates(final int depth) throws IOException {
    if (depth > 4) {
      throw bad("coordinates more than 4 deep");
    }
    json.beginArray();
    if (json.peek() == JsonToken.NUMBER) {
      final double[] point = {json.nextDouble(), number()};
      while (json.hasNext()) {
        json.nextDouble();
      }
      json.endArray();
      if (++points > MAX_POINTS) {
        throw bad("more than " + MAX_POINTS + " points; split it");
      }
      return point;
    }
    final List<Object> list = new ArrayList<>();
    while (json.hasNext()) {
      list.add(coordinates(depth + 1));
    }
    json.endArray();
    return list;
  }

  private double number() throws IOException {
    if (json.peek() != JsonToken.NUMBER) {
      throw bad("a point without a y coordinate");
    }
    return json.nextDouble();
  }

  /** The class: QuPath's classification.name, else a plain name. */
  private String properties() throws IOException {
    if (json.peek() != JsonToken.BEGIN_OBJECT) {
      json.skipValue();
      return "";
    }
    String name = "";
    String className = "";
    json.beginObject();
    while (json.hasNext()) {
      switch (json.nextName()) {
        case "name" -> name = text();
        case "classification" -> className = classification();
        default -> json.skipValue();
      }
    }
    json.endObject();
    return className.isEmpty() ? name : className;
  }

  private String classification() throws IOException {
    if (json.peek() != JsonToken.BEGIN_OBJECT) {
      return text();
    }
    String name = "";
    json.beginObject();
    while (json.hasNext()) {
      if ("name".equals(json.nextName())) {
        name = text();
      } else {
        json.skipValue();
      }
    }
    json.endObject();
    return name;
  }

  private String text() throws IOException {
    if (json.peek() != JsonToken.STRING) {
      json.skipValue();
      return "";
    }
    final String text = json.nextString();
    return text.length() > MAX_NAME ? text.substring(0, MAX_NAME) : text;
  }

  private AttriMilException bad(final String what) {
    return new AttriMilException(
        "'" + file + "' holds " + what + " at " + json.getPath() + "; export it as GeoJSON again.");
  }
}
