package io.github.attrimil.encoder.vit;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.JsonFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What names and shapes of a vision transformer's tensors do not show; the encoder's card states it
 * where the defaults do not fit. Keys of the card, with their names in timm and Hugging Face in
 * parentheses: {@code heads} ({@code num_heads}, {@code num_attention_heads}), {@code eps} ({@code
 * layer_norm_eps}), {@code token} and {@code mlp_activation} ({@code hidden_act}).
 *
 * @param heads attention heads; by default the width divided by 64, and 16 for the widths 1280,
 *     1408 and 1664, as in timm
 * @param eps of the layer norms; by default that of the library whose names the file has
 * @param token which tokens make the features; by default the class token
 * @param activation of the MLPs; by default GELU, and SiLU where the MLP is gated
 */
public record VitSettings(
    OptionalInt heads, OptionalDouble eps, Optional<Token> token, Optional<Activation> activation) {

  /** Which tokens make the features. */
  public enum Token {
    /** The class token, of length D. */
    CLS,
    /** The class token followed by the mean of the patch tokens, of length 2 D (Virchow). */
    CLS_MEAN
  }

  /** The nonlinearity of the MLPs. */
  public enum Activation {
    /** The exact GELU, with the error function. */
    GELU,
    /** x times the logistic function of x. */
    SILU
  }

  /** Defaults throughout. */
  public static final VitSettings DEFAULT =
      new VitSettings(
          OptionalInt.empty(), OptionalDouble.empty(), Optional.empty(), Optional.empty());

  /**
   * @param rule which tokens make the features: cls or cls_mean
   * @return these settings with that rule
   */
  public VitSettings with(final String rule) {
    return new VitSettings(
        heads, eps, Optional.of(Token.valueOf(rule.toUpperCase(Locale.ROOT))), activation);
  }

  /**
   * @param card a JSON file beside the weights; it need not exist
   * @return what it states
   * @throws AttriMilException naming the key whose value cannot be used
   */
  public static VitSettings read(final Path card) {
    if (!Files.exists(card)) {
      return DEFAULT;
    }
    final JsonObject json;
    try {
      json = JsonFile.read(card);
    } catch (final IOException | JsonParseException e) {
      throw new AttriMilException(
          card + " is not an encoder card (" + AttriMilException.oneLine(e) + "); write it as JSON",
          e);
    }
    try {
      return of(json);
    } catch (final AttriMilException e) {
      throw new AttriMilException(card + ": " + e.getMessage(), e);
    }
  }

  /**
   * @param card the card's keys and values
   * @return what it states
   * @throws AttriMilException naming the key whose value cannot be used
   */
  static VitSettings of(final JsonObject card) {
    final Optional<Double> heads = number(card, "heads", "num_heads", "num_attention_heads");
    final Optional<Double> eps = number(card, "eps", "layer_norm_eps");
    heads.ifPresent(
        h -> {
          if (h < 1 || h != Math.rint(h) || h > 1024) {
            throw new AttriMilException(
                "\"heads\" is " + h + "; give the number of attention heads, a whole number");
          }
        });
    eps.ifPresent(
        e -> {
          if (!(e > 0 && e < 1)) {
            throw new AttriMilException("\"eps\" is " + e + "; give a number between 0 and 1");
          }
        });
    return new VitSettings(
        heads.map(h -> OptionalInt.of(h.intValue())).orElse(OptionalInt.empty()),
        eps.map(OptionalDouble::of).orElse(OptionalDouble.empty()),
        choice(card, Token.class, "token"),
        choice(card, Activation.class, "mlp_activation", "hidden_act"));
  }

  private static Optional<JsonElement> first(final JsonObject card, final String... keys) {
    for (final String key : keys) {
      if (card.has(key)) {
        return Optional.of(card.get(key));
      }
    }
    return Optional.empty();
  }

  private static Optional<Double> number(final JsonObject card, final String... keys) {
    return first(card, keys)
        .map(
            value -> {
              try {
                return value.getAsDouble();
              } catch (final NumberFormatException
                  | IllegalStateException
                  | UnsupportedOperationException e) {
                throw new AttriMilException(
                    "\"" + keys[0] + "\" is " + value + "; give a number", e);
              }
            });
  }

  private static <E extends Enum<E>> Optional<E> choice(
      final JsonObject card, final Class<E> type, final String... keys) {
    return first(card, keys)
        .map(
            value -> {
              final String text = value.isJsonPrimitive() ? value.getAsString() : value.toString();
              for (final E e : type.getEnumConstants()) {
                if (e.name().equals(text.toUpperCase(Locale.ROOT))) {
                  return e;
                }
              }
              throw new AttriMilException(
                  "\""
                      + keys[0]
                      + "\" is \""
                      + text
                      + "\"; give one of "
                      + java.util.Arrays.toString(type.getEnumConstants())
                          .toLowerCase(Locale.ROOT));
            });
  }
}
