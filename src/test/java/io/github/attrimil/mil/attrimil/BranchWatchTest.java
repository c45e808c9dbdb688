package io.github.attrimil.mil.attrimil;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.core.Job;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

public class BranchWatchTest {

  /** Keeps the warnings. */
  public static final class Warnings implements Job.Listener {

    public final List<String> lines = new ArrayList<>();

    @Override
    public void info(final String message) {}

    @Override
    public void warn(final String message) {
      lines.add(message);
    }

    @Override
    public void progress(final String message, final long done, final long total) {}

    public Job job() {
      return new Job("train", this, () -> false);
    }
  }

  private final Warnings warnings = new Warnings();
  private final BranchWatch watch = new BranchWatch("fold 0", 2, warnings.job());

  @Test
  void branchesAlikeAreNoNews() {
    watch.add(new float[] {1, -2, 3, 0.5f}, new float[] {0, 0.1f, -1, 1});
    watch.endEpoch(0);
    watch.endEpoch(1);
    assertEquals(List.of(), warnings.lines);
  }

  @Test
  void tellsOnceOfABranchWithoutAttention() {
    for (int epoch = 3; epoch < 6; epoch++) {
      watch.add(new float[] {1, 1, 2, -1}, new float[] {0, -4, 0, -4});
      watch.endEpoch(epoch);
    }
    assertEquals(1, warnings.lines.size());
    final String line = warnings.lines.get(0);
    assertTrue(line.contains("fold 0, epoch 3") && line.contains("class 1"), line);
    assertTrue(line.contains("1.8 %") && line.contains("preset=default"), line);
  }

  @Test
  void tellsOfABranchWithoutEvidence() {
    watch.add(new float[] {0.01f, 1, 0.01f, -1}, new float[] {0, 0, 0, 0});
    watch.endEpoch(0);
    assertEquals(1, warnings.lines.size());
    assertTrue(warnings.lines.get(0).contains("class 0"), warnings.lines.get(0));
  }

  @Test
  void anEpochIsJudgedByItself() {
    watch.add(new float[] {9, 9, 8, 8}, new float[] {5, 5, 5, 5});
    watch.endEpoch(0);
    watch.add(new float[] {1, 0.02f, 2, 0.02f}, new float[] {0, 0, 0, 0});
    watch.endEpoch(1);
    assertTrue(warnings.lines.get(0).contains("epoch 1"), warnings.lines.toString());
  }

  @Test
  void tellsOfEqualScores() {
    watch.add(new float[] {0.3f, 0.3f, 0.3f, 0.3f}, new float[] {0, 0, 0, 0});
    watch.endEpoch(0);
    assertEquals(1, warnings.lines.size());
    assertTrue(warnings.lines.get(0).contains("same score, 0.300"), warnings.lines.get(0));
  }
}
