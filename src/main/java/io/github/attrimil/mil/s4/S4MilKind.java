package io.github.attrimil.mil.s4;

import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.mil.ModelShape;
import io.github.attrimil.mil.StandardKind;
import io.github.attrimil.mil.Start;
import io.github.attrimil.mil.TensorShapes;
import io.github.attrimil.mil.TrainingOptions;
import io.github.attrimil.mil.Widths;
import io.github.attrimil.mil.layers.Nonlinearity;
import io.github.attrimil.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** S4MIL as a kind; the network is {@link S4Mil}. */
public final class S4MilKind extends StandardKind {

  /** W; 512 in the reference, for which 50 slides are too few. */
  private static final Option<Integer> WIDTH = Widths.width(64);

  /** After the first layer. */
  static final Option<Nonlinearity> ACTIVATION = Nonlinearity.first(Nonlinearity.GELU);

  /** Complex states a channel. */
  private static final int STATES = 16;

  private static final double SHORTEST_STEP = 1e-3;
  private static final double LONGEST_STEP = 1e-1;

  /** The kind. */
  public S4MilKind() {
    super(S4Mil.FIRST + ".weight", S4Mil.CLASSIFIER + ".bias");
  }

  @Override
  public String name() {
    return "s4mil";
  }

  @Override
  public String title() {
    return "S4MIL";
  }

  @Override
  public String citation() {
    return "Fillioux L, Boyd J, Vakalopoulou M, Cournede P-H, Christodoulidis S. Structured state"
        + " space models for multiple instance learning in digital pathology. MICCAI 2023."
        + " arXiv:2306.15789; weights as in github.com/isyangshu/MambaMIL (MIT); state spaces of Gu"
        + " A et al., arXiv:2206.11893 (reference code Apache-2.0)";
  }

  @Override
  public Options options() {
    return Options.of(WIDTH, ACTIVATION, Start.OPTION);
  }

  @Override
  public List<Option<?>> notStored() {
    return List.of(ACTIVATION);
  }

  /**
   * Chosen by validation loss on generated cohorts, where noise of half a deviation on the features
   * was better than noise of one.
   */
  @Override
  public Options recipe(final String preset) {
    return super.recipe(preset)
        .with(TrainingOptions.OPTIMIZER, TrainingOptions.Optimizer.ADAM)
        .with(TrainingOptions.RATE, 1e-3)
        .with(TrainingOptions.NOISE, 0.5)
        .with(TrainingOptions.EPOCHS, 40);
  }

  /**
   * Steps are spread evenly by their logarithm over the channels, where the reference draws them.
   */
  @Override
  protected TensorShapes tensors(final ModelShape shape, final Options own) {
    final int width = own.get(WIDTH);
    final float[] steps = new float[width];
    final float[] decays = new float[width * STATES];
    final float[] turns = new float[width * STATES];
    for (int w = 0; w < width; w++) {
      final double place = (w + 0.5) / width;
      steps[w] = (float) (Math.log(SHORTEST_STEP) + place * Math.log(LONGEST_STEP / SHORTEST_STEP));
    }
    for (int i = 0; i < decays.length; i++) {
      decays[i] = (float) Math.log(0.5);
      turns[i] = (float) (Math.PI * (i % STATES));
    }
    final TensorShapes tensors =
        new TensorShapes().linear(S4Mil.FIRST, width, shape.features()).norm(S4Mil.NORM, width);
    if (own.get(Start.OPTION) == Start.ZERO) {
      final float[] ones = new float[width];
      Arrays.fill(ones, 1);
      tensors.start(S4Mil.SKIP, Tensor.of(ones, width));
    } else {
      tensors.token(S4Mil.SKIP, width);
    }
    return tensors
        .token(S4Mil.KERNEL + "C", width, STATES, 2)
        .start(S4Mil.KERNEL + "log_dt", Tensor.of(steps, width))
        .start(S4Mil.KERNEL + "log_A_real", Tensor.of(decays, width, STATES))
        .start(S4Mil.KERNEL + "A_imag", Tensor.of(turns, width, STATES))
        .add(S4Mil.OUT + ".weight", 2L * width, width, 1)
        .add(S4Mil.OUT + ".bias", 2L * width)
        .linear(S4Mil.CLASSIFIER, shape.classes(), width);
  }

  @Override
  protected Options shown(final Map<String, long[]> shapes, final Options own) {
    return Widths.shown(own, WIDTH, shapes, S4Mil.FIRST + ".weight");
  }

  @Override
  protected boolean zeroInitialized(final String tensor, final Options own) {
    return own.get(Start.OPTION) == Start.ZERO && tensor.equals(S4Mil.KERNEL + "C");
  }

  @Override
  protected MilModel network(final Made of) {
    return new S4Mil(this, of);
  }

  @Override
  public boolean orderMatters() {
    return true;
  }
}
