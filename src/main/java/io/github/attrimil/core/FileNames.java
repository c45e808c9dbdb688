package io.github.attrimil.core;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Makes file names of names that come from users' tables: slide ids, class and model names. */
public final class FileNames {

  /** In bytes: file systems count those, and a name in Chinese has three a character. */
  private static final int LONGEST = 100;

  private static final Pattern UNSAFE = Pattern.compile("[^\\p{L}\\p{M}\\p{N}._+-]+");
  // Windows takes these for devices, with any extension.
  private static final Pattern DEVICE =
      Pattern.compile(
          "(?i)(con|prn|aux|nul|clock\\$|conin\\$|conout\\$|(com|lpt)[0-9¹²³])(\\..*)?");

  // What OWASP names: = and @ begin a formula; a sign does where more than a word follows.
  private static final Pattern FORMULA = Pattern.compile("[=@\\t\\r]|[+-][^(|!=]*[(|!=]");

  /** In bytes; longer names meet the limits of file systems once an ending is added. */
  private static final int LONGEST_PLAIN = 200;

  /** In bytes, of a single name. */
  private static final int LONGEST_OF_DISKS = 255;

  /** In bytes: Linux takes 4,096, of which outputs need some hundreds. */
  private static final int LONGEST_PATH = 3_000;

  private static final int SHOWN = 60;

  private FileNames() {}

  /**
   * Makes a name that is one plain file name on every system and cannot leave its folder.
   *
   * @param name any text
   * @return letters, digits and {@code . _ + -}, never empty, at most 100 bytes; a name that
   *     already is one is returned as it is
   */
  public static String safe(final String name) {
    String safe = UNSAFE.matcher(name).replaceAll("_");
    while (bytes(safe) > LONGEST) {
      safe = safe.substring(0, safe.offsetByCodePoints(safe.length(), -1));
    }
    // A leading dot hides a file or climbs a folder; Windows drops a trailing one.
    safe = safe.replaceAll("^\\.+|\\.+$", "_");
    if (safe.isEmpty() || DEVICE.matcher(safe).matches()) {
      safe = "_" + safe;
    }
    return safe;
  }

  /**
   * Makes a file name of each name, all different even where upper and lower case are the same.
   *
   * @param names any texts
   * @return one safe name each, in order; "-2", "-3", ... is added to names met before
   */
  public static List<String> safe(final List<String> names) {
    final Set<String> taken = new HashSet<>();
    final List<String> safe = new ArrayList<>();
    for (final String name : names) {
      final String base = safe(name);
      String candidate = base;
      for (int n = 2; !taken.add(folded(candidate)); n++) {
        candidate = base + "-" + n;
      }
      safe.add(candidate);
    }
    return safe;
  }

  /**
   * Checks a name that becomes part of a path as it is: a slide's id or a model's name.
   *
   * @param name a name from a table or a file
   * @return the same name
   * @throws AttriMilException when it could lead out of a folder or is no file name everywhere
   */
  public static String checkPlain(final String name) {
    final String rule = broken(name);
    if (!rule.isEmpty()) {
      final String shown = name.length() <= SHOWN ? name : name.substring(0, SHOWN) + "…";
      throw new AttriMilException(
          "\""
              + shown
              + "\" cannot be the name of a slide or model, because it "
              + rule
              + " and would not be a safe file name; rename it");
    }
    return name;
  }

  /**
   * Whether a spreadsheet that opens a table would compute a cell instead of showing it, which may
   * start a program ("CSV injection"). Plain signs and signed words, as in "+" or "-1", are none.
   *
   * @param cell a text that may become a table's cell
   * @return whether it is a formula
   */
  public static boolean isFormula(final String cell) {
    return !cell.isEmpty()
        && "=@+-\t\r".indexOf(cell.charAt(0)) >= 0
        && FORMULA.matcher(cell).lookingAt();
  }

  /** The rule that a name breaks, empty for none. */
  private static String broken(final String name) {
    if (name.isBlank()) {
      return "is empty";
    }
    if (bytes(name) > LONGEST_PLAIN) {
      return "has "
          + (name.length() > LONGEST_PLAIN
              ? name.length() + " characters"
              : bytes(name) + " bytes in UTF-8")
          + ", more than "
          + LONGEST_PLAIN;
    }
    if (name.startsWith(".")) {
      return "begins with a dot";
    }
    if (name.endsWith(".")) {
      return "ends with a dot, which Windows drops";
    }
    if (!name.equals(name.strip())) {
      return "begins or ends with a space";
    }
    if (DEVICE.matcher(name).matches()) {
      return "is a device on Windows";
    }
    if (isFormula(name)) {
      return "begins like a formula of a spreadsheet";
    }
    final OptionalInt wrong =
        name.codePoints().filter(c -> isControl(c) || "/\\:*?\"<>|".indexOf(c) >= 0).findFirst();
    if (wrong.isEmpty()) {
      return "";
    }
    final int c = wrong.getAsInt();
    return isControl(c)
        ? "holds a line break or control character"
        : "holds the character " + (char) c;
  }

  private static boolean isControl(final int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> false;
    };
  }

  /**
   * Checks a folder that outputs will be written in, before any work is done for them.
   *
   * @param what the parameter that names it, for the message
   * @param folder an absolute path
   * @throws AttriMilException when it, or what will be in it, is longer than file systems take
   */
  public static void checkFolder(final String what, final Path folder) {
    final String path = folder.toString();
    for (final Path name : folder) {
      if (bytes(name.toString()) > LONGEST_OF_DISKS) {
        throw new AttriMilException(
            what
                + "="
                + path.substring(0, Math.min(SHOWN, path.length()))
                + "… has a folder whose name is "
                + bytes(name.toString())
                + " bytes long, more than the "
                + LONGEST_OF_DISKS
                + " that disks take; choose a shorter path");
      }
    }
    if (bytes(path) > LONGEST_PATH) {
      throw new AttriMilException(
          what
              + "="
              + path.substring(0, SHOWN)
              + "… is "
              + bytes(path)
              + " bytes long, more than "
              + LONGEST_PATH
              + ", so that names of files in it would not fit; choose a shorter path");
    }
  }

  private static int bytes(final String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /**
   * What a name is on disks that take upper and lower case for the same, and an accent for the same
   * whether it is part of its letter or follows it, as those of Windows and macOS do.
   *
   * @param name a file's name
   * @return the same text for all names that are one file there
   */
  public static String folded(final String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFC)
        .toUpperCase(Locale.ROOT)
        .toLowerCase(Locale.ROOT);
  }

  /**
   * The ways to write a name whose letters have accents: macOS writes an accent after its letter,
   * other systems mostly as part of it.
   *
   * @param name a name
   * @return it, and its other forms
   */
  public static Stream<String> forms(final String name) {
    return Stream.of(
            name,
            Normalizer.normalize(name, Normalizer.Form.NFC),
            Normalizer.normalize(name, Normalizer.Form.NFD))
        .distinct();
  }

  /**
   * @param folder a folder, which need not exist yet
   * @return whether its disk takes upper and lower case for the same
   */
  public static boolean ignoresCase(final Path folder) {
    for (Path p = folder.toAbsolutePath(); p.getFileName() != null; p = p.getParent()) {
      final String name = p.getFileName().toString();
      final String upper = name.toUpperCase(Locale.ROOT);
      final String other = upper.equals(name) ? name.toLowerCase(Locale.ROOT) : upper;
      if (!other.equals(name) && Files.exists(p)) {
        return Files.exists(p.resolveSibling(other));
      }
    }
    return false;
  }
}
