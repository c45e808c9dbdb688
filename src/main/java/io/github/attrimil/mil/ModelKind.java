package io.github.attrimil.mil;

import ai.djl.Device;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.core.options.UsageException;
import io.github.attrimil.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A kind of network. A new kind is one class and one line in {@code
 * META-INF/services/io.github.attrimil.mil.ModelKind}.
 */
public interface ModelKind {

  /**
   * @return its name in kind= and model.json: a single lower-case word
   */
  String name();

  /**
   * @return a few words for tables and dialogs, for example "ABMIL (gated attention)"
   */
  String title();

  /**
   * @return the paper with DOI or arXiv number, and the reference code with its license
   */
  String citation();

  /**
   * @return the options of its network and objective at their defaults, without those of every
   *     training
   */
  Options options();

  /**
   * @return those of {@link #options} that change what a network computes and that its tensors do
   *     not show: of a checkpoint from elsewhere they must be stated, or are assumed
   */
  default List<Option<?>> notStored() {
    return List.of();
  }

  /**
   * @param shape of a checkpoint that is read as this kind
   * @return another network of the field whose tensors have the same names and shapes, and which is
   *     not supported: what it is, where, and what it computes instead
   */
  default Optional<String> namesake(final ModelShape shape) {
    return Optional.empty();
  }

  /**
   * @param given options that may hold some of this kind's, such as a whole recipe
   * @return this kind's alone, with their defaults where they are not given
   */
  default Options own(final Options given) {
    return own(given.asMap());
  }

  /**
   * @param given values of options by name, some of which may be this kind's
   * @return this kind's alone, with their defaults where they are not given
   */
  default Options own(final Map<String, String> given) {
    Options own = options();
    for (final Map.Entry<String, String> entry : given.entrySet()) {
      if (own.find(entry.getKey()).isPresent()) {
        own = own.with(entry.getKey(), entry.getValue());
      }
    }
    return own;
  }

  /**
   * @return the names of its recipes, the usual one first
   */
  default List<String> presets() {
    return List.of("default");
  }

  /**
   * @param preset one of {@link #presets}
   * @return every hyperparameter of a training with that recipe: {@link TrainingOptions} and the
   *     kind's own
   * @throws AttriMilException when there is no such preset
   */
  default Options recipe(final String preset) {
    if (!presets().contains(preset)) {
      throw noPreset(preset);
    }
    return TrainingOptions.defaults().and(options());
  }

  /**
   * @param preset none of {@link #presets}
   * @return what refuses it
   */
  default UsageException noPreset(final String preset) {
    return new UsageException(
        "kind=" + name() + " has no preset=" + preset + ", only " + String.join(", ", presets()));
  }

  /**
   * Draws a network to train.
   *
   * @param shape D and C
   * @param options of this kind; others are ignored
   * @param seed same seed, same weights
   * @param device where it computes
   * @return the network
   */
  MilModel create(ModelShape shape, Options options, long seed, Device device);

  /**
   * A network with given weights.
   *
   * @param state tensors by the reference's names
   * @param options of this kind, for what the tensors do not show
   * @param device where it computes
   * @return the network
   * @throws AttriMilException naming the tensor that is missing, unknown or of another shape
   */
  MilModel load(Map<String, Tensor> state, Options options, Device device);

  /**
   * Whether a state dict is of this kind, by names and shapes of its tensors.
   *
   * @param shapes shapes by name
   * @return D and C, or nothing when it is of another kind
   */
  Optional<ModelShape> recognize(Map<String, long[]> shapes);

  /**
   * How a state dict that is not of this kind differs from the most similar one that is.
   *
   * @param shapes shapes by name
   * @return a difference each, in words; empty where nothing is similar
   */
  default List<String> differences(final Map<String, long[]> shapes) {
    return List.of();
  }

  /**
   * @param model a network of this kind
   * @param options the whole recipe
   * @return what is minimized in one training
   */
  default Objective objective(final MilModel model, final Options options) {
    return new CrossEntropy();
  }

  /**
   * @param model a network of this kind
   * @return how gradients reach its weights
   */
  default Gradients gradients(final MilModel model) {
    return new Autograd(model);
  }

  /**
   * @return whether a bag's logits depend on the order of its patches
   */
  default boolean orderMatters() {
    return false;
  }

  /**
   * @param logits C
   * @return C numbers from 0 to 1 as the reference reports them: for most kinds a softmax, for
   *     those with outputs of yes or no a sigmoid of each logit, which need not sum to 1
   */
  default double[] probabilities(final float[] logits) {
    return Softmax.of(logits);
  }

  /**
   * What chooses the epoch whose weights are kept: less is better.
   *
   * @param logits C, of a validation slide
   * @param label its class
   * @return {@link #loss} of the {@link #probabilities} of the logits
   */
  default double validationLoss(final float[] logits, final int label) {
    return loss(probabilities(logits), label);
  }

  /**
   * @param probabilities C, as {@link #probabilities} gives them
   * @param label the class of the slide
   * @return the cross-entropy, where a kind has no other
   */
  default double loss(final double[] probabilities, final int label) {
    return -Math.log(Math.max(probabilities[label], 1e-300));
  }
}
