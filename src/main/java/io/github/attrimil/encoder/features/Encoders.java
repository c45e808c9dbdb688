package io.github.attrimil.encoder.features;

import ai.djl.Device;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.Sha256;
import io.github.attrimil.core.options.OptionText;
import io.github.attrimil.encoder.Encoder;
import io.github.attrimil.encoder.EncoderCard;
import io.github.attrimil.encoder.KnownEncoder;
import io.github.attrimil.encoder.NetworkEncoder;
import io.github.attrimil.encoder.baseline.BaselineEncoder;
import io.github.attrimil.encoder.resnet.ResNetWeights;
import io.github.attrimil.encoder.stain.StainNormalization;
import io.github.attrimil.encoder.stain.StainedEncoder;
import io.github.attrimil.encoder.torchscript.TorchScriptEncoder;
import io.github.attrimil.encoder.vit.VitSettings;
import io.github.attrimil.format.tensors.TensorFiles;
import io.github.attrimil.project.Project;
import io.github.attrimil.tensor.Compute;
import io.github.attrimil.tensor.DeviceChoice;
import io.github.attrimil.tensor.Precision;
import io.github.attrimil.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Finds encoders by name or file. */
public final class Encoders {

  /** The name of the encoder without weights. */
  public static final String BASELINE = BaselineEncoder.NAME;

  private Encoders() {}

  /**
   * Reads what an encoder is, without loading it.
   *
   * @param encoder "baseline", a known name such as "resnet18", a TorchScript file with its card
   *     (.json) beside it, or a file of weights of a ResNet, vision transformer, ConvNeXt or
   *     CTransPath, whose card may be missing
   * @return its card
   * @throws AttriMilException when there is no such encoder, or a TorchScript file has no card
   */
  public static EncoderCard card(final String encoder) {
    if (encoder.equals(BASELINE)) {
      return BaselineEncoder.CARD;
    }
    final Optional<KnownEncoder> known = KnownEncoder.find(encoder);
    if (known.isPresent()) {
      return known.get().card(KnownWeights.checksum(known.get()));
    }
    final Path file = Path.of(encoder);
    if (!Files.isRegularFile(file)) {
      throw new AttriMilException(
          "encoder="
              + encoder
              + " is neither a file nor one of "
              + BASELINE
              + ", "
              + KnownEncoder.names()
              + "; give a TorchScript file with its card (.json), or the weights of"
              + " a ResNet, vision transformer, ConvNeXt or CTransPath");
    }
    final String name = name(file);
    final Path card = card(file);
    if (Files.exists(card)) {
      return EncoderCard.read(card, name, Sha256.of(file));
    }
    if (TensorFiles.isTorchScript(file)) {
      throw new AttriMilException(
          "encoder="
              + encoder
              + " has no card; write "
              + card.getFileName()
              + ", for example {\"input_size\": 224, \"mean\": [0.485, 0.456, 0.406],"
              + " \"std\": [0.229, 0.224, 0.225]}");
    }
    final KnownEncoder usual = KnownEncoder.all().get(0);
    final KnownEncoder like = KnownWeights.recognized(file).orElse(usual);
    final boolean same =
        Arrays.equals(like.mean(), usual.mean()) && like.inputSize() == usual.inputSize();
    return new EncoderCard(
        name,
        like.inputSize(),
        like.mean(),
        like.std(),
        Sha256.of(file),
        // Part of cards that models keep: another spelling would be another encoder to them.
        same ? "ImageNet's normalisation" : "recognized as " + like.name());
  }

  /**
   * Loads an encoder.
   *
   * @param encoder as for {@link #card}
   * @param precision of a built-in network's activations, not AUTO
   * @param device where a network computes; asked only when there is one
   * @return the encoder, which the caller must close
   */
  private static Encoder open(
      final String encoder, final Precision precision, final Supplier<Device> device) {
    if (precision == Precision.AUTO) {
      throw new AttriMilException(
          "precision=auto would give features that depend on the machine; choose float32,"
              + " bfloat16 or float16");
    }
    if (encoder.equals(BASELINE)) {
      return new BaselineEncoder();
    }
    final EncoderCard card = card(encoder);
    final Optional<KnownEncoder> known = KnownEncoder.find(encoder);
    final Path file = file(known, encoder);
    if (known.isEmpty() && TensorFiles.isTorchScript(file)) {
      if (precision != Precision.FLOAT32) {
        throw new AttriMilException(
            "precision="
                + OptionText.write(precision)
                + ", but encoder="
                + encoder
                + " is TorchScript, which computes as it was saved; use precision=float32");
      }
      return new TorchScriptEncoder(file, card, device.get());
    }
    final Device used = device.get();
    final Map<String, Tensor> state = TensorFiles.open(file);
    known.ifPresent(k -> KnownWeights.check(k, file, state));
    return BuiltInNetworks.open(file, state, card, settings(known, file), used, precision);
  }

  private static Path file(final Optional<KnownEncoder> known, final String encoder) {
    return known.map(KnownWeights::of).orElseGet(() -> Path.of(encoder));
  }

