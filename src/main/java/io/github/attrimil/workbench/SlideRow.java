package io.github.attrimil.workbench;

import io.github.attrimil.slide.find.SlideSource;
import java.nio.file.Files;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A slide as the workbench lists it.
 *
 * @param id the slide's id
 * @param label its class, empty where it is not known
 * @param source where its file is, if that is known
 * @param excluded whether the process list excludes it
 * @param marks how far each stage that has outputs of each slide is
 * @param guess what the model predicts, if it was asked
 * @param failure why it failed, if it did
 */
public record SlideRow(
    String id,
    String label,
    Optional<SlideSource> source,
    boolean excluded,
    Map<WorkStage, Mark> marks,
    Optional<Guess> guess,
    Optional<Failure> failure) {

  /**
   * A prediction.
   *
   * @param predicted the class
   * @param probability of this class
   * @param heldOut whether the network had not seen the slide in training
   */
  public record Guess(String predicted, double probability, boolean heldOut) {

    /**
     * @return "tumor 0.93"
     */
    public String text() {
      return String.format(Locale.ROOT, "%s %.2f", predicted, probability);
    }
  }

  /**
   * A failure.
   *
   * @param command the command's name
   * @param reason why, in one line
   */
  public record Failure(String command, String reason) {}

  /** Keeps a copy. */
  public SlideRow {
    marks = Collections.unmodifiableMap(new EnumMap<>(marks));
  }

  /**
   * @param stage a stage
   * @return how far it is with this slide
   */
  public Mark mark(final WorkStage stage) {
    return marks.getOrDefault(stage, Mark.OPEN);
  }

  /**
   * @return whether its file is known and missing
   */
  public boolean fileMissing() {
    return source.isPresent() && !source.get().files().stream().allMatch(Files::exists);
  }

  /**
   * @return whether the prediction is another class than the label
   */
  public boolean isWrong() {
    return !label.isEmpty() && guess.isPresent() && !guess.get().predicted().equals(label);
  }
}
