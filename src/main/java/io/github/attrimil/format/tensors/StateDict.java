package io.github.attrimil.format.tensors;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds the tensors, by name, in the value of a torch.save file. */
final class StateDict {

  /** What training scripts call the model's entry in a checkpoint. */
  private static final List<String> USUAL_NAMES =
      List.of("state_dict", "model", "model_state_dict");

  private final Refusal refusal;

  /**
   * @param refusal to refuse the file
   */
  StateDict(final Refusal refusal) {
    this.refusal = refusal;
  }

  /**
   * @param root the file's value
   * @return its tensors by name, in the file's order; a bare tensor has the name "", one of a dict
   *     of modules' state dicts has the module's name and a dot in front
   */
  Map<String, TensorRef> find(final Object root) {
    if (root instanceof TensorRef tensor) {
      return Map.of("", tensor);
    }
    if (!(root instanceof Map<?, ?> dict)) {
      throw refusal.because(
          "it holds neither a tensor nor a dict of tensors",
          "In Python, save the model's state_dict() with torch.save");
    }
    final List<Object> models = new ArrayList<>(USUAL_NAMES);
    models.removeIf(name -> !(dict.get(name) instanceof Map<?, ?> m && hasTensor(m)));
    if (models.size() > 1) {
      throw refusal.because(
          "it holds several models: " + models, "Save the state_dict() of one of them alone");
    }
    if (!models.isEmpty()) {
      return tensors((Map<?, ?>) dict.get(models.get(0)));
    }
    final List<Map<?, ?>> states = ofTensors(dict);
    if (states.size() == 1 && !hasTensor(dict)) {
      return tensors(states.get(0));
    }
    return isOfModules(dict) ? flattened(dict) : tensors(dict);
  }

  /** The entries that are dicts of tensors; those of optimizers are not. */
  private static List<Map<?, ?>> ofTensors(final Map<?, ?> dict) {
    final List<Map<?, ?>> states = new ArrayList<>();
    for (final Object value : dict.values()) {
      if (value instanceof Map<?, ?> state && isOfTensors(state)) {
        states.add(state);
      }
    }
    return states;
  }

  /** Whether it is a dict of dicts of tensors: several modules' state dicts under their names. */
  private static boolean isOfModules(final Map<?, ?> dict) {
    return !dict.isEmpty()
        && dict.entrySet().stream()
            .allMatch(
                e ->
                    e.getKey() instanceof String
                        && e.getValue() instanceof Map<?, ?> m
                        && isOfTensors(m));
  }

  private static boolean isOfTensors(final Map<?, ?> dict) {
    return !dict.isEmpty()
        && dict.entrySet().stream()
            .allMatch(e -> e.getKey() instanceof String && e.getValue() instanceof TensorRef);
  }

  /** The tensors of several modules, named as parts of one: MODULE.NAME. */
  private Map<String, TensorRef> flattened(final Map<?, ?> dict) {
    final Map<String, TensorRef> tensors = new LinkedHashMap<>();
    dict.forEach(
        (module, state) ->
            ((Map<?, ?>) state)
                .forEach(
                    (name, tensor) -> {
                      if (tensors.put(module + "." + name, (TensorRef) tensor) != null) {
                        throw refusal.because(
                            "it holds two tensors " + describe(module + "." + name),
                            "Save the state_dict() of one model");
                      }
                    }));
    return tensors;
  }

  private static boolean hasTensor(final Map<?, ?> dict) {
    return dict.values().stream().anyMatch(TensorRef.class::isInstance);
  }

  private Map<String, TensorRef> tensors(final Map<?, ?> dict) {
    final Map<String, TensorRef> tensors = new LinkedHashMap<>();
    dict.forEach(
        (key, value) -> {
          if (value instanceof TensorRef tensor) {
            if (!(key instanceof String name)) {
              throw refusal.because(
                  "it holds a tensor without a name",
                  "In Python, save the model's state_dict() with torch.save");
            }
            tensors.put(name, tensor);
          } else if (value instanceof Map || value instanceof List || value instanceof Object[]) {
            throw refusal.because(
                "its entry " + describe(key) + " is not a tensor but a dict, list or tuple",
                "Save the model's state_dict() alone, or under one of the names " + USUAL_NAMES);
          }
        });
    if (tensors.isEmpty()) {
      throw refusal.because(
          "it holds no tensors", "In Python, save the model's state_dict() with torch.save");
    }
    return tensors;
  }

  private static String describe(final Object key) {
    return key instanceof String name ? "'" + Refusal.quote(name) + "'" : "of another kind";
  }
}
