package io.github.attrimil.encoder.features;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.RunRecord.Status;
import io.github.attrimil.core.Versions;
import io.github.attrimil.encoder.Encoder;
import io.github.attrimil.encoder.EncoderCard;
import io.github.attrimil.format.h5.FeatureFile;
import io.github.attrimil.format.h5.PatchAttributes;
import io.github.attrimil.format.h5.PatchFile;
import io.github.attrimil.format.tensors.TorchFile;
import io.github.attrimil.project.ProcessList;
import io.github.attrimil.project.Project;
import io.github.attrimil.project.SlideLoop;
import io.github.attrimil.project.Stamps;
import io.github.attrimil.slide.Slide;
import io.github.attrimil.slide.bioformats.BioFormatsSlide;
import io.github.attrimil.slide.find.SlideSource;
import io.github.attrimil.tensor.Tensor;
import io.github.attrimil.tissue.patches.NeighborStage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The stage from patches to features: writes features/h5_files and features/pt_files. */
public final class FeatureStage implements AutoCloseable {

  private static final String STAGE = "features";
  private static final int MOST_READERS = 8;
  private static final String VERSION = "attrimil_version";

  private final Project project;
  private final String name;
  private final String device;
  private final String precision;
  private final boolean redo;
  private final Job job;
  private final EncoderCard card;
  private long patchesDone;
  private double seconds;
  private double networkSeconds;
  private Encoder encoder;

  /** What a user should know of the slide just done. */
  private String remark = "";

  private FeatureStage(
      final Project project,
      final String name,
      final String device,
      final String precision,
      final boolean redo,
      final Job job) {
    this.project = project;
    this.precision = precision;
    this.name = Encoders.find(project, name);
    this.device = device;
    this.redo = redo;
    this.job = job;
    this.card = Encoders.card(this.name);
  }

  /**
   * Encodes the patches of slides in float32.
   *
   * @param project the project
   * @param slides the slides
   * @param encoder as for {@link Encoders#find}
   * @param device auto, cpu or gpu
   * @param redo whether finished, matching outputs are made again
   * @param job told of progress
   * @return the ids of the slides that have features now
   */
  public static List<String> run(
      final Project project,
      final List<SlideSource> slides,
      final String encoder,
      final String device,
      final boolean redo,
      final Job job) {
    return run(project, slides, encoder, device, "float32", redo, job);
  }

  /**
   * Encodes the patches of slides.
   *
   * @param project the project
   * @param slides the slides
   * @param encoder as for {@link Encoders#find}
   * @param device auto, cpu or gpu
   * @param precision float32 or float16, in which a built-in network computes
   * @param redo whether finished, matching outputs are made again
   * @param job told of progress
   * @return the ids of the slides that have features now
   */
  public static List<String> run(
      final Project project,
      final List<SlideSource> slides,
      final String encoder,
      final String device,
      final String precision,
      final boolean redo,
      final Job job) {
    final ProcessList list = new ProcessList(project);
    final Map<String, SlideSource> byId =
        slides.stream()
            .filter(s -> !list.leftOut(s.id()))
            .collect(
                Collectors.toMap(
                    SlideSource::id, Function.identity(), (a, b) -> a, LinkedHashMap::new));
    job.record().version("bio-formats", BioFormatsSlide.bioFormatsVersion());
    try (FeatureStage stage = new FeatureStage(project, encoder, device, precision, redo, job)) {
      final List<String> good =
          SlideLoop.run(
              job,
              STAGE,
              List.copyOf(byId.keySet()),
              id -> {
                final Status status = stage.one(byId.get(id));
                if (status == Status.DONE) {
                  list.note(id, byId.get(id).pathText(), STAGE, "done", stage.remark);
                }
                return status;
              },
              (id, reason) -> list.noteFailure(id, byId.get(id).pathText(), STAGE, reason));
      list.noteRecovered(good, STAGE);
      stage.tellRate();
      return good;
    }
  }

