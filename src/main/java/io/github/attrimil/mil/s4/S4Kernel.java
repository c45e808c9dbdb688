package io.github.attrimil.mil.s4;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.attrimil.tensor.Compute;
import java.util.Map;

/**
 * The convolution kernels of diagonal state spaces (Gu, Gupta, Goel and Re, "On the
 * parameterization and initialization of diagonal state space models", NeurIPS 2022,
 * arXiv:2206.11893, equation 5). Letters: W channels with a step dt = exp(log_dt) each; S complex
 * states a channel with A = -exp(log_A_real) + i A_imag and C:
 *
 * <pre>
 * K_l = 2 Re sum_s C_s (exp(dt A_s) - 1) / A_s exp(dt A_s)^l,     l = 0 .. L - 1
 * </pre>
 *
 * <p>The powers are never an array of W x S x L. With l = q T + r, T about the root of L, the sum
 * is a matrix product over the states of (C' w^(q T)) and (w^r), w = exp(dt A): W x (2 sqrt(L)) x S
 * exponentials and one product in real numbers, 2 Re(P Q) = 2 [Re P, -Im P] [Re Q; Im Q]. All of it
 * is differentiated by PyTorch.
 *
 * @param weights the network's arrays by name
 * @param name before the names of the kernel's tensors: log_dt (W), log_A_real and A_imag (W x S),
 *     C (W x S x 2, real and imaginary parts)
 */
record S4Kernel(Map<String, NDArray> weights, String name) {

  /** Complex numbers, real and imaginary parts apart: DJL has few operators for complex arrays. */
  private record Complex(NDArray re, NDArray im) {

    Complex times(final Complex other) {
      return new Complex(
          re.mul(other.re).sub(im.mul(other.im)), re.mul(other.im).add(im.mul(other.re)));
    }

    /** exp(x). */
    Complex exp() {
      final NDArray size = re.exp();
      return new Complex(size.mul(im.cos()), size.mul(im.sin()));
    }

    Complex over(final Complex divisor) {
      final NDArray square = divisor.re.square().add(divisor.im.square());
      return new Complex(
          re.mul(divisor.re).add(im.mul(divisor.im)).div(square),
          im.mul(divisor.re).sub(re.mul(divisor.im)).div(square));
    }

    /** exp(x l) for each l, on a last axis. */
    Complex powers(final NDArray l) {
      return new Complex(re.expandDims(-1).mul(l), im.expandDims(-1).mul(l)).exp();
    }
  }

  private NDArray weight(final String tensor, final NDManager scope) {
    // A view, so that results belong to the scope and not to the network.
    final NDArray view = weights.get(name + tensor).reshape(weights.get(name + tensor).getShape());
    view.attach(scope);
    return view;
  }

  /**
   * @param length L
   * @param scope owns all arrays
   * @return W x L
   */
  NDArray of(final long length, final NDManager scope) {
    final NDArray dt = weight("log_dt", scope).exp().expandDims(1);
    final NDArray logReal = weight("log_A_real", scope);
    final Complex a = new Complex(logReal.exp().neg(), weight("A_imag", scope));
    final Complex step = new Complex(a.re().mul(dt), a.im().mul(dt));
    final NDArray c = weight("C", scope);
    final Complex jump = step.exp();
    final Complex factor =
        new Complex(c.get("..., 0"), c.get("..., 1"))
            .times(new Complex(jump.re().sub(scope.create(1f)), jump.im()))
            .over(a);
    final long run = (long) Math.ceil(Math.sqrt(length));
    final long runs = (length + run - 1) / run;
    final Complex starts = step.powers(numbers(runs, run, scope));
    final Complex steps = step.powers(numbers(run, 1, scope));
    final Complex left =
        starts.times(new Complex(factor.re().expandDims(-1), factor.im().expandDims(-1)));
    final NDArray both = NDArrays.concat(new NDList(left.re(), left.im().neg()), 1);
    final NDArray turned = both.transpose(0, 2, 1);
    final NDArray powers = NDArrays.concat(new NDList(steps.re(), steps.im()), 1);
    final Shape all = new Shape(dt.getShape().get(0), runs * run);
    return Compute.weighted(turned.matMul(powers), 2)
        .reshape(all)
        .get(new NDIndex().addAllDim().addSliceDim(0, length));
  }

  /** 0, stride, 2 stride, ... */
  private static NDArray numbers(final long count, final long stride, final NDManager scope) {
    final NDArray numbers = scope.arange(0, (int) (count * stride), (int) stride, DataType.FLOAT32);
    return numbers;
  }
}
