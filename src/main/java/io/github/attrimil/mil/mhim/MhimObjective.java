package io.github.attrimil.mil.mhim;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.mil.BagInput;
import io.github.attrimil.mil.CrossEntropy;
import io.github.attrimil.mil.Losses;
import io.github.attrimil.mil.Objective;
import io.github.attrimil.mil.Scorer;
import io.github.attrimil.tensor.Compute;
import io.github.attrimil.tensor.Scalars;
import io.github.attrimil.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What MHIM-MIL's training minimizes (Tang et al. 2023, section 3; arXiv:2509.11526): cross-entropy
 * of what the student makes of a masked bag + distillation= times the distance of its features from
 * the teacher's.
 *
 * <p>The teacher is a network like the student. For each bag
 *
 * <ul>
 *   <li>the teacher scores all patches, and the masked= N patches it finds easiest are left out
 *       (rounded up, one patch at least stays);
 *   <li>of the others the student sees a random kept= as they are, and merges the rest, or all when
 *       kept=1;
 *   <li>the distance is the mean over the rows of the features of -sum_j softmax(t / temperature)_j
 *       log softmax(s)_j, t the teacher's and s the student's;
 *   <li>after the optimizer's step the teacher becomes teacher= times itself plus the rest times
 *       the student, and the queries that merge become queries= times themselves plus the rest
 *       times the merged tokens.
 * </ul>
 *
 * <p>Differences from the reference: its teacher begins as a trained baseline, here as a copy of
 * the untrained student, which it therefore has to follow faster; its share of masked patches may
 * fall along a cosine and be drawn among more patches; and which part of the patches it merges
 * while it keeps a random part is read from the paper, since its code is not used. Dropout is left
 * out.
 */
final class MhimObjective implements Objective {

  /** The name of the term of teacher and student. */
  static final String DISTILLATION = "distillation";

  private static final String TEACHER = "teacher.";
  private static final String DRAWS = "draws";

  private final Mhim student;
  private final Mhim teacher;
  private final Options options;
  private MaskDraws draws;

  /**
   * @param student the network in training
   * @param options MHIM-MIL's own
   */
  MhimObjective(final Mhim student, final Options options) {
    this.student = student;
    this.options = options;
    final Map<String, Tensor> state = student.stateDict();
    final Device device = student.manager().getDevice();
    this.teacher = (Mhim) student.kind().load(state, student.options(), device);
    // Trainings of other seeds start from other weights, and so mask other patches.
    this.draws = new MaskDraws(Arrays.hashCode(state.get(Mhim.FEATURE + ".weight").floats()), 0);
  }

  @Override
  public List<String> parts() {
    return List.of(CrossEntropy.BAG, DISTILLATION);
  }

  @Override
  public Losses loss(final Scorer scorer, final BagInput bag, final int label) {
    final Baseline.Taught taught = teacher.teach(bag);
    final MaskDraws.Parts parts =
        draws.next(
            taught.ease().toFloatArray(),
            options.get(MhimOptions.MASKED),
            options.get(MhimOptions.KEPT));
    final Mhim.Masked masked = student.masked(bag, parts.seen(), parts.merged());
    final NDArray entropy = CrossEntropy.of(masked.logits(), label);
    final NDArray distance = distance(taught.features(), masked.features());
    final Map<String, NDArray> terms = new LinkedHashMap<>();
    terms.put(CrossEntropy.BAG, entropy);
    terms.put(DISTILLATION, distance);
    final double weight = options.get(MhimOptions.DISTILLATION);
    return new Losses(
        entropy.add(Compute.weighted(distance, weight)), terms, () -> follow(masked.merged()));
  }

  private NDArray distance(final NDArray taught, final NDArray features) {
    final double sharper = 1 / options.get(MhimOptions.TEMPERATURE);
    final NDArray target = Compute.weighted(taught, sharper).softmax(1);
    return features.logSoftmax(1).mul(target).sum(new int[] {1}).mean().neg();
  }

  /** Teacher and queries after a step. */
  private void follow(final NDArray merged) {
    final Map<String, NDArray> own = student.parameters();
    teacher
        .parameters()
        .forEach((name, array) -> mix(array, own.get(name), options.get(MhimOptions.TEACHER)));
    if (merged != null) {
      mix(student.queries(), merged, options.get(MhimOptions.QUERIES));
    }
  }

  /** array = stays * array + (1 - stays) * other, in place. */
  private static void mix(final NDArray array, final NDArray other, final double stays) {
    try (NDManager scope = array.getManager().newSubManager()) {
      final NDArray same = Compute.detached(other, scope).reshape(array.getShape());
      array.muli(Scalars.shared(array, stays)).addi(Compute.weighted(same, 1 - stays));
    }
  }

  @Override
  public Map<String, Tensor> state() {
    final Map<String, Tensor> state = new LinkedHashMap<>();
    // Without its queries: a teacher merges nothing.
    final Map<String, Tensor> taught = teacher.stateDict();
    teacher.parameters().keySet().forEach(name -> state.put(TEACHER + name, taught.get(name)));
    state.put(DRAWS, draws.state());
    return state;
  }

  @Override
  public void resume(final Map<String, Tensor> state) {
    draws = MaskDraws.of(state.get(DRAWS));
    teacher
        .parameters()
        .forEach(
            (name, array) -> {
              try (NDManager scope = array.getManager().newSubManager()) {
                final Tensor tensor = state.get(TEACHER + name);
                mix(array, scope.create(tensor.floats(), new Shape(tensor.shape())), 0);
              }
            });
  }

  @Override
  public void close() {
    teacher.close();
  }
}