  private Status one(final SlideSource source) {
    final String id = source.id();
    final Path h5 = project.features(id);
    final Path pt = project.featuresPt(id);
    if (!Files.exists(project.patches(id))) {
      throw new AttriMilException(
          "The slide \"" + id + "\" has no " + project.patches(id) + "; run `patch` first");
    }
    final PatchFile patches = PatchFile.read(project.patches(id));
    final Map<String, String> key = new LinkedHashMap<>();
    key.put("encoder", card.toJson());
    if (!precision.equals("float32")) {
      key.put("precision", precision);
    }
    // Of the patches only what shapes features: adding neighbours to the file must not redo them.
    key.put("patches", Integer.toHexString(Arrays.hashCode(patches.coords())));
    key.put("size", Double.toString(patches.attributes().patchSizeLevel0()));
    key.put("level", Integer.toString(patches.attributes().patchLevel()));
    for (final String name : List.of(PatchAttributes.TARGET_SIZE, PatchAttributes.TARGET_MPP)) {
      key.put(name, String.valueOf(patches.attributes().map().get(name)));
    }
    final List<Path> inputs = source.files();
    final Stamps.State state = project.stamps().state(STAGE, id, key, inputs, List.of(h5, pt));
    if (state == Stamps.State.FRESH && !redo) {
      return Status.SKIPPED;
    }
    if (!redo && !project.stamps().has(STAGE, id) && Files.exists(h5) && !isOurs(h5)) {
      job.info("features " + id + ": kept as it is, it was not made here (redo=true replaces it)");
      return Status.SKIPPED;
    }
    if (state == Stamps.State.OTHER_PARAMETERS || state == Stamps.State.OTHER_INPUTS) {
      job.info("features " + id + ": done again, because of " + state.reason());
    }
    final Slide slide = source.read();
    final int threads =
        Math.max(1, Math.min(MOST_READERS, Runtime.getRuntime().availableProcessors()));
    final FeatureExtractor.Result result =
        new FeatureExtractor(slide, patches, encoder(), threads).run(job);
    patchesDone += patches.size();
    seconds += result.seconds();
    networkSeconds += result.networkSeconds();
    remark = "";
    final int all = Math.max(result.faults(), patches.attributes().unreadable());
    if (all > 0) {
      remark =
          all
              + " tile(s) could not be decoded and were taken as white, "
              + result.faults()
              + " of them where patches are";
      job.warn(id + ": " + remark);
    }
    final PatchFile indexed =
        patches.nearest().isPresent()
            ? patches
            : patches.withNearest(NeighborStage.nearest(patches));
    // The file others read comes last: where it is, all is there.
    TorchFile.writeTensor(pt, Tensor.of(result.features(), patches.size(), result.dimension()));
    new FeatureFile(result.features(), result.dimension(), attributes(result), Optional.of(indexed))
        .write(h5);
    project.stamps().write(STAGE, id, key, inputs);
    return Status.DONE;
  }

  private void tellRate() {
    if (patchesDone > 0) {
      job.record().stage(STAGE, "patches", patchesDone);
      job.record().stage(STAGE, "patches_per_second", patchesDone / seconds);
      job.record().stage(STAGE, "network_share", networkSeconds / seconds);
      job.info(
          String.format(
              Locale.ROOT,
              "features: %d patches, %.3g patches/s, network busy %.1f %% of the time",
              patchesDone,
              patchesDone / seconds,
              100 * networkSeconds / seconds));
    }
  }

  /** Features of ours without a note were being written when a run ended. */
  private static boolean isOurs(final Path h5) {
    return FeatureFile.readHeader(h5).containsKey(VERSION);
  }

  private Map<String, Object> attributes(final FeatureExtractor.Result result) {
    final Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put(FeatureFile.ENCODER, card.name());
    attributes.put(FeatureFile.CARD, card.toJson());
    attributes.put(VERSION, Versions.ofThis());
    attributes.put(PatchAttributes.UNREADABLE, (long) result.faults());
    attributes.put("precision", precision);
    return attributes;
  }

  /** Loaded when the first slide needs it: a run with nothing to do starts no engine. */
  private Encoder encoder() {
    if (encoder == null) {
      encoder = Encoders.open(name, precision, device, job);
    }
    return encoder;
  }

  @Override
  public void close() {
    if (encoder != null) {
      encoder.close();
    }
  }
}
