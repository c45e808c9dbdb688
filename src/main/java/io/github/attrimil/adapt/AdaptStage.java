package io.github.attrimil.adapt;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.RunRecord.Status;
import io.github.attrimil.encoder.EncoderCard;
import io.github.attrimil.encoder.features.AdaptedCard;
import io.github.attrimil.encoder.features.Encoders;
import io.github.attrimil.encoder.resnet.ResNetWeights;
import io.github.attrimil.format.h5.PatchFile;
import io.github.attrimil.format.tensors.TorchFile;
import io.github.attrimil.project.Checkpoint;
import io.github.attrimil.project.Project;
import io.github.attrimil.project.Stamps;
import io.github.attrimil.slide.find.SlideSource;
import io.github.attrimil.tensor.Compute;
import io.github.attrimil.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The stage that trains an encoder on the patches of a project: writes encoders/NAME/ with NAME.pt,
 * its card NAME.json, log.csv, and start.pt with start.json, what it started from.
 */
public final class AdaptStage {

  static final String STAGE = "adapt";

  /** Trains adapters from slide labels. */
  public static final String STAGED = "staged";

  /** Trains all weights without labels. */
  public static final String SIMCLR = "simclr";

  private static final String START = "start";

  /**
   * What to train. A number that is 0 is chosen by the method.
   *
   * @param name the encoder's name
   * @param method {@value #STAGED} or {@value #SIMCLR}
   * @param encoder what to start from: a known encoder, a file of ResNet weights, an encoder of the
   *     project, random-resnet18 or random-resnet50
   * @param fold whose val and test slides are not learned from, where there are splits
   * @param size width and height of a patch as the network takes it, in pixels
   * @param patches patches a slide, at most
   * @param epochs of each stage, or of SimCLR
   * @param batch patches a step of SimCLR
   * @param rate learning rate
   * @param precision auto, float32 or float16: the activations of SimCLR
   * @param device auto, cpu or gpu
   * @param seed same seed, same result
   * @param redo whether a finished, matching encoder is trained again
   */
  public record Request(
      String name,
      String method,
      String encoder,
      int fold,
      int size,
      int patches,
      int epochs,
      int batch,
      double rate,
      String precision,
      String device,
      long seed,
      boolean redo) {

    /** Checks the values. */
    public Request {
      Project.checkName(name);
      if (Encoders.isKnown(name) || name.startsWith("random-")) {
        throw new AttriMilException(
            "name=" + name + " means an encoder of every project; choose another");
      }
      if (!method.equals(STAGED) && !method.equals(SIMCLR)) {
        throw new AttriMilException("method=" + method + " is neither staged nor simclr");
      }
      if (fold < 0 || size < 0 || patches < 0 || epochs < 0 || batch < 0 || !(rate >= 0)) {
        throw new AttriMilException(
            "Numbers of a training cannot be negative: fold="
                + fold
                + ", size="
                + size
                + ", patches="
                + patches
                + ", epochs="
                + epochs
                + ", batch="
                + batch
                + ", rate="
                + rate);
      }
      if (batch == 1) {
        throw new AttriMilException("batch=1 leaves nothing to tell a patch from; give 2 or more");
      }
      if (size > 0 && size < 32) {
        throw new AttriMilException(
            "size=" + size + " leaves less than a pixel after the last stage; give 32 or more");
      }
      if (!precision.matches("auto|float32|float16")) {
        throw new AttriMilException(
            "precision=" + precision + " is none of auto, float32, float16");
      }
    }
  }

  private final Project project;
  private final Request request;
  private final Job job;

  private AdaptStage(final Project project, final Request request, final Job job) {
    this.project = project;
    this.request = request;
    this.job = job;
  }

  /**
   * Trains an encoder. A training that was stopped goes on after its last whole epoch.
   *
   * @param project the project, with patches
   * @param slides its slides
   * @param request what to train
   * @param job told of progress
   * @return the folder of the encoder
   */
  public static Path run(
      final Project project, final List<SlideSource> slides, final Request request, final Job job) {
    return new AdaptStage(project, request, job).run(slides);
  }

  private boolean staged() {
    return request.method().equals(STAGED);
  }

