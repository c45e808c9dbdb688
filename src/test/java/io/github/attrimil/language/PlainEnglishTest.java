package io.github.attrimil.language;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * What users read is plain American English. The list grows with every word that a reader stumbled
 * over; {@link UserTexts} draws samples to be read.
 */
class PlainEnglishTest {

  /** Archaisms, private words, British spelling, and what a reader translates back. */
  private static final Pattern NOT_OURS =
      Pattern.compile(
          "(?i)\\b(told as|way"
              + " back|lend|lends|anew|besides|thereof|hereby|whilst|amongst|hitherto|in case"
              + " alone|at hand|(?<!there )is no"
              + " (?:test|folder|column|parameter|metric|map|list)|images? of labels|even"
              + " start|stand of|of its own accord|as it were|colou?rs? are classes|mended|be done"
              + " anew|rightly|wrongly predicted|in turns|beside (?:it|them)|lies beside|whose"
              + " thread|made of it"
              + "|colour|grey|neighbours?|neighbouring|behaviour|centre|centred|labelled|labelling"
              + "|licence|analyse|analysed|normalisation|normalised?|initialis\\w+|optimis(?:e|er|ed)"
              + "|recognis\\w+|standardis\\w+|visualis\\w+|localisation|randomis\\w+|summaris\\w+"
              + "|modelled|modelling|travelled|cancelled|artefacts?|programme|catalogue|metres?|micrometres?|millimetres?)\\b|\\d"
              + " %");

  /** Parts of cards that models keep: another spelling would be another encoder to them. */
  private static final Pattern KEPT =
      Pattern.compile(
          "ImageNet's normalisation|built in, version 1: colour deconvolution.*"
              + "|The demo's `localisation.csv`|`localisation.csv`");

  @Test
  void isPlain() throws IOException {
    final List<String> wrong = new ArrayList<>();
    final List<UserTexts.Text> all = UserTexts.all();
    for (final UserTexts.Text text : all) {
      final Matcher word = NOT_OURS.matcher(KEPT.matcher(text.text()).replaceAll(""));
      if (word.find()) {
        wrong.add(text.file().getFileName() + ": \"" + word.group() + "\" in " + text.text());
      }
    }
    assertEquals(List.of(), wrong);
    assertTrue(all.size() > 3000, all.size() + " texts");
  }

  @Test
  void literalsThatAreJoinedAreOneText() {
    final List<UserTexts.Text> texts = new ArrayList<>();
    UserTexts.literals(
        Path.of("A.java"),
        "/** \"not this one\" */ f(\"The slide \\\"\" + id + \"\\\" has \" + n\n + \" patches\","
            + " \"another text\"); // \"nor this\"",
        texts);
    assertEquals(
        List.of("The slide \"…\" has … patches", "another text"),
        texts.stream().map(UserTexts.Text::text).toList());
  }
}
