package io.github.attrimil.mil.mamba;

import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.mil.Gradients;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.mil.ModelShape;
import io.github.attrimil.mil.StandardKind;
import io.github.attrimil.mil.Start;
import io.github.attrimil.mil.TensorShapes;
import io.github.attrimil.mil.TrainingOptions;
import io.github.attrimil.mil.Widths;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the kinds of MambaMIL have in common; the network is {@link MambaMil}. A state dict shows
 * the width and the number of layers, not the activation, nor whether a second branch reads
 * backward or reordered and at what rate: those are options.
 */
abstract class MambaKind extends StandardKind {

  private static final Pattern LAYER = Pattern.compile("layers\\.(\\d{1,2})\\..*");

  private final boolean two;

  /**
   * @param two whether a mixer has two branches
   */
  MambaKind(final boolean two) {
    super(MambaMil.FIRST + ".weight", MambaMil.CLASSIFIER + ".bias");
    this.two = two;
  }

  /**
   * @param own the kind's options
   * @return in which order each branch of a mixer reads the patches
   */
  abstract List<Order> orders(Options own);

  @Override
  public String citation() {
    return "Yang S, Wang Y, Chen H. MambaMIL: enhancing long sequence modeling with sequence"
        + " reordering in computational pathology. MICCAI 2024. arXiv:2403.06800, reference code"
        + " github.com/isyangshu/MambaMIL (MIT); mixer of Gu A, Dao T. Mamba: linear-time sequence"
        + " modeling with selective state spaces. arXiv:2312.00752, reference code Apache-2.0";
  }

  @Override
  public Options options() {
    return Options.of(
        MambaOptions.WIDTH, MambaOptions.LAYERS, MambaOptions.ACTIVATION, Start.OPTION);
  }

  @Override
  public List<Option<?>> notStored() {
    return List.of(MambaOptions.ACTIVATION);
  }

  /**
   * Chosen by validation loss on a generated cohort, with one layer of width 64: without noise on
   * the features the network memorizes the training slides, and so it does at full width with Adam
   * at the reference's rates. Unclipped, one large step can silence the network for the rest of the
   * training, and with two branches it usually does.
   */
  @Override
  public Options recipe(final String preset) {
    return super.recipe(preset)
        .with(TrainingOptions.RATE, 1e-2)
        .with(TrainingOptions.CLIP, 1.0)
        .with(TrainingOptions.NOISE, 1.0)
        .with(TrainingOptions.EPOCHS, 40);
  }

  @Override
  protected TensorShapes tensors(final ModelShape shape, final Options own) {
    return MambaTensors.of(shape, own.get(MambaOptions.WIDTH), own.get(MambaOptions.LAYERS), two);
  }

  @Override
  protected Options shown(final Map<String, long[]> shapes, final Options own) {
    final int layers =
        shapes.keySet().stream()
            .map(LAYER::matcher)
            .filter(Matcher::matches)
            .mapToInt(m -> Integer.parseInt(m.group(1)) + 1)
            .max()
            .orElse(0);
    final Options wide = Widths.shown(own, MambaOptions.WIDTH, shapes, MambaMil.FIRST + ".weight");
    return layers < 1 ? wide : wide.with(MambaOptions.LAYERS, layers);
  }

  /** Mixers at first add nothing, and all patches count alike. */
  @Override
  protected boolean zeroInitialized(final String tensor, final Options own) {
    return own.get(Start.OPTION) == Start.ZERO
        && (tensor.endsWith("out_proj.weight") || tensor.startsWith(MambaMil.ATTENTION));
  }

  @Override
  protected MilModel network(final Made of) {
    return new MambaMil(this, of);
  }

  @Override
  public Gradients gradients(final MilModel model) {
    return MambaBackward.of((MambaMil) model);
  }

  @Override
  public boolean orderMatters() {
    return true;
  }
}
