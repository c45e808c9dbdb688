package io.github.attrimil.pipeline.health;

import java.util.regex.Pattern;

/** Takes from a text what tells who wrote it. */
final class Anonymous {

  /** Folders of users, also of others than the one who is logged in. */
  private static final Pattern USERS =
      Pattern.compile("(?i)([/\\\\](?:home|users)[/\\\\])[^/\\\\\\s:;,\"]+");

  private Anonymous() {}

  /**
   * @param text any text
   * @param home the user's folder
   * @param name the user's name
   * @return the text with ~ for the folder and USER for names of users
   */
  static String text(final String text, final String home, final String name) {
    String plain = text;
    if (home != null && home.length() > 1) {
      plain = plain.replace(home, "~").replace(home.replace('\\', '/'), "~");
    }
    plain = USERS.matcher(plain).replaceAll("$1USER");
    // A name such as "al" would be found within words.
    return name == null || name.isBlank()
        ? plain
        : Pattern.compile("(?<![\\p{L}\\p{N}])" + Pattern.quote(name) + "(?![\\p{L}\\p{N}])")
            .matcher(plain)
            .replaceAll("USER");
  }
}
