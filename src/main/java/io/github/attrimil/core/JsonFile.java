package io.github.attrimil.core;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonSyntaxException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Reads small JSON files (RFC 8259) of any origin: bounded in bytes, because they are read whole,
 * and in depth, because Gson writes and prints what is nested by recursion.
 */
public final class JsonFile {

  /** Cards, notes and run records are far smaller. */
  private static final long MOST_BYTES = 64L << 20;

  private static final int MOST_DEPTH = 100;

  private record Inside(JsonElement element, int depth) {}

  private JsonFile() {}

  /**
   * @param file a file with one JSON object
   * @return the object
   * @throws IOException when it cannot be read, is no UTF-8 text or too large
   * @throws JsonParseException when it is something else, or nested too deeply
   */
  public static JsonObject read(final Path file) throws IOException {
    final long bytes = Files.size(file);
    if (bytes > MOST_BYTES) {
      throw new IOException("it has " + bytes + " bytes, and may have " + MOST_BYTES);
    }
    final String text = Files.readString(file);
    final JsonElement element;
    try {
      element = JsonParser.parseString(text);
    } catch (final JsonParseException e) {
      throw e;
    } catch (final RuntimeException e) { // Gson throws what it likes for a damaged file.
      throw new JsonSyntaxException(AttriMilException.oneLine(e), e);
    }
    if (!(element instanceof JsonObject object)) {
      throw new JsonSyntaxException(
          text.isBlank() ? "it is empty" : "it holds no object in braces");
    }
    checkDepth(object);
    return object;
  }

  private static void checkDepth(final JsonElement root) {
    final Deque<Inside> left = new ArrayDeque<>();
    left.push(new Inside(root, 1));
    while (!left.isEmpty()) {
      final Inside next = left.pop();
      if (next.depth() > MOST_DEPTH) {
        throw new JsonSyntaxException("it is nested deeper than " + MOST_DEPTH + " levels");
      }
      for (final JsonElement child : children(next.element())) {
        left.push(new Inside(child, next.depth() + 1));
      }
    }
  }

  private static Iterable<JsonElement> children(final JsonElement element) {
    if (element.isJsonArray()) {
      return element.getAsJsonArray();
    }
    final List<JsonElement> children = new ArrayList<>();
    if (element.isJsonObject()) {
      element.getAsJsonObject().entrySet().forEach(e -> children.add(e.getValue()));
    }
    return children;
  }
}
