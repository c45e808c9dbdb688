package io.github.attrimil.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ProgressTest {

  @Test
  void tellsRateAndTimeLeft() {
    final Progress progress = Job.silent().progress("features s1", "patches", 1000);
    assertEquals(
        "features s1: 250 of 1000 patches, 125 patches/s, 6 s left", progress.text(250, 2));
    assertEquals("features s1: 1000 of 1000 patches, 500 patches/s", progress.text(1000, 2));
    assertEquals(
        "features s1: 1 of 1000 patches, 0.100 patches/s, 2 h 46 min left", progress.text(1, 10));
  }

  @Test
  void tellsItsNote() {
    final Progress progress = Job.silent().progress("x", "bags", 10);
    progress.note("the network limits");
    assertEquals("x: 10 of 10 bags, 10.0 bags/s, the network limits", progress.text(10, 1));
  }

  @Test
  void tellsNoTotalWhereThereIsNone() {
    assertEquals("x: 5 bags, 5.00 bags/s", Job.silent().progress("x", "bags", 0).text(5, 1));
  }
}
