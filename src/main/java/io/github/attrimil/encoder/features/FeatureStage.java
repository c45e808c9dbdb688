package io.github.attrimil.encoder.features;

import ai.djl.Device;
import io.github.attrimil.core.AtomicFile;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.MemoryBudget;
import io.github.attrimil.core.Versions;
import io.github.attrimil.core.Workers;
import io.github.attrimil.core.options.OptionText;
import io.github.attrimil.encoder.Encoder;
import io.github.attrimil.encoder.EncoderCard;
import io.github.attrimil.encoder.stain.StainNormalization;
import io.github.attrimil.format.h5.FeatureFile;
import io.github.attrimil.format.h5.PatchAttributes;
import io.github.attrimil.format.h5.PatchFile;
import io.github.attrimil.format.tensors.TorchFile;
import io.github.attrimil.project.Made;
import io.github.attrimil.project.Plan;
import io.github.attrimil.project.Project;
import io.github.attrimil.project.SlideWork;
import io.github.attrimil.project.Stage;
import io.github.attrimil.project.StampKey;
import io.github.attrimil.project.Target;
import io.github.attrimil.slide.Slide;
import io.github.attrimil.slide.bioformats.BioFormatsSlide;
import io.github.attrimil.slide.find.SlideSource;
import io.github.attrimil.tensor.Compute;
import io.github.attrimil.tensor.DeviceChoice;
import io.github.attrimil.tensor.Precision;
import io.github.attrimil.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** The stage from patches to features: writes features/h5_files and features/pt_files. */
public final class FeatureStage implements SlideWork, AutoCloseable {

  private static final String STAGE = "features";

  /** What is noted of a slide before. */
  private static final String EARLIER = "patch";

  private static final String VERSION = "attrimil_version";

  private final Project project;
  private final Map<String, SlideSource> slides;
  private final Encoding how;
  private final DeviceChoice device;
  private final Job job;
  private final EncoderCard card;
  private final ExecutorService readers = Executors.newFixedThreadPool(Workers.readers());
  private final AtomicLong patchesDone = new AtomicLong();

  /** One slide alone where a network shares the processor with those who read for it. */
  private final MemoryBudget turn = new MemoryBudget(1);

  /** When the first encoder was there, 0 before. */
  private final AtomicLong start = new AtomicLong();

  private EncoderPool encoders;

  private FeatureStage(
      final Project project,
      final List<SlideSource> slides,
      final Encoding how,
      final DeviceChoice device,
      final Job job) {
    this.project = project;
    this.slides = SlideSource.byId(slides);
    this.how = how.with(Encoders.find(project, how.encoder()));
    this.device = device;
    this.job = job;
    this.card = Encoders.card(this.how, job);
  }

  /**
   * Encodes the patches of slides in float32.
   *
   * @param project the project
   * @param slides the slides
   * @param encoder as for {@link Encoders#find}
   * @param device where networks compute
   * @param redo whether finished, matching outputs are made again
   * @param job shown the progress
   * @return the ids of the slides that have features now
   */
  public static List<String> run(
      final Project project,
      final List<SlideSource> slides,
      final String encoder,
      final DeviceChoice device,
      final boolean redo,
      final Job job) {
    return run(project, slides, Encoding.of(encoder), device, redo, job);
  }

  /**
   * Encodes the patches of slides.
   *
   * @param project the project
   * @param slides the slides
   * @param how patches become features
   * @param device where networks compute
   * @param redo whether finished, matching outputs are made again
   * @param job shown the progress
   * @return the ids of the slides that have features now
   */
  public static List<String> run(
      final Project project,
      final List<SlideSource> slides,
      final Encoding how,
      final DeviceChoice device,
      final boolean redo,
      final Job job) {
    job.record().version("bio-formats", BioFormatsSlide.bioFormatsVersion());
    final Stage stage = new Stage(STAGE, project, redo, job);
    if (slides.size() > 1
        && slides.stream().noneMatch(slide -> Files.exists(project.patches(slide.id())))) {
      throw new AttriMilException("No slide of the project has patches; run `patch` first");
    }
    try (FeatureStage work = new FeatureStage(project, slides, how, device, job)) {
      final List<String> good = stage.slides(stage.list().wanted(work.slides.keySet()), work);
      work.showRate();
      return good;
    }
  }

  @Override
  public String path(final String slide) {
    return slides.get(slide).pathText();
  }

  @Override
  public Optional<String> notesAfter() {
    return Optional.of(EARLIER);
  }

  /**
   * Notes slides whose features a run finished which was killed before it noted that.
   *
   * @param project the project
   * @param slides slide ids
   * @param job of the run
   */
  public static void noteLate(final Project project, final List<String> slides, final Job job) {
    new Stage(STAGE, project, false, job).noteLate(slides, EARLIER);
  }

  @Override
  public Plan<Made> plan(final String id, final Job own) {
    final SlideSource source = slides.get(id);
    final Path h5 = project.features(id);
    if (!Files.exists(project.patches(id))) {
      throw new AttriMilException(
          "The slide \"" + id + "\" has no " + project.patches(id) + "; run `patch` first");
    }
    final PatchFile patches = PatchFile.read(project.patches(id));
    final List<Path> outputs = List.of(h5, project.featuresPt(id));
    final Supplier<Slide> slide = source.reading();
    return Plan.of(
            new Target(id, key(patches), source.files(), outputs),
            () -> make(slide.get(), patches, own))
        .needing(() -> FeatureExtractor.memory(slide.get(), patches.grid(), card))
        .keepingForeign(() -> Files.exists(h5) && !isOurs(h5));
  }

