package io.github.attrimil.encoder;

import ai.djl.Device;
import io.github.attrimil.job.AttriMilException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Supplier;

/** Finds encoders by name or file. */
public final class Encoders {

  /** The name of the encoder that needs no weights. */
  public static final String BASELINE = "baseline";

  private Encoders() {}

  /**
   * Reads what an encoder is, without loading it.
   *
   * @param encoder "baseline", or a TorchScript file with its card (.json) beside it
   * @return its card
   * @throws AttriMilException when there is no such encoder, or the file has no card
   */
  public static EncoderCard card(final String encoder) {
    if (encoder.equals(BASELINE)) {
      return BaselineEncoder.CARD;
    }
    final Path file = Path.of(encoder);
    if (!Files.isRegularFile(file)) {
      throw new AttriMilException(
          "encoder="
              + encoder
              + " is neither \"baseline\" nor a file; give a TorchScript file with its card (.json)"
              + " beside it");
    }
    final String name = file.getFileName().toString().replaceFirst("\\.[^.]*$", "");
    final Path card = file.resolveSibling(name + ".json");
    if (!Files.exists(card)) {
      throw new AttriMilException(
          "encoder="
              + encoder
              + " has no card; write "
              + card.getFileName()
              + " beside it, for example {\"input_size\": 224, \"mean\": [0.485, 0.456, 0.406],"
              + " \"std\": [0.229, 0.224, 0.225]}");
    }
    return EncoderCard.read(card, name, sha256(file));
  }

  /**
   * Loads an encoder.
   *
   * @param encoder as for {@link #card}
   * @param device where a network computes; asked only when there is one
   * @return the encoder, which the caller must close
   */
  public static Encoder open(final String encoder, final Supplier<Device> device) {
    final EncoderCard card = card(encoder);
    return encoder.equals(BASELINE)
        ? new BaselineEncoder()
        : new TorchScriptEncoder(Path.of(encoder), card, device.get());
  }

  private static String sha256(final Path file) {
    try (DigestInputStream in =
        new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
      in.transferTo(java.io.OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(in.getMessageDigest().digest());
    } catch (final IOException e) {
      throw new AttriMilException("Cannot read " + file + ": " + e.getMessage(), e);
    } catch (final NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
