package io.github.attrimil.property;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.cohort.FeatureCard;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.PastRun;
import io.github.attrimil.core.RunRecord;
import io.github.attrimil.encoder.EncoderCard;
import io.github.attrimil.encoder.features.AdaptedCard;
import io.github.attrimil.mil.registry.ModelCard;
import io.github.attrimil.project.Checkpoint;
import io.github.attrimil.project.LastSettings;
import io.github.attrimil.project.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Cards and records come back from their files as they were written, whatever texts they hold. */
class NotePropertyTest {

  @Provide
  Arbitrary<Map<String, String>> texts() {
    return Arbitraries.maps(Texts.any(), Texts.any()).ofMaxSize(4);
  }

  @Provide
  Arbitrary<List<String>> lists() {
    return Texts.any().list().ofMaxSize(4);
  }

  @Property(seed = "1")
  void runRecordsComeBack(
      @ForAll("texts") final Map<String, String> given,
      @ForAll("lists") final List<String> others) {
    final RunRecord record = Job.silent().record();
    final Map<String, String> parameters = new LinkedHashMap<>(given);
    parameters.putIfAbsent("mpp", "0.5");
    parameters.forEach(record::parameter);
    parameters.forEach(record::meaning);
    parameters.forEach(record::version);
    others.forEach(record::outcome);
    record.stage("patch", "seconds", 1.5);
    try (Scratch scratch = new Scratch()) {
      final Project project = new Project(scratch.folder());
      record.write(project.runs());
      assertEquals(List.of(record.asPast()), PastRun.read(project.runs(), 9));
      assertEquals(
          new LastSettings(parameters, Map.of("patch", 1.5)),
          LastSettings.of(project, List.of("silent")));
    }
  }

  @Provide
  Arbitrary<ModelCard> modelCards() {
    final Arbitrary<ModelCard.Training> training =
        Combinators.combine(
                Arbitraries.integers().between(1, 9), Arbitraries.longs(), texts(), lists())
            .as(
                (folds, seed, options, warnings) -> {
                  final Map<String, String> others = new LinkedHashMap<>(options);
                  others.remove("bag");
                  return new ModelCard.Training(
                      folds, seed, "official", others, List.of(2, 3), "1.0", warnings);
                });
    return Combinators.combine(
            Texts.any(), Texts.any().list().ofMinSize(1).ofMaxSize(4), Texts.any(), training)
        .as(
            (name, classes, encoder, how) ->
                new ModelCard(
                    "abmil",
                    name,
                    classes,
                    new FeatureCard(1024, encoder, "{\"name\": \"" + 1 + "\"}", 256, 0.5),
                    how,
                    List.of()));
  }

  @Property(seed = "1")
  void modelCardsComeBack(@ForAll("modelCards") final ModelCard card) {
    try (Scratch scratch = new Scratch()) {
      card.write(scratch.file("model.json"));
      assertEquals(card, ModelCard.read(scratch.file("model.json")));
    }
  }

  @Property(seed = "1")
  void cardsOfAdaptedEncodersComeBack(
      @ForAll("lists") final List<String> slides,
      @ForAll("texts") final Map<String, String> training)
      throws IOException {
    try (Scratch scratch = new Scratch()) {
      final Project project = new Project(scratch.folder());
      final Path weights = project.encoderWeights("a");
      Files.createDirectories(weights.getParent());
      Files.write(weights, new byte[3]);
      final EncoderCard input =
          new EncoderCard(
              "a", 224, new double[] {0.1, 0.2, 1 / 3.0}, new double[] {1, 2, 3}, "", "");
      AdaptedCard.write(project.encoderCard("a"), weights, input, "a", "here", training, slides);
      assertEquals(slides, AdaptedCard.slides(project, "a"));
      final String sha256 = io.github.attrimil.core.Sha256.of(weights);
      final EncoderCard back = EncoderCard.read(project.encoderCard("a"), "b", sha256);
      assertEquals("a", back.name());
      assertArrayEquals(input.mean(), back.mean());
      assertArrayEquals(input.std(), back.std());
    }
  }

  @Property(seed = "1")
  void whatIsTrainedIsRecognized(@ForAll("texts") final Map<String, String> request) {
    try (Scratch scratch = new Scratch()) {
      final Checkpoint checkpoint = new Checkpoint(scratch.folder());
      checkpoint.beginAnew(request);
      assertTrue(checkpoint.hasBegun(request));
      final Map<String, String> other = new LinkedHashMap<>(request);
      other.merge("a", "b", String::concat);
      assertFalse(checkpoint.hasBegun(other));
    }
  }
}