  private StampKey key(final PatchFile patches) {
    final StampKey key = new StampKey().with("encoder", card.toJson());
    if (how.precision() != Precision.FLOAT32) {
      key.with("precision", OptionText.write(how.precision()));
    }
    if (how.stain() != StainNormalization.NONE) {
      key.with("stain reference", how.stain().reference());
    }
    // Of the patches only what shapes features: adding neighbors to the file must not redo them.
    key.with(
        "patches", Integer.toHexString(Arrays.hashCode(patches.grid().coords().interleaved())));
    key.with("size", patches.attributes().patchSizeLevel0());
    key.with("level", patches.attributes().patchLevel());
    for (final String what : List.of(PatchAttributes.TARGET_SIZE, PatchAttributes.TARGET_MPP)) {
      key.with(what, String.valueOf(patches.attributes().map().get(what)));
    }
    return key;
  }

  private Made make(final Slide slide, final PatchFile patches, final Job own) {
    final String id = slide.id();
    final FeatureExtractor.Result result = extract(slide, patches, own);
    patchesDone.addAndGet(patches.size());
    final String remark = remark(id, result.faults(), patches, own);
    final PatchFile indexed = patches.withNeighbors(patches.grid().neighbors());
    // First: a tensor alone would be taken for one from elsewhere, whose encoder nobody knows.
    new FeatureFile(result.features(), result.dimension(), attributes(result), Optional.of(indexed))
        .write(project.features(id));
    TorchFile.writeTensor(
        project.featuresPt(id), Tensor.of(result.features(), patches.size(), result.dimension()));
    return Made.done(remark);
  }

  private FeatureExtractor.Result extract(
      final Slide slide, final PatchFile patches, final Job own) {
    try (EncoderPool.Lease lease = encoders().take();
        MemoryBudget.Permit held = turn.take(sharesProcessor() ? 1 : 0, own)) {
      start.compareAndSet(0, System.nanoTime());
      return new FeatureExtractor(slide, patches.grid(), lease.encoder(), readers).run(own);
    }
  }

  /**
   * Whether patches of other slides had better not be read meanwhile: PyTorch's threads wait for
   * each other busily, so that a network on the CPU takes several times as long when more threads
   * than cores compete. The extractor itself reads ahead of the network.
   */
  private boolean sharesProcessor() {
    return !how.encoder().equals(Encoders.BASELINE)
        && Compute.device(device, Job.silent()).equals(Device.cpu());
  }

  /** A note for the user on a slide. */
  private static String remark(
      final String id, final int faults, final PatchFile patches, final Job own) {
    final int all = Math.max(faults, patches.attributes().unreadable());
    if (all == 0) {
      return "";
    }
    final String remark =
        all
            + " tile(s) could not be decoded and were replaced by white, "
            + faults
            + " of them where patches are";
    own.warn(id + ": " + remark);
    return remark;
  }

  private void showRate() {
    if (patchesDone.get() > 0) {
      final double seconds = (System.nanoTime() - start.get()) / 1e9;
      final double share = encoders.busySeconds() / seconds;
      job.record().stage(STAGE, "patches", patchesDone.get());
      job.record().stage(STAGE, "patches_per_second", patchesDone.get() / seconds);
      job.record().stage(STAGE, "network_share", share);
      job.info(
          String.format(
              Locale.ROOT,
              "features: %d patches, %.3g patches/s, network busy %.1f%% of the time",
              patchesDone.get(),
              patchesDone.get() / seconds,
              100 * share));
    }
  }

  /**
   * @param project a project
   * @param slide a slide's id
   * @return whether it has features, whole or from elsewhere, of whatever encoder
   */
  public static boolean isFinished(final Project project, final String slide) {
    final Path h5 = project.features(slide);
    return AtomicFile.isWritten(h5) && (project.isNoted(STAGE, slide) || !isOurs(h5));
  }

  /** Features of ours without a stamp were being written when a run ended. */
  private static boolean isOurs(final Path h5) {
    return FeatureFile.header(h5).attributes().containsKey(VERSION);
  }

  private Map<String, Object> attributes(final FeatureExtractor.Result result) {
    final Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put(FeatureFile.ENCODER, card.name());
    attributes.put(FeatureFile.CARD, card.toJson());
    attributes.put(VERSION, Versions.ofThis());
    attributes.put(PatchAttributes.UNREADABLE, (long) result.faults());
    attributes.put("precision", OptionText.write(how.precision()));
    attributes.put("stain_normalization", OptionText.write(how.stain()));
    attributes.put("stain_reference", how.stain().reference());
    return attributes;
  }

  /** Made when the first slide needs it: a run with nothing to do starts no engine. */
  private synchronized EncoderPool encoders() {
    if (encoders == null) {
      final List<DeviceChoice> devices =
          how.encoder().equals(Encoders.BASELINE) ? List.of(device) : Compute.each(device);
      encoders =
          new EncoderPool(
              devices.stream()
                  .<Supplier<Encoder>>map(each -> () -> Encoders.open(how, each, job))
                  .toList(),
              job);
    }
    return encoders;
  }

  @Override
  public void close() {
    readers.shutdown();
    if (encoders != null) {
      encoders.close();
    }
  }
}
