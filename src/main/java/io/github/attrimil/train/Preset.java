package io.github.attrimil.train;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.mil.ModelKind;
import io.github.attrimil.mil.attrimil.RankForm;
import io.github.attrimil.mil.attrimil.SpatialForm;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Every number of a training.
 *
 * @param name of the preset it started from
 * @param epochs at most
 * @param bags that an epoch draws at least; as many as there are where these are more
 * @param even whether the adaptor starts without effect and attention the same everywhere
 * @param optimizer "sgd", "adam" or "adamw"
 * @param rate learning rate
 * @param schedule "constant", or "cosine" for a rate that falls to zero over the epochs
 * @param clip largest norm of all gradients together, larger ones are scaled down; 0 for none
 * @param momentum of SGD
 * @param decay weight decay: added to the gradient, with adamw taken off the weights
 * @param noise added to features while learning, in standard deviations of each over the bag; 0 for
 *     none
 * @param spatial weight of the spatial constraint
 * @param spatialForm which spatial constraint
 * @param rank weight of the ranking constraint
 * @param rankForm which ranking constraint
 * @param warmup epochs before the constraints count; the banks fill meanwhile
 * @param patience epochs without a better validation loss before stopping, 0 for never
 * @param patienceFrom no stop before this epoch
 */
public record Preset(
    String name,
    int epochs,
    int bags,
    boolean even,
    String optimizer,
    double rate,
    String schedule,
    double clip,
    double momentum,
    double decay,
    double noise,
    double spatial,
    SpatialForm spatialForm,
    double rank,
    RankForm rankForm,
    int warmup,
    int patience,
    int patienceFrom) {

  /** Checks the values. */
  public Preset {
    if (epochs < 1 || !(rate > 0) || momentum < 0 || momentum >= 1 || decay < 0) {
      throw new AttriMilException(
          "Not a training: epochs="
              + epochs
              + ", rate="
              + rate
              + ", momentum="
              + momentum
              + ", decay="
              + decay);
    }
    if (!(noise >= 0)
        || spatial < 0
        || rank < 0
        || warmup < 0
        || bags < 0
        || patience < 0
        || patienceFrom < 0) {
      throw new AttriMilException(
          "Weights and epochs of a training cannot be negative: noise="
              + noise
              + ", spatial="
              + spatial
              + ", rank="
              + rank
              + ", warmup="
              + warmup
              + ", bags="
              + bags
              + ", patience="
              + patience);
    }
    if (!optimizer.matches("sgd|adamw?")) {
      throw new AttriMilException("optimizer=" + optimizer + " is none of sgd, adam, adamw");
    }
    if (!schedule.matches("constant|cosine") || !(clip >= 0)) {
      throw new AttriMilException(
          "schedule=" + schedule + " is none of constant, cosine, or clip=" + clip + " is below 0");
    }
  }

  /** The authors' code. */
  private static final Preset OFFICIAL =
      new Preset(
          "official",
          200,
          0,
          false,
          "sgd",
          2e-4,
          "constant",
          0,
          0.9,
          1e-5,
          0,
          1,
          SpatialForm.STRONGEST,
          5,
          RankForm.SIGNS,
          0,
          0,
          50);

  /**
   * @param name default, official or paper
   * @return the preset
   */
  public static Preset of(final String name) {
    return switch (name) {
      // How it was chosen and what it does: src/site/markdown/learning.md.
      case "default" ->
          OFFICIAL
              .named(name)
              .with("epochs=60 bags=50 start=even rate=2e-3 patience=20 patiencefrom=30")
              .with("spatial=0 rank=0.3 rankform=hinge warmup=10");
      case "official" -> OFFICIAL;
      // Cai et al., arXiv:2404.00351, section 4.
      case "paper" ->
          OFFICIAL
              .named(name)
              .with("optimizer=adam decay=0 spatial=0.1 rank=0.001 patience=20 patiencefrom=50");
      default ->
          throw new AttriMilException("preset=" + name + " is none of default, official, paper");
    };
  }

  private Preset named(final String other) {
    final Map<String, String> map = asMap();
    map.put("preset", other);
    return of(map);
  }

  /**
   * @param most epochs at most, 0 to leave them
   * @param newRate learning rate, 0 to leave it
   * @return the preset with other numbers
   */
  public Preset with(final int most, final double newRate) {
    return with((most > 0 ? "epochs=" + most : "") + (newRate > 0 ? " rate=" + newRate : ""));
  }

  /**
   * @param numbers name=value for any number of {@link #asMap}, separated by spaces or commas
   * @return the preset with these in place of its own
   * @throws AttriMilException naming what is no number or no name
   */
  public Preset with(final String numbers) {
    final Map<String, String> map = asMap();
    for (final String part : numbers.strip().split("[\\s,]+")) {
      final int equals = part.indexOf('=');
      if (part.isEmpty()) {
        continue;
      }
      final String key = equals < 0 ? part : part.substring(0, equals);
      if (equals < 0 || key.equals("preset") || !map.containsKey(key)) {
        throw new AttriMilException(
            "numbers="
                + numbers
                + ": \""
                + part
                + "\" is not NAME=VALUE with a name of "
                + map.keySet().stream().skip(1).toList());
      }
      map.put(key, part.substring(equals + 1));
    }
    try {
      return of(map);
    } catch (final NumberFormatException e) {
      throw new AttriMilException(
          "numbers=" + numbers + " holds what is no number (" + e.getMessage() + ")", e);
    }
  }

  /** The reverse of {@link #asMap}. */
  private static Preset of(final Map<String, String> map) {
    return new Preset(
        map.get("preset"),
        Integer.parseInt(map.get("epochs")),
        Integer.parseInt(map.get("bags")),
        choice(map, "start", List.of("even", "random")).equals("even"),
        map.get("optimizer"),
        Double.parseDouble(map.get("rate")),
        map.get("schedule"),
        Double.parseDouble(map.get("clip")),
        Double.parseDouble(map.get("momentum")),
        Double.parseDouble(map.get("decay")),
        Double.parseDouble(map.get("noise")),
        Double.parseDouble(map.get("spatial")),
        choice(map, "spatialform", SpatialForm.class),
        Double.parseDouble(map.get("rank")),
        choice(map, "rankform", RankForm.class),
        Integer.parseInt(map.get("warmup")),
        Integer.parseInt(map.get("patience")),
        Integer.parseInt(map.get("patiencefrom")));
  }

  private static <E extends Enum<E>> E choice(
      final Map<String, String> map, final String key, final Class<E> type) {
    final List<String> names = Arrays.stream(type.getEnumConstants()).map(Preset::lower).toList();
    return type.getEnumConstants()[names.indexOf(choice(map, key, names))];
  }

  private static String choice(
      final Map<String, String> map, final String key, final List<String> known) {
    final String value = map.get(key);
    if (!known.contains(value)) {
      throw new AttriMilException(key + "=" + value + " is none of " + String.join(", ", known));
    }
    return value;
  }

  private static String lower(final Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /**
   * @param epoch from 0
   * @return the learning rate in that epoch
   */
  public double rateIn(final int epoch) {
    return schedule.equals("cosine") ? rate * (1 + Math.cos(Math.PI * epoch / epochs)) / 2 : rate;
  }

  /**
   * @param kind a kind
   * @return the kind's own options at this preset's values
   */
  Options own(final ModelKind kind) {
    Options own = kind.options();
    for (final Option<?> option : own.list()) {
      own = own.with(option.name(), asMap().get(option.name()));
    }
    return own;
  }

  /**
   * @return every number by name, for records
   */
  public Map<String, String> asMap() {
    final Map<String, String> map = new LinkedHashMap<>();
    map.put("preset", name);
    map.put("epochs", Integer.toString(epochs));
    map.put("bags", Integer.toString(bags));
    map.put("start", even ? "even" : "random");
    map.put("optimizer", optimizer);
    map.put("rate", Double.toString(rate));
    map.put("schedule", schedule);
    map.put("clip", Double.toString(clip));
    map.put("momentum", Double.toString(momentum));
    map.put("decay", Double.toString(decay));
    map.put("noise", Double.toString(noise));
    map.put("spatial", Double.toString(spatial));
    map.put("spatialform", lower(spatialForm));
    map.put("rank", Double.toString(rank));
    map.put("rankform", lower(rankForm));
    map.put("warmup", Integer.toString(warmup));
    map.put("patience", Integer.toString(patience));
    map.put("patiencefrom", Integer.toString(patienceFrom));
    return map;
  }
}
