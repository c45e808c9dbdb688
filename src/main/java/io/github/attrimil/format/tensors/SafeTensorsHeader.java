package io.github.attrimil.format.tensors;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import io.github.attrimil.tensor.DType;
import io.github.attrimil.tensor.Tensor;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The JSON text at the start of a safetensors file.
 *
 * @param tensors where every tensor is, by name, in the header's order
 */
record SafeTensorsHeader(Map<String, Place> tensors) {

  /** The name of the metadata, free texts by name, among those of the tensors. */
  private static final String METADATA = "__metadata__";

  /**
   * A tensor's place in the data after the header.
   *
   * @param dtype element type
   * @param shape length of every axis
   * @param begin its first byte
   * @param end the byte after its last
   */
  record Place(DType dtype, long[] shape, long begin, long end) {}

  /**
   * @param json UTF-8
   * @param dataBytes number of bytes after the header
   * @param refusal to refuse it
   * @return the header; the places lie side by side and fill the data, as the format demands
   * @throws IOException when it is not JSON
   */
  static SafeTensorsHeader parse(final byte[] json, final long dataBytes, final Refusal refusal)
      throws IOException {
    try (JsonReader in =
        new JsonReader(
            new InputStreamReader(
                new ByteArrayInputStream(json), StandardCharsets.UTF_8.newDecoder()))) {
      final SafeTensorsHeader header = new Parser(in, refusal).header();
      header.check(dataBytes, refusal);
      return header;
    } catch (final MalformedJsonException | EOFException | CharacterCodingException e) {
      throw refusal.failed(e);
    } catch (final IllegalStateException | NumberFormatException e) {
      // What JsonReader throws for a value of another kind than asked for.
      throw refusal.failed(e);
    }
  }

  private void check(final long dataBytes, final Refusal refusal) {
    final List<Map.Entry<String, Place>> byPlace = new ArrayList<>(tensors.entrySet());
    byPlace.sort(
        Comparator.<Map.Entry<String, Place>>comparingLong(entry -> entry.getValue().begin())
            .thenComparingLong(entry -> entry.getValue().end()));
    long position = 0;
    for (final Map.Entry<String, Place> entry : byPlace) {
      final Place place = entry.getValue();
      final String tensor = "tensor '" + Refusal.quote(entry.getKey()) + "'";
      if (place.begin() != position || place.end() < place.begin() || place.end() > dataBytes) {
        throw refusal.damaged(
            String.format(
                Locale.ROOT,
                "%s is listed at bytes %d to %d of %d, but should begin at byte %d",
                tensor,
                place.begin(),
                place.end(),
                dataBytes,
                position));
      }
      final long bytes = place.end() - place.begin();
      final long elements = Tensor.elements(place.shape());
      if (bytes % place.dtype().bytes() != 0 || elements != bytes / place.dtype().bytes()) {
        throw refusal.damaged(
            String.format(
                Locale.ROOT,
                "%s of %d elements of type %s has %d bytes",
                tensor,
                elements,
                place.dtype(),
                bytes));
      }
      position = place.end();
    }
    if (position != dataBytes) {
      throw refusal.damaged(
          String.format(
              Locale.ROOT,
              "it has %d bytes of data, but its tensors take %d",
              dataBytes,
              position));
    }
  }

  /** Walks through the header's one fixed structure. */
  private record Parser(JsonReader in, Refusal refusal) {

    SafeTensorsHeader header() throws IOException {
      final Map<String, Place> tensors = new LinkedHashMap<>();
      in.beginObject();
      while (in.hasNext()) {
        final String name = in.nextName();
        if (METADATA.equals(name)) {
          metadata();
        } else if (tensors.put(name, place(name)) != null) {
          throw refusal.damaged("it has two tensors '" + Refusal.quote(name) + "'");
        }
      }
      in.endObject();
      if (in.peek() != JsonToken.END_DOCUMENT) {
        throw refusal.damaged("its header continues after the end");
      }
      return new SafeTensorsHeader(tensors);
    }

    /** Checked and ignored. */
    private void metadata() throws IOException {
      in.beginObject();
      while (in.hasNext()) {
        in.nextName();
        in.nextString();
      }
      in.endObject();
    }

    private Place place(final String name) throws IOException {
      DType dtype = null;
      long[] shape = null;
      long[] offsets = null;
      in.beginObject();
      while (in.hasNext()) {
        final String key = in.nextName();
        switch (key) {
          case "dtype" -> dtype = dtype(name, in.nextString());
          case "shape" -> shape = lengths(name);
          case "data_offsets" -> offsets = lengths(name);
          default ->
              throw refusal.damaged(
                  String.format(
                      Locale.ROOT,
                      "tensor '%s' has an unknown property '%s'",
                      Refusal.quote(name),
                      Refusal.quote(key)));
        }
      }
      in.endObject();
      if (dtype == null || shape == null || offsets == null || offsets.length != 2) {
        throw refusal.damaged(
            "tensor '" + Refusal.quote(name) + "' lacks its dtype, shape or two data_offsets");
      }
      return new Place(dtype, shape, offsets[0], offsets[1]);
    }

    private DType dtype(final String name, final String text) {
      try {
        return DType.valueOf(text);
      } catch (final IllegalArgumentException e) {
        throw refusal.because(
            String.format(
                Locale.ROOT,
                "tensor '%s' has elements of type '%s'",
                Refusal.quote(name),
                Refusal.quote(text)),
            "Save it as one of " + List.of(DType.values()));
      }
    }

    private long[] lengths(final String name) throws IOException {
      final List<Long> lengths = new ArrayList<>();
      in.beginArray();
      while (in.hasNext()) {
        final long length = in.nextLong();
        if (length < 0) {
          throw refusal.damaged(
              "tensor '" + Refusal.quote(name) + "' has a negative length or offset " + length);
        }
        lengths.add(length);
      }
      in.endArray();
      return lengths.stream().mapToLong(Long::longValue).toArray();
    }
  }
}
