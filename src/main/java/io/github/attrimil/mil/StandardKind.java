package io.github.attrimil.mil;

import ai.djl.Device;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A kind whose tensors have names and shapes that follow from D, C and its options, so that it can
 * be recognized by them, checked and drawn.
 */
public abstract class StandardKind implements ModelKind {

  /** Where D and C are not to be seen. */
  private static final ModelShape ANY = new ModelShape(2, 2);

  private final String featuresTensor;
  private final String classesTensor;

  /**
   * @param featuresTensor name of a tensor of shape ... x D
   * @param classesTensor name of a tensor of shape C
   */
  protected StandardKind(final String featuresTensor, final String classesTensor) {
    this.featuresTensor = featuresTensor;
    this.classesTensor = classesTensor;
  }

  /**
   * @param shape D and C
   * @param own the kind's options
   * @return names and shapes of all tensors
   * @throws AttriMilException when there is no such network
   */
  protected abstract TensorShapes tensors(ModelShape shape, Options own);

  /**
   * Options that a state dict shows in its names and shapes, such as whether a layer is there.
   *
   * @param shapes of a state dict's tensors, by name
   * @param own the kind's options as given
   * @return the kind's options as the tensors show them; as given where they do not show
   */
  protected Options shown(final Map<String, long[]> shapes, final Options own) {
    return own;
  }

  /**
   * The name of a tensor in checkpoints that are written here. Those of earlier versions of the
   * reference, and of options that do not show in outputs, may have others.
   *
   * @param tensor its name in a state dict
   * @return its name here; the same for most
   */
  protected String renamed(final String tensor) {
    return tensor;
  }

  private <T> Map<String, T> renamed(final Map<String, T> tensors) {
    final Map<String, T> named = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> named.put(renamed(name), tensor));
    return named.size() == tensors.size() ? named : tensors;
  }

  /**
   * What a network is made of.
   *
   * @param shape D and C
   * @param own the kind's options
   * @param state tensors that were checked, in order
   * @param device where it computes
   */
  public record Made(ModelShape shape, Options own, Map<String, Tensor> state, Device device) {}

  /**
   * Makes the network.
   *
   * @param of what it is made of
   * @return the network
   */
  protected abstract MilModel network(Made of);

  /**
   * @param tensor a tensor's name
   * @param own the kind's options
   * @return whether it is zero in a network to train; others are drawn
   */
  protected boolean zeroInitialized(final String tensor, final Options own) {
    return false;
  }

  @Override
  public MilModel create(
      final ModelShape shape, final Options options, final long seed, final Device device) {
    final Options own = own(options);
    final TensorShapes tensors = tensors(shape, own);
    return network(new Made(shape, own, tensors.draw(seed, t -> zeroInitialized(t, own)), device));
  }

  @Override
  public MilModel load(
      final Map<String, Tensor> found, final Options options, final Device device) {
    final Map<String, Tensor> state = renamed(found);
    final Map<String, long[]> shapes = TensorShapes.of(state);
    final ModelShape shape =
        shape(shapes)
            .orElseThrow(
                () ->
                    new AttriMilException(
                        "The checkpoint is not "
                            + title()
                            + ": it needs "
                            + featuresTensor
                            + " (... x D) and "
                            + classesTensor
                            + " (C), and has "
                            + TensorShapes.names(state)));
    final Options own = shown(shapes, own(options));
    final TensorShapes tensors = tensors(shape, own);
    tensors.check(title() + " of D=" + shape.features() + " and C=" + shape.classes(), state);
    final Map<String, Tensor> ordered = new LinkedHashMap<>();
    tensors.asMap().keySet().forEach(name -> ordered.put(name, state.get(name)));
    return network(new Made(shape, own, ordered, device));
  }

  @Override
  public Optional<ModelShape> recognize(final Map<String, long[]> found) {
    final Map<String, long[]> shapes = renamed(found);
    return shape(shapes).filter(s -> tensors(s, shown(shapes, options())).matches(shapes));
  }

  @Override
  public List<String> differences(final Map<String, long[]> found) {
    final Map<String, long[]> shapes = renamed(found);
    final Optional<ModelShape> shape = shape(shapes);
    try {
      final TensorShapes expected = tensors(shape.orElse(ANY), shown(shapes, options()));
      return expected.differences(shapes, shape.isPresent());
    } catch (final AttriMilException e) {
      return List.of(); // There is no such network.
    }
  }

  /**
   * D and C, as two tensors have them. A kind of which they cannot be read like this overrides it.
   *
   * @param shapes of a state dict's tensors, by name
   * @return them, or nothing when the tensors are missing or of another rank
   */
  protected Optional<ModelShape> shape(final Map<String, long[]> shapes) {
    final long[] features = shapes.get(featuresTensor);
    final long[] classes = shapes.get(classesTensor);
    if (features == null || features.length != 2 || classes == null || classes.length != 1) {
      return Optional.empty();
    }
    return features[1] < 2 || classes[0] < 1
        ? Optional.empty()
        : Optional.of(new ModelShape(Math.toIntExact(features[1]), Math.toIntExact(classes[0])));
  }

  /**
   * D and C of a kind with a classifier for each class.
   *
   * @param shapes of a state dict's tensors, by name
   * @param layers classifiers LAYERS.0 to LAYERS.(C-1)
   * @return them, or nothing when there are none
   */
  protected final Optional<ModelShape> branched(
      final Map<String, long[]> shapes, final String layers) {
    final int classes = counted(shapes, layers);
    final long[] features = shapes.get(featuresTensor);
    return features == null || features.length != 2 || features[1] < 2 || classes == 0
        ? Optional.empty()
        : Optional.of(new ModelShape(Math.toIntExact(features[1]), classes));
  }

  /**
   * @param shapes of a state dict's tensors, by name
   * @param layers layers LAYERS.0 to LAYERS.(K-1)
   * @return K: one more than the largest number in the names, 0 when there is none or it is larger
   *     than so many tensors could have
   */
  protected static int counted(final Map<String, long[]> shapes, final String layers) {
    final Pattern numbered = Pattern.compile(Pattern.quote(layers) + "\\.(\\d{1,6})\\..*");
    int count = 0;
    for (final String name : shapes.keySet()) {
      final Matcher matcher = numbered.matcher(name);
      if (matcher.matches()) {
        count = Math.max(count, Integer.parseInt(matcher.group(1)) + 1);
      }
    }
    return count > shapes.size() ? 0 : count;
  }
}
