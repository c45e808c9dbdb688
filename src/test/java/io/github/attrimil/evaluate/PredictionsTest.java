package io.github.attrimil.evaluate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.core.AttriMilException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PredictionsTest {

  @TempDir Path folder;

  @Test
  void returnsFromItsFileWithEveryDigit() {
    final Predictions written = Tables.random(3, "slide, \"", 20, 3, 1);
    written.write(folder.resolve("fold_0.csv"));
    final Predictions read = Predictions.read(folder.resolve("fold_0.csv"));
    assertEquals(20, read.rows().size());
    for (int i = 0; i < 20; i++) {
      assertEquals(written.rows().get(i).slideId(), read.rows().get(i).slideId());
      assertEquals(written.rows().get(i).truth(), read.rows().get(i).truth());
      assertEquals(written.rows().get(i).predicted(), read.rows().get(i).predicted());
      assertArrayEquals(
          written.rows().get(i).probabilities(), read.rows().get(i).probabilities(), 0);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "s,0,1,-0.5,1.5 | -0.5",
        "s,0,1,nan,0.5 | NaN",
        "s,2,1,0.5,0.5 | Y = 2",
        "s,0,-1,0.5,0.5 | Y_hat = -1",
        "s,4294967296,1,0.5,0.5 | 'Y' is 4294967296",
        "s,0,x,0.5,0.5 | 'x'",
        "a,0,1,0.5,0.5 | 'a' again",
        "s,0,1,0.5, | p_1",
      })
  void namesFileLineAndValueOfWhatIsWrong(final String line, final String part) throws IOException {
    final Path file =
        Files.writeString(
            folder.resolve("p.csv"), "slide_id,Y,Y_hat,p_0,p_1\na,0,0,1,0\n" + line + "\n");
    final String message =
        assertThrows(AttriMilException.class, () -> Predictions.read(file)).getMessage();
    assertTrue(message.contains("p.csv, line 3") && message.contains(part), message);
    assertEquals(message.indexOf("p.csv"), message.lastIndexOf("p.csv"), message);
  }

  /** As of a model whose outputs are sigmoids: each is kept as it is, and folds are averaged. */
  @Test
  void scoresOfEachClassOnItsOwnNeedNotSumToOne() {
    final Predictions one = scores(0.9, 0.6);
    final Predictions other = scores(0.2, 0.4);
    one.write(folder.resolve("fold_0.csv"));
    final Predictions read = Predictions.read(folder.resolve("fold_0.csv"));
    assertArrayEquals(new double[] {0.9, 0.6}, read.rows().get(0).probabilities(), 0);
    assertFalse(read.exclusive());
    assertTrue(scores(0.3, 0.7).exclusive());
    final Predictions.Row pooled = Predictions.pool(List.of(read, other)).rows().get(0);
    // Odds of 9 and 1/4, and of 3/2 and 2/3: their geometric means are 3/2 and 1.
    assertArrayEquals(new double[] {0.6, 0.5}, pooled.probabilities(), 1e-12);
    assertEquals(0, pooled.predicted());
  }

  private static Predictions scores(final double... p) {
    return new Predictions(List.of(new Predictions.Row("s", 1, p[1] > p[0] ? 1 : 0, p)));
  }

  @Test
  void refusesNothingAndMixedModels() {
    assertThrows(AttriMilException.class, () -> new Predictions(List.of()));
    final Predictions two = Tables.random(1, "a", 4, 2, 1);
    final Predictions three = Tables.random(1, "b", 4, 3, 1);
    assertThrows(AttriMilException.class, () -> Predictions.pool(List.of(two, three)));
    assertThrows(AttriMilException.class, () -> Predictions.pool(List.of()));
  }

  @Test
  void poolsASlideOfSeveralFoldsOnceWithItsMeanLogit() {
    final Predictions a = Tables.binary(new int[] {0, 1}, 0.2, 0.9);
    final Predictions b = Tables.binary(new int[] {0}, 0.9);
    final Predictions pooled = Predictions.pool(List.of(a, b));
    assertEquals(2, pooled.rows().size());
    // Odds of 1/4 and 9: their geometric mean is 3/2.
    assertEquals(0.6, pooled.rows().get(0).probabilities()[1], 1e-15);
    assertEquals(1, pooled.rows().get(0).predicted());
    assertEquals(a.rows().get(1), pooled.rows().get(1));
    final Predictions other = Tables.binary(new int[] {1}, 0.9);
    assertThrows(AttriMilException.class, () -> Predictions.pool(List.of(a, other)));
  }
}