  private Path run(final List<SlideSource> slides) {
    final String name = request.name();
    final TrainingSlides chosen = TrainingSlides.of(project, slides, request.fold(), staged(), job);
    final Start start = Start.of(project, request);
    final Sampling sampling =
        new Sampling(
            request.patches() > 0 ? request.patches() : staged() ? 256 : 1000,
            start.card().inputSize());
    final Device device = Compute.device(request.device(), job);
    final Map<String, String> numbers = numbers(sampling, device);
    final Map<String, String> key = new LinkedHashMap<>(numbers);
    key.put("start", start.card().toJson());
    key.put("train", chosen.train().toString());
    key.put("val", chosen.val().toString());
    key.put("labels", new TreeMap<>(chosen.labels()).toString());
    final List<SlideSource> sources = chosen.sources(slides);
    final List<Path> inputs = new ArrayList<>();
    for (final SlideSource source : sources) {
      inputs.addAll(source.files());
      key.put("patches of " + source.id(), patches(source.id()));
    }
    final Path folder = project.encoder(name);
    final List<Path> outputs =
        List.of(project.encoderWeights(name), project.encoderCard(name), folder.resolve("log.csv"));
    final Stamps.State state = project.stamps().state(STAGE, name, key, inputs, outputs);
    if (state == Stamps.State.FRESH && !request.redo()) {
      job.info("adapt: nothing to do, the encoder \"" + name + "\" is finished already");
      job.record().slide(STAGE, name, Status.SKIPPED, "");
      return folder;
    }
    if (state == Stamps.State.OTHER_PARAMETERS || state == Stamps.State.OTHER_INPUTS) {
      job.info("adapt " + name + ": done again, because of " + state.reason());
    }
    final long began = System.nanoTime();
    final Checkpoint checkpoint = new Checkpoint(folder);
    final Optional<Checkpoint.Saved> saved = checkpoint.begin(key);
    final Trained trained;
    try (PatchPool pool =
        PatchPool.read(
            project, sources, sampling, request.seed(), checkpoint.file("patches.bin"), job)) {
      trained =
          staged()
              ? staged(start, saved, pool, chosen, device, checkpoint)
              : simclr(start, saved, pool, device, checkpoint);
      write(start, trained, numbers, List.copyOf(pool.parts().keySet()));
    } finally {
      forget(checkpoint.file("patches.bin"));
      forget(checkpoint.file("stage.bin"));
    }
    project.stamps().write(STAGE, name, key, inputs);
    checkpoint.remove();
    job.record().slide(STAGE, name, Status.DONE, "");
    job.record().stage(STAGE, "seconds", (System.nanoTime() - began) / 1e9);
    job.record().stage(STAGE, "epochs", trained.log().size());
    job.info("adapt: use it as encoder=" + name + " of `features` or `pipeline`");
    return folder;
  }

  /** What came of a training. */
  private record Trained(Map<String, Tensor> tensors, List<String> columns, List<double[]> log) {}

  private StagedAdaptation.Settings stagedSettings() {
    return new StagedAdaptation.Settings(
        request.epochs() > 0 ? request.epochs() : 20,
        request.rate() > 0 ? request.rate() : 1e-3,
        1e-2);
  }

  private SimClr.Settings simclrSettings(final Device device) {
    final boolean half =
        request.precision().equals("float16")
            || request.precision().equals("auto") && device.isGpu();
    return new SimClr.Settings(
        request.epochs() > 0 ? request.epochs() : 20,
        request.batch() > 0 ? request.batch() : device.isGpu() ? 256 : 64,
        request.rate() > 0 ? request.rate() : 1e-3,
        1e-4,
        0.2,
        half ? DataType.FLOAT16 : DataType.FLOAT32,
        Augmentation.PATHOLOGY);
  }

  /** Every number of the training by name, for the card and to tell whether it changed. */
  private Map<String, String> numbers(final Sampling sampling, final Device device) {
    final Map<String, String> numbers = new LinkedHashMap<>();
    numbers.put("method", request.method());
    numbers.put("size", Integer.toString(sampling.size()));
    numbers.put("patches", Integer.toString(sampling.most()));
    numbers.put("seed", Long.toString(request.seed()));
    if (staged()) {
      final StagedAdaptation.Settings s = stagedSettings();
      numbers.put("epochs", Integer.toString(s.epochs()));
      numbers.put("rate", Double.toString(s.rate()));
      numbers.put("decay", Double.toString(s.decay()));
      return numbers;
    }
    final SimClr.Settings s = simclrSettings(device);
    numbers.put("epochs", Integer.toString(s.epochs()));
    numbers.put("batch", Integer.toString(s.batch()));
    numbers.put("rate", Double.toString(s.rate()));
    numbers.put("decay", Double.toString(s.decay()));
    numbers.put("temperature", Double.toString(s.temperature()));
    numbers.put("precision", s.precision().toString());
    numbers.put("views", s.views().toString());
    return numbers;
  }

