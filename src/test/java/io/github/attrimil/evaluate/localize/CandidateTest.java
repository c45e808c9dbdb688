package io.github.attrimil.evaluate.localize;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.attrimil.explain.PatchMap;
import java.util.List;
import org.junit.jupiter.api.Test;

class CandidateTest {

  @Test
  void theStrongestStandForThoseAroundThem() {
    // A row of patches of 100: what lies less than 200 from a stronger one is left out.
    final double[] x = {0, 100, 200, 300, 400, 500, 600};
    final double[] score = {1, 5, 4, 3, -1, 0, 2};
    final List<Candidate> found = Candidate.of(new PatchMap(x, new double[7], 100, score));
    assertEquals(
        List.of(new Candidate(5, 150, 50), new Candidate(3, 350, 50), new Candidate(2, 650, 50)),
        found);
  }

  @Test
  void whatDoesNotSupportIsNoCandidate() {
    assertEquals(
        List.of(),
        Candidate.of(new PatchMap(new double[2], new double[2], 10, new double[] {0, -3})));
  }
}
