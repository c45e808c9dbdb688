package io.github.attrimil.mil;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReductionChoiceTest {

  @ParameterizedTest
  @CsvSource({
    // An empty width means that features are not reduced.
    "auto, 64, 14, 16",
    "auto, 141, 50, 35",
    "auto, 256, 50, 64",
    "auto, 1280, 99, 64",
    "auto, 255, 99, 63",
    "auto, 255, 100,",
    "auto, 256, 199, 64",
    "auto, 1280, 199, 64",
    "auto, 1280, 200,",
    "auto, 31, 14,",
    "none, 1280, 14,",
    "standard, 166, 500, 166",
    "128, 1280, 500, 128",
    "128, 64, 14, 64"
  })
  void widthFollowsFeaturesAndSlides(
      final String text, final int features, final int slides, final Integer width) {
    assertEquals(Optional.ofNullable(width), new ReductionChoice(text).width(features, slides));
  }
}
