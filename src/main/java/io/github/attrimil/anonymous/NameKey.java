package io.github.attrimil.anonymous;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.format.table.CsvTable;
import io.github.attrimil.project.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which number stands for which slide or patient: {@code anonymous_key.csv} with the columns
 * number, of (slide or patient) and name. Numbers are drawn at random, because numbers in the order
 * of names would tell something of them, and stay the same in later runs.
 */
public final class NameKey {

  private static final String FILE = "anonymous_key.csv";
  private static final String NUMBER = "number";
  private static final String OF = "of";
  private static final String NAME = "name";
  private static final String SLIDE = "slide";
  private static final String PATIENT = "patient";

  /** Shorter names, and those of digits alone, are words and numbers of any sentence. */
  private static final int SHORT = 3;

  private final Path file;
  private final Map<String, String> slides = new LinkedHashMap<>();
  private final Map<String, String> patients = new LinkedHashMap<>();

  private NameKey(final Path file) {
    this.file = file;
  }

  /**
   * Reads a project's key and adds numbers for names that it lacks.
   *
   * @param project the project; its key is readable by its owner alone, where the disk knows owners
   * @param slides slide ids
   * @param patients patients' ids
   * @return the key
   * @throws AttriMilException when the key cannot be read or written
   */
  static NameKey of(
      final Project project, final Collection<String> slides, final Collection<String> patients) {
    final NameKey key = new NameKey(file(project));
    key.read();
    final boolean more =
        add(slides, key.slides, "S") | add(patients, key.patients, "P") | !Files.exists(key.file);
    if (more) {
      key.write();
    }
    return key;
  }

  /**
   * @param project a project
   * @return where its key lies
   */
  static Path file(final Project project) {
    return project.root().resolve(FILE);
  }

  private static boolean add(
      final Collection<String> names, final Map<String, String> known, final String letter) {
    final List<String> added = new ArrayList<>(new LinkedHashSet<>(names));
    added.removeAll(known.keySet());
    Collections.shuffle(added, new SecureRandom());
    final Set<String> taken = new LinkedHashSet<>(known.values());
    int next = 1;
    for (final String name : added) {
      String number = number(letter, next++);
      while (!taken.add(number)) {
        number = number(letter, next++);
      }
      known.put(name, number);
    }
    return !added.isEmpty();
  }

  private static String number(final String letter, final int k) {
    return String.format(Locale.ROOT, "%s%04d", letter, k);
  }

  private void read() {
    if (!Files.exists(file)) {
      return;
    }
    final CsvTable table = CsvTable.read(file).require(NUMBER, OF, NAME);
    final Set<String> numbers = new HashSet<>();
    for (int row = 0; row < table.rows(); row++) {
      final Map<String, String> names =
          switch (table.get(row, OF)) {
            case SLIDE -> slides;
            case PATIENT -> patients;
            default ->
                throw new AttriMilException(
                    table.where(row, OF)
                        + " is '"
                        + CsvTable.quote(table.get(row, OF))
                        + "', neither slide nor patient; correct it, or remove the file, and all"
                        + " numbers are drawn again");
          };
      final String number = table.get(row, NUMBER);
      if (!numbers.add(number) || names.put(table.get(row, NAME), number) != null) {
        throw new AttriMilException(
            table.where(row, NUMBER)
                + ": a name or number appears twice; correct it, or remove the file, and all"
                + " numbers are drawn again");
      }
    }
  }

  private void write() {
    final CsvTable table = CsvTable.of(NUMBER, OF, NAME);
    rows(slides).forEach(e -> table.add(e.getValue(), SLIDE, e.getKey()));
    rows(patients).forEach(e -> table.add(e.getValue(), PATIENT, e.getKey()));
    table.write(file);
    try {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    } catch (final IOException | UnsupportedOperationException e) {
      // Windows, or a disk without owners: the folder's own rules hold.
    }
  }

  private static List<Map.Entry<String, String>> rows(final Map<String, String> names) {
    return names.entrySet().stream().sorted(Map.Entry.comparingByValue()).toList();
  }

  /**
   * @return the key's file
   */
  public Path file() {
    return file;
  }

  /**
   * @param id a slide's id
   * @return its number
   * @throws AttriMilException when the key does not have it
   */
  public String slide(final String id) {
    return found(slides, id, SLIDE);
  }

  /**
   * @param id what may be a slide's id
   * @return its number, if it is one
   */
  Optional<String> find(final String id) {
    return Optional.ofNullable(slides.get(id));
  }

  /**
   * @param id a patient's id
   * @return its number
   * @throws AttriMilException when the key does not have it
   */
  String patient(final String id) {
    return found(patients, id, PATIENT);
  }

  private String found(final Map<String, String> names, final String name, final String of) {
    final String number = names.get(name);
    if (number == null) {
      throw new AttriMilException(
          "The " + of + " \"" + name + "\" has no number in " + file + "; run again");
    }
    return number;
  }

  /**
   * @param id a slide's or patient's id
   * @return its number, that of the slide first
   */
  String either(final String id) {
    return slides.getOrDefault(id, patients.getOrDefault(id, id));
  }

  /**
   * Replaces names in a sentence for users. A name that is short or all digits is replaced only in
   * quotes and lists: elsewhere it would be some other word or number.
   *
   * @param sentence such as a warning
   * @return the same with numbers
   */
  String text(final String sentence) {
    final Map<String, String> within = new HashMap<>();
    Stream.of(patients, slides)
        .forEach(
            names ->
                names.forEach(
                    (name, number) -> {
                      if (sentence.contains(name)) {
                        within.put(name, number);
                      }
                    }));
    if (within.isEmpty()) {
      return sentence;
    }
    final Pattern any =
        Pattern.compile(
            within.keySet().stream()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .map(NameKey::pattern)
                .collect(Collectors.joining("|")));
    return any.matcher(sentence).replaceAll(m -> Matcher.quoteReplacement(within.get(m.group())));
  }

  private static String pattern(final String name) {
    final boolean plain = name.length() <= SHORT || name.chars().allMatch(Character::isDigit);
    return plain
        ? "(?<=[\"\\[]|, )" + Pattern.quote(name) + "(?=[\"\\],])"
        : "(?<![\\p{L}\\p{N}])" + Pattern.quote(name) + "(?![\\p{L}\\p{N}])";
  }
}