  private Trained staged(
      final Start start,
      final Optional<Checkpoint.Saved> saved,
      final PatchPool pool,
      final TrainingSlides chosen,
      final Device device,
      final Checkpoint checkpoint) {
    final Set<String> there = pool.parts().keySet();
    final List<String> train = chosen.train().stream().filter(there::contains).toList();
    final List<String> val = chosen.val().stream().filter(there::contains).toList();
    TrainingSlides.checkClasses(train, chosen.labels());
    final StagedAdaptation.Study study =
        new StagedAdaptation.Study(pool, train, val, chosen.labels(), chosen.classes().size());
    try (StagedAdaptation training =
        new StagedAdaptation(
            start.weights(),
            saved,
            start.card(),
            stagedSettings(),
            study,
            device,
            request.seed(),
            job)) {
      final Map<String, Tensor> all = new LinkedHashMap<>(start.weights().tensors());
      all.putAll(training.run(checkpoint));
      return new Trained(all, StagedAdaptation.LOG, training.log());
    }
  }

  private Trained simclr(
      final Start start,
      final Optional<Checkpoint.Saved> saved,
      final PatchPool pool,
      final Device device,
      final Checkpoint checkpoint) {
    try (SimClr training =
        new SimClr(
            start.weights(),
            saved,
            start.card(),
            simclrSettings(device),
            pool,
            device,
            request.seed(),
            job)) {
      return new Trained(training.run(checkpoint), SimClr.LOG, training.log());
    }
  }

  private void write(
      final Start start,
      final Trained trained,
      final Map<String, String> numbers,
      final List<String> slides) {
    final Path folder = project.encoder(request.name());
    // A card beside weights of another training would be taken for theirs.
    forget(project.encoderCard(request.name()));
    forget(folder.resolve(START + ".json"));
    TorchFile.write(folder.resolve(START + ".pt"), start.weights().tensors());
    TorchFile.write(project.encoderWeights(request.name()), trained.tensors());
    Checkpoint.table(trained.columns(), trained.log()).write(folder.resolve("log.csv"));
    AdaptedCard.write(
        folder.resolve(START + ".json"),
        folder.resolve(START + ".pt"),
        start.card(),
        START + " of " + request.name(),
        start.card().source(),
        Map.of(),
        List.of());
    final Map<String, String> told = new LinkedHashMap<>();
    told.put("start", request.encoder());
    told.putAll(numbers);
    AdaptedCard.write(
        project.encoderCard(request.name()),
        project.encoderWeights(request.name()),
        start.card(),
        request.name(),
        "adapt method=" + request.method() + " from " + start.card().name(),
        told,
        slides);
  }

  /** Of a slide's patches what shapes the training. */
  private String patches(final String slide) {
    final PatchFile file = PatchFile.read(project.patches(slide));
    return Integer.toHexString(Arrays.hashCode(file.grid().coords().interleaved()))
        + " "
        + file.attributes().patchSizeLevel0()
        + " "
        + file.attributes().patchLevel();
  }

  private static void forget(final Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (final IOException e) {
      throw new AttriMilException("Cannot replace " + file + ": " + e.getMessage(), e);
    }
  }

  /** What a training starts from. */
  private record Start(ResNetWeights weights, EncoderCard card) {

    /** Small patches, because a network that starts from nothing needs many of them. */
    private static final int RANDOM_SIZE = 96;

    private static final double[] MEAN = {0.485, 0.456, 0.406};
    private static final double[] STD = {0.229, 0.224, 0.225};

    static Start of(final Project project, final Request request) {
      final String given = request.encoder();
      final Optional<ResNetWeights> random = RandomWeights.find(given, request.seed());
      if (random.isPresent()) {
        return new Start(
            random.get(),
            new EncoderCard(
                given,
                request.size() > 0 ? request.size() : RANDOM_SIZE,
                MEAN,
                STD,
                "",
                "drawn by seed " + request.seed()));
      }
      final String encoder = Encoders.find(project, given);
      final ResNetWeights weights = Encoders.weights(encoder);
      for (int stage = 1; stage <= weights.kind().stages(); stage++) {
        if (weights.adapted(stage)) {
          throw new AttriMilException(
              "encoder="
                  + given
                  + " has adapters already, such as "
                  + "\"adapter"
                  + stage
                  + ".0.weight\"; give the weights it started from");
        }
      }
      final EncoderCard card = Encoders.card(encoder);
      return new Start(
          weights,
          request.size() > 0
              ? new EncoderCard(
                  card.name(),
                  request.size(),
                  card.mean(),
                  card.std(),
                  card.sha256(),
                  card.source())
              : card);
    }
  }
}
