package io.github.attrimil.train;

import io.github.attrimil.job.AttriMilException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Every number of a training.
 *
 * @param name of the preset it started from
 * @param epochs at most
 * @param even whether the adaptor starts without effect and attention the same everywhere
 * @param optimizer "sgd", "adam" or "adamw"
 * @param rate learning rate
 * @param schedule "constant", or "cosine" for a rate that falls to zero over the epochs
 * @param clip largest norm of all gradients together, larger ones are scaled down; 0 for none
 * @param momentum of SGD
 * @param decay weight decay: added to the gradient, with adamw taken off the weights
 * @param spatial weight of the spatial constraint
 * @param rank weight of the ranking constraint
 * @param rankForm which ranking constraint
 * @param warmup epochs before the ranking constraint counts; its banks fill meanwhile
 * @param patience epochs without a better validation loss before stopping, 0 for never
 * @param patienceFrom no stop before this epoch
 */
public record Preset(
    String name,
    int epochs,
    boolean even,
    String optimizer,
    double rate,
    String schedule,
    double clip,
    double momentum,
    double decay,
    double spatial,
    double rank,
    RankForm rankForm,
    int warmup,
    int patience,
    int patienceFrom) {

  /** The forms of the ranking constraint. */
  public enum RankForm {
    /** As in the authors' code: signs, no margin, the top patch. */
    SIGNS,
    /** A hinge with margin 1 between means of the 5 top patches. */
    HINGE
  }

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
    if (spatial < 0 || rank < 0 || warmup < 0 || patience < 0 || patienceFrom < 0) {
      throw new AttriMilException(
          "Weights, warm-up and patience of a training cannot be negative: spatial="
              + spatial
              + ", rank="
              + rank
              + ", warmup="
              + warmup
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

  /**
   * @param name default, official or paper
   * @return the preset
   */
  public static Preset of(final String name) {
    return switch (name) {
      // How it was chosen and what it does: src/site/markdown/learning.md.
      case "default" ->
          new Preset(
              "default",
              60,
              true,
              "sgd",
              2e-3,
              "constant",
              0,
              0.9,
              1e-5,
              0,
              0.3,
              RankForm.HINGE,
              10,
              20,
              30);
      case "official" ->
          new Preset(
              "official",
              200,
              false,
              "sgd",
              2e-4,
              "constant",
              0,
              0.9,
              1e-5,
              1,
              5,
              RankForm.SIGNS,
              0,
              0,
              50);
      case "paper" ->
          new Preset(
              "paper",
              200,
              false,
              "adam",
              2e-4,
              "constant",
              0,
              0.9,
              0,
              0.1,
              0.001,
              RankForm.SIGNS,
              0,
              20,
              50);
      default ->
          throw new AttriMilException("preset=" + name + " is none of default, official, paper");
    };
  }

  /**
   * @param most epochs at most, 0 to leave them
   * @param newRate learning rate, 0 to leave it
   * @return the preset with other numbers
   */
  public Preset with(final int most, final double newRate) {
    return new Preset(
        name,
        most > 0 ? most : epochs,
        even,
        optimizer,
        newRate > 0 ? newRate : rate,
        schedule,
        clip,
        momentum,
        decay,
        spatial,
        rank,
        rankForm,
        warmup,
        patience,
        patienceFrom);
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
      return new Preset(
          name,
          Integer.parseInt(map.get("epochs")),
          choice(map, "start", "even", "random").equals("even"),
          map.get("optimizer"),
          Double.parseDouble(map.get("rate")),
          map.get("schedule"),
          Double.parseDouble(map.get("clip")),
          Double.parseDouble(map.get("momentum")),
          Double.parseDouble(map.get("decay")),
          Double.parseDouble(map.get("spatial")),
          Double.parseDouble(map.get("rank")),
          RankForm.valueOf(
              choice(map, "rankform", "signs", "hinge").toUpperCase(java.util.Locale.ROOT)),
          Integer.parseInt(map.get("warmup")),
          Integer.parseInt(map.get("patience")),
          Integer.parseInt(map.get("patiencefrom")));
    } catch (final NumberFormatException e) {
      throw new AttriMilException(
          "numbers=" + numbers + " holds what is no number (" + e.getMessage() + ")", e);
    }
  }

  private static String choice(
      final Map<String, String> map, final String key, final String a, final String b) {
    final String value = map.get(key);
    if (!value.equals(a) && !value.equals(b)) {
      throw new AttriMilException(key + "=" + value + " is none of " + a + ", " + b);
    }
    return value;
  }

  /**
   * @param epoch from 0
   * @return the learning rate in that epoch
   */
  public double rateIn(final int epoch) {
    return schedule.equals("cosine") ? rate * (1 + Math.cos(Math.PI * epoch / epochs)) / 2 : rate;
  }

  /**
   * @return every number by name, for records
   */
  public Map<String, String> asMap() {
    final Map<String, String> map = new LinkedHashMap<>();
    map.put("preset", name);
    map.put("epochs", Integer.toString(epochs));
    map.put("start", even ? "even" : "random");
    map.put("optimizer", optimizer);
    map.put("rate", Double.toString(rate));
    map.put("schedule", schedule);
    map.put("clip", Double.toString(clip));
    map.put("momentum", Double.toString(momentum));
    map.put("decay", Double.toString(decay));
    map.put("spatial", Double.toString(spatial));
    map.put("rank", Double.toString(rank));
    map.put("rankform", rankForm.name().toLowerCase(java.util.Locale.ROOT));
    map.put("warmup", Integer.toString(warmup));
    map.put("patience", Integer.toString(patience));
    map.put("patiencefrom", Integer.toString(patienceFrom));
    return map;
  }
}
