package io.github.attrimil.golden;

import io.github.attrimil.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** Weights and images by formulas, so that Java and Python have the same without sharing files. */
public final class FormulaWeights {

  private FormulaWeights() {}

  /**
   * @param shapes by name; the position in the alphabet counts
   * @return tensors by name, in alphabetical order
   */
  public static Map<String, Tensor> of(final Map<String, long[]> shapes) {
    return of(shapes, (i, k) -> Math.sin(0.37 * i + 1.3 * k));
  }

  /**
   * Values without period: filters that repeat each other leave channels without variance, by which
   * batch norm in training would divide rounding errors.
   *
   * @param shapes by name; the position in the alphabet counts
   * @return tensors by name, in alphabetical order
   */
  public static Map<String, Tensor> noise(final Map<String, long[]> shapes) {
    return of(shapes, FormulaWeights::noise);
  }

  /**
   * @param n how many values
   * @return values of an image without structure
   */
  public static float[] noiseImage(final int n) {
    final float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = (float) noise(i + 1, 1000);
    }
    return x;
  }

  private static double noise(final int i, final int k) {
    final double v = Math.sin(12.9898 * i + 78.233 * k) * 43758.5453;
    return 2 * (v - Math.floor(v)) - 1;
  }

  /** Gives the value at a place, counted from 1, of the k-th tensor. */
  @FunctionalInterface
  private interface Formula {
    double at(int i, int k);
  }

  private static Map<String, Tensor> of(final Map<String, long[]> shapes, final Formula formula) {
    final Map<String, Tensor> state = new LinkedHashMap<>();
    int k = 0;
    for (final Map.Entry<String, long[]> e : new TreeMap<>(shapes).entrySet()) {
      final long[] shape = e.getValue();
      int n = 1;
      for (final long s : shape) {
        n *= (int) s;
      }
      final int fanIn = (int) (n / shape[0]);
      final float[] values = new float[n];
      for (int i = 0; i < n; i++) {
        final double s = formula.at(i + 1, k);
        if (shape.length > 1) {
          values[i] = (float) (s * Math.sqrt(2.0 / fanIn) * Math.sqrt(2));
        } else if (e.getKey().endsWith("running_var")) {
          values[i] = (float) (1 + 0.5 * Math.abs(s));
        } else if (e.getKey().endsWith("running_mean") || e.getKey().endsWith("bias")) {
          values[i] = (float) (0.1 * s);
        } else {
          values[i] = (float) (1 + 0.1 * s);
        }
      }
      state.put(e.getKey(), Tensor.of(values, shape));
      k++;
    }
    return state;
  }

  /**
   * @param n how many values
   * @return values of an image
   */
  public static float[] image(final int n) {
    final float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = (float) (Math.sin(0.013 * i) + 0.5 * Math.cos(0.0071 * i));
    }
    return x;
  }
}