  /** What the tensors of a vision transformer do not show. */
  private static Supplier<VitSettings> settings(
      final Optional<KnownEncoder> known, final Path file) {
    final Path card = card(file);
    return known.isEmpty() && Files.exists(card)
        ? () -> VitSettings.read(card)
        : () ->
            known
                .or(() -> KnownWeights.recognized(file))
                .map(k -> VitSettings.DEFAULT.with(k.token()))
                .orElse(VitSettings.DEFAULT);
  }

  private static Path card(final Path file) {
    return file.resolveSibling(name(file) + ".json");
  }

  private static String name(final Path file) {
    return file.getFileName().toString().replaceFirst("\\.[^.]*$", "");
  }

  /**
   * The weights of a built-in network, to train it further.
   *
   * @param encoder a known name, or a file of ResNet18 or ResNet50 weights
   * @return the weights
   * @throws AttriMilException when it has none that can be trained
   */
  public static ResNetWeights weights(final String encoder) {
    if (encoder.equals(BASELINE)) {
      throw new AttriMilException(
          "encoder=" + BASELINE + " has no weights to train; give ResNet18 or ResNet50 weights");
    }
    card(encoder);
    final Optional<KnownEncoder> known = KnownEncoder.find(encoder);
    final Path file = file(known, encoder);
    if (TensorFiles.isTorchScript(file)) {
      throw new AttriMilException(
          "encoder="
              + encoder
              + " is TorchScript, which cannot be trained here; give its state dict, or ResNet18 or"
              + " ResNet50 weights");
    }
    return BuiltInNetworks.resNet(file, TensorFiles.read(file));
  }

  /**
   * @param name a name
   * @return whether it means an encoder in every project, so that none of a project may have it
   */
  public static boolean isKnown(final String name) {
    return name.equals(BASELINE) || KnownEncoder.find(name).isPresent();
  }

  /**
   * Looks a name up among the encoders of a project.
   *
   * @param project the project
   * @param encoder as for {@link #card}, or the name of an encoder under encoders/
   * @return what {@link #card} and {@link #open} take
   * @throws AttriMilException when the project's encoder of that name is not finished
   */
  public static String find(final Project project, final String encoder) {
    if (isKnown(encoder) || encoder.isBlank() || encoder.matches(".*[/\\\\:].*")) {
      return encoder;
    }
    final Path weights = project.encoderWeights(encoder);
    if (Files.isDirectory(weights.getParent()) && !Files.exists(project.encoderCard(encoder))) {
      throw new AttriMilException(
          "encoder="
              + encoder
              + " is not finished: "
              + project.encoderCard(encoder)
              + " is missing; run `adapt` with name="
              + encoder
              + " again to resume it");
    }
    return Files.exists(weights) ? weights.toString() : encoder;
  }

  /**
   * Loads an encoder.
   *
   * @param encoder as for {@link #card}
   * @param device where networks compute; asked only when there is a network
   * @param job shown which device was chosen
   * @return the encoder, which the caller must close
   */
  public static Encoder open(final String encoder, final DeviceChoice device, final Job job) {
    return open(Encoding.of(encoder), device, job);
  }

  /**
   * Downloads the weights of a known encoder, where they are missing and can be had.
   *
   * @param encoder as for {@link #card}
   * @param job asked whether to stop
   * @throws AttriMilException when they cannot be had
   */
  public static void fetch(final String encoder, final Job job) {
    KnownEncoder.find(encoder)
        .filter(known -> KnownWeights.there(known).isEmpty())
        .ifPresent(known -> KnownWeights.of(known, job));
  }

  /**
   * Loads an encoder.
   *
   * @param how the encoder, as for {@link #card}, its precision and what comes before it
   * @param device asked only when there is a network
   * @param job shown which device was chosen
   * @return the encoder, which the caller must close
   */
  public static Encoder open(final Encoding how, final DeviceChoice device, final Job job) {
    fetch(how.encoder(), job);
    final Encoder opened = open(how.encoder(), how.precision(), () -> Compute.device(device, job));
    if (opened instanceof NetworkEncoder network) {
      network.warnings(job::warn);
      if (isKnown(how.encoder()) || !Files.exists(card(Path.of(how.encoder())))) {
        KnownWeights.announce(how.encoder(), job);
      }
    }
    return how.stain() == StainNormalization.NONE
        ? opened
        : new StainedEncoder(opened, how.stain());
  }

  /**
   * @param how the encoder and what comes before it
   * @param job asked whether to stop where the weights are downloaded first
   * @return the card of both together
   */
  public static EncoderCard card(final Encoding how, final Job job) {
    KnownEncoder.find(how.encoder())
        .filter(known -> known.sha256() == null)
        .ifPresent(known -> KnownWeights.of(known, job));
    final EncoderCard card = card(how.encoder());
    return how.stain() == StainNormalization.NONE
        ? card
        : card.after(OptionText.write(how.stain()));
  }
}
