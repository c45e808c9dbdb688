package io.github.attrimil.project;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import io.github.attrimil.core.AtomicFile;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;

/**
 * Stamps of what each output was made from, so that finished work is skipped and stale work is done
 * again: {@code .attrimil/STAGE/NAME.json} holds the parameters and, for each input file, its size,
 * time and a checksum. A copied project stays valid, because the checksum decides where the time
 * differs.
 */
final class Stamps {

  /** Why an output must be made. */
  enum State {
    /** It is there and matches. */
    FRESH,
    /** It is there, but has no stamp: it came from elsewhere. */
    FOREIGN,
    /** It is there, but was made with other parameters. */
    OTHER_PARAMETERS,
    /** It is there, but was made from other inputs. */
    OTHER_INPUTS,
    /** It is not there. */
    MISSING;

    /**
     * @return why the output is made, for a user to read
     */
    String reason() {
      return name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    }
  }

  private record Input(long bytes, long modified, String sha256) {}

  private record Stamp(TreeMap<String, String> parameters, TreeMap<String, Input> inputs) {}

  private static final Gson GSON = new GsonBuilder().setPrettyPrinting().create();

  /** Of a larger file, only this much of each end is summed: slides are gigabytes. */
  private static final int END_BYTES = 32 << 20;

  private final Path root;

  Stamps(final Path root) {
    this.root = root;
  }

  /**
   * Compares an output with what it would be made from now.
   *
   * @param stage the stage
   * @param target what it would make
   * @return whether it must be made, and why
   */
  State state(final String stage, final Target target) {
    if (!target.outputs().stream().allMatch(Files::exists)) {
      return State.MISSING;
    }
    final Path file = file(stage, target.name());
    if (!Files.exists(file)) {
      return State.FOREIGN;
    }
    final Stamp stamp;
    try {
      stamp = GSON.fromJson(Files.readString(file), Stamp.class);
    } catch (final IOException | JsonParseException e) {
      return State.OTHER_PARAMETERS;
    }
    if (stamp == null || !target.key().asMap().equals(stamp.parameters)) {
      return State.OTHER_PARAMETERS;
    }
    if (stamp.inputs == null || stamp.inputs.size() != target.inputs().size()) {
      return State.OTHER_INPUTS;
    }
    for (final Path input : target.inputs()) {
      final Input known = stamp.inputs.get(key(input));
      if (known == null || !same(known, input)) {
        return State.OTHER_INPUTS;
      }
    }
    return State.FRESH;
  }

  /**
   * @param stage the stage
   * @param name the slide or model
   * @return whether it is noted what the output was made from
   */
  boolean has(final String stage, final String name) {
    return Files.exists(file(stage, name));
  }

  /**
   * Notes what an output was made from; call it after the output is in place.
   *
   * @param stage the stage
   * @param target what it made
   */
  void write(final String stage, final Target target) {
    final TreeMap<String, Input> sums = new TreeMap<>();
    for (final Path input : target.inputs()) {
      try {
        sums.put(
            key(input),
            new Input(
                Files.size(input), Files.getLastModifiedTime(input).toMillis(), checksum(input)));
      } catch (final IOException e) {
        throw new AttriMilException("Cannot read " + input + ": " + e.getMessage(), e);
      }
    }
    AtomicFile.write(
        file(stage, target.name()),
        part ->
            Files.writeString(
                part, GSON.toJson(new Stamp(new TreeMap<>(target.key().asMap()), sums))));
  }

  private Path file(final String stage, final String name) {
    return root.resolve(".attrimil").resolve(stage).resolve(Project.checkName(name) + ".json");
  }

  private String key(final Path input) {
    final Path absolute = input.toAbsolutePath().normalize();
    return (absolute.startsWith(root) ? root.relativize(absolute) : absolute)
        .toString()
        .replace('\\', '/');
  }

  private static boolean same(final Input known, final Path input) {
    try {
      return Files.exists(input)
          && Files.size(input) == known.bytes
          && (Files.getLastModifiedTime(input).toMillis() == known.modified
              || checksum(input).equals(known.sha256));
    } catch (final IOException e) {
      throw new AttriMilException("Cannot read " + input + ": " + e.getMessage(), e);
    }
  }

  private static String checksum(final Path file) throws IOException {
    final long bytes = Files.size(file);
    if (bytes <= 2L * END_BYTES) {
      return Sha256.of(file);
    }
    try (InputStream in = Files.newInputStream(file)) {
      final InputStream head = new ByteArrayInputStream(in.readNBytes(END_BYTES));
      in.skipNBytes(bytes - 2L * END_BYTES);
      return Sha256.of(new SequenceInputStream(head, in));
    }
  }
}
