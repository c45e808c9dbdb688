package io.github.attrimil.project;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import io.github.attrimil.core.AtomicFile;
import io.github.attrimil.core.FileFailure;
import io.github.attrimil.core.JsonFile;
import io.github.attrimil.core.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Stamps of what each output was made from, so that finished work is skipped and stale work is done
 * again: {@code .attrimil/STAGE/NAME.json} holds the parameters, for each input file its size, time
 * and a checksum, and for each output file its size. A copied project stays valid, because the
 * checksum decides where the time differs.
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
    /** It is there, but empty or of another size than when it was made. */
    DAMAGED,
    /** It is not there. */
    MISSING
  }

  private record Input(long bytes, long modified, String sha256) {}

  /** Early stamps have no sizes of outputs and no remarks. */
  private record Stamp(
      TreeMap<String, String> parameters,
      TreeMap<String, Input> inputs,
      TreeMap<String, Long> outputs,
      String remark,
      List<String> warnings) {}

  /**
   * Whether an output must be made.
   *
   * @param state whether and why
   * @param reason why, for a user to read
   */
  record Found(State state, String reason) {}

  private static final Gson GSON = new GsonBuilder().setPrettyPrinting().create();

  /** Of values; longer ones are lists. */
  private static final int LONGEST_SHOWN = 60;

  /** Of a larger file, only this much of each end is summed: slides are gigabytes. */
  private static final int END_BYTES = 32 << 20;

  /** Larger files are not summed for a quick look. */
  private static final int QUICK_BYTES = 4 << 20;

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
  Found state(final String stage, final Target target) {
    if (!target.outputs().stream().allMatch(Files::exists)) {
      return new Found(State.MISSING, "missing");
    }
    final Path file = file(stage, target.name());
    if (!Files.exists(file)) {
      return new Found(State.FOREIGN, "foreign");
    }
    final Stamp stamp;
    try {
      stamp = GSON.fromJson(JsonFile.read(file), Stamp.class);
    } catch (final IOException | RuntimeException e) {
      // Gson throws what it likes for a damaged file.
      return new Found(State.OTHER_PARAMETERS, "the damaged note " + file);
    }
    if (stamp == null || stamp.parameters == null) {
      return new Found(State.OTHER_PARAMETERS, "an earlier run that did not finish");
    }
    final List<String> changed = changes(stamp.parameters, target.key().asMap());
    if (!changed.isEmpty()) {
      return new Found(State.OTHER_PARAMETERS, "other parameters: " + String.join(", ", changed));
    }
    if (stamp.inputs == null || stamp.inputs.size() != target.inputs().size()) {
      return new Found(State.OTHER_INPUTS, "other inputs");
    }
    for (final Path input : target.inputs()) {
      final Input known = stamp.inputs.get(key(input));
      if (known == null || !same(known, input)) {
        return new Found(State.OTHER_INPUTS, "a changed " + key(input));
      }
    }
    final Map<String, Long> sizes = stamp.outputs == null ? Map.of() : stamp.outputs;
    final Set<String> outputs = new TreeSet<>(sizes.keySet());
    target.outputs().forEach(output -> outputs.add(key(output)));
    for (final String output : outputs) {
      if (!isWhole(root.resolve(output), sizes.get(output))) {
        return new Found(State.DAMAGED, "a damaged " + output);
      }
    }
    return new Found(State.FRESH, "");
  }

  /** Parameters that differ, with both values; of long values only the name. */
  private static List<String> changes(
      final Map<String, String> before, final Map<String, String> now) {
    final List<String> changes = new ArrayList<>();
    final TreeSet<String> names = new TreeSet<>(before.keySet());
    names.addAll(now.keySet());
    for (final String name : names) {
      final String old = Objects.requireNonNullElse(before.get(name), "");
      final String current = now.getOrDefault(name, "");
      if (!Objects.equals(before.get(name), now.get(name))) {
        changes.add(
            Math.max(old.length(), current.length()) > LONGEST_SHOWN
                ? name
                : name + " was \"" + old + "\", is \"" + current + "\"");
      }
    }
    return changes;
  }

  /**
   * A file cut short by a power failure is empty or too short. Larger ones are whole, because later
   * stages add to some files, and so are shorter tables, because users edit them. Of what was
   * written beside the outputs, users may have deleted some.
   */
  private static boolean isWhole(final Path output, final Long noted) {
    if (!Files.isRegularFile(output)) {
      return true;
    }
    try {
      final boolean table = output.toString().endsWith(".csv");
      return Files.size(output) >= (table || noted == null ? 1 : noted);
    } catch (final IOException e) {
      throw FileFailure.of("read", output, e);
    }
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
   * @param stage the stage
   * @param name the slide or model
   * @return what was said of the output when it was made, as far as it is known
   */
  Remarks remarks(final String stage, final String name) {
    try {
      final Path file = file(stage, name);
      final Stamp stamp =
          Files.exists(file) ? GSON.fromJson(Files.readString(file), Stamp.class) : null;
      return stamp == null ? Remarks.NONE : new Remarks(stamp.remark, stamp.warnings);
    } catch (final IOException | RuntimeException e) {
      return Remarks.NONE;
    }
  }

  /**
   * @param stage the stage
   * @param name the slide or model
   * @return whether the inputs look as they did when the output was made; also where nobody noted
   *     them
   */
  boolean looksCurrent(final String stage, final String name) {
    final Path file = file(stage, name);
    if (!Files.exists(file)) {
      return true;
    }
    try {
      final Stamp stamp = GSON.fromJson(JsonFile.read(file), Stamp.class);
      if (stamp == null || stamp.parameters == null) {
        return false;
      }
      final Map<String, Input> inputs = stamp.inputs == null ? Map.of() : stamp.inputs;
      for (final Map.Entry<String, Input> input : inputs.entrySet()) {
        if (!looksSame(input.getValue(), root.resolve(input.getKey()))) {
          return false;
        }
      }
      return true;
    } catch (final IOException | RuntimeException e) {
      return false;
    }
  }

  /** A slide that is not there any more makes nothing stale. */
  private static boolean looksSame(final Input known, final Path input) throws IOException {
    return !Files.exists(input)
        || Files.size(input) == known.bytes
            && (Files.getLastModifiedTime(input).toMillis() == known.modified
                || known.bytes > QUICK_BYTES
                || checksum(input).equals(known.sha256));
  }

  /**
   * Notes that an output is being made again: if the work fails half way, what is there is of two
   * runs, and the old note would pass it for finished.
   *
   * @param stage the stage
   * @param target what it makes
   */
  void begin(final String stage, final Target target) {
    if (has(stage, target.name())) {
      start(stage, target);
    }
  }

  /**
   * Notes that an output is being made, also where there was no note.
   *
   * @param stage the stage
   * @param target what it makes
   */
  void start(final String stage, final Target target) {
    AtomicFile.write(file(stage, target.name()), part -> Files.writeString(part, "{}"));
  }

  /**
   * Forgets what an output was made from, because it is replaced by one from elsewhere.
   *
   * @param stage the stage
   * @param name the slide or model
   */
  void forget(final String stage, final String name) {
    try {
      Files.deleteIfExists(file(stage, name));
    } catch (final IOException e) {
      throw FileFailure.of("remove", file(stage, name), e);
    }
  }

  /**
   * Notes what an output was made from; call it after the output is in place.
   *
   * @param stage the stage
   * @param target what it made
   * @param folder whose files were made beside the outputs, if any
   * @param said of it while it was made
   */
  void write(
      final String stage, final Target target, final Optional<Path> folder, final Remarks said) {
    final TreeMap<String, Input> sums = new TreeMap<>();
    for (final Path input : target.inputs()) {
      try {
        sums.put(
            key(input),
            new Input(
                Files.size(input), Files.getLastModifiedTime(input).toMillis(), checksum(input)));
      } catch (final IOException e) {
        throw FileFailure.of("read", input, e);
      }
    }
    final TreeMap<String, Long> sizes = new TreeMap<>();
    target.outputs().forEach(output -> note(output, sizes));
    folder.ifPresent(made -> files(made).forEach(file -> note(file, sizes)));
    final Stamp stamp =
        new Stamp(
            new TreeMap<>(target.key().asMap()),
            sums,
            sizes,
            said.remark().isEmpty() ? null : said.remark(),
            said.warnings().isEmpty() ? null : said.warnings());
    AtomicFile.write(
        file(stage, target.name()), part -> Files.writeString(part, GSON.toJson(stamp)));
  }

  private void note(final Path output, final Map<String, Long> sizes) {
    try {
      if (Files.isRegularFile(output)) {
        sizes.put(key(output), Files.size(output));
      }
    } catch (final IOException e) {
      throw FileFailure.of("read", output, e);
    }
  }

  /** All but what an unfinished run goes on from, which is removed afterwards. */
  private static List<Path> files(final Path folder) {
    final Path unfinished = folder.resolve(Checkpoint.FOLDER);
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(f -> Files.isRegularFile(f) && !f.startsWith(unfinished)).toList();
    } catch (final IOException | UncheckedIOException e) {
      throw FileFailure.of("list", folder, e);
    }
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
      throw FileFailure.of("read", input, e);
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
