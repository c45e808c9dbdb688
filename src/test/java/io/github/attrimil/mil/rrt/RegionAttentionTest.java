package io.github.attrimil.mil.rrt;

import static io.github.attrimil.golden.Goldens.assertClose;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.attrimil.tensor.Compute;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RegionAttentionTest {

  private static final int GROUPS = 300;
  private static final int ROWS = 16;
  private static final int WIDTH = 512;

  /** So many heads that not all groups are computed at once. */
  @Test
  void manyGroupsAreComputedLikeFew() {
    try (NDManager scope = Compute.engine().newBaseManager(Device.cpu())) {
      Compute.engine().setRandomSeed(3);
      final Map<String, NDArray> weights =
          Map.of(
              "a.qkv.weight", scope.randomNormal(new Shape(3 * WIDTH, WIDTH)).muli(0.05f),
              "a.qkv.bias", scope.randomNormal(new Shape(3 * WIDTH)),
              "a.proj.weight", scope.randomNormal(new Shape(WIDTH, WIDTH)).muli(0.05f),
              "a.proj.bias", scope.randomNormal(new Shape(WIDTH)));
      final RegionAttention attention = new RegionAttention(weights, "a", WIDTH);
      final NDArray x = scope.randomNormal(new Shape(GROUPS, ROWS, WIDTH));
      final NDArray some = attention.of(x.get("200:"));
      assertClose(
          "last groups", some.toFloatArray(), attention.of(x).get("200:").toFloatArray(), 1e-5, 0);
    }
  }
}
