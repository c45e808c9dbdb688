package io.github.attrimil.property;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** Texts as users, spreadsheets and other programs write them. */
final class Texts {

  private static final int LONGEST = 12;

  private Texts() {}

  /** Any text but zero characters, which no table may hold, and halves of surrogate pairs. */
  static Arbitrary<String> any() {
    return Arbitraries.oneOf(
            Arbitraries.strings().all().ofMaxLength(LONGEST),
            Arbitraries.strings()
                .withChars(",;\t|\"'\r\n =+-@#\uFEFF\u2028\u00a0a1.")
                .ofMaxLength(LONGEST),
            Arbitraries.of(
                "", " ", "=1+1", "@x", "sep=;", "nan", "NaN", "1.0", "true", "İI", "患者", "😀", "\"",
                "\"\"", "a\r\nb", "# a", "\\", "a, b", "../x"))
        .filter(Texts::isText);
  }

  private static boolean isText(final String text) {
    return text.indexOf(0) < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }

  /** Names of slides, as they may be. */
  static Arbitrary<String> ids() {
    return Arbitraries.strings()
        .withChars("abcXYZ019-_ .患é")
        .ofMinLength(1)
        .ofMaxLength(LONGEST)
        .filter(id -> id.matches("[a-zA-Z患é].*[a-zA-Z0-9患é]") && !id.contains(".."))
        .filter(id -> !id.equalsIgnoreCase("nan"));
  }
}
