package io.github.attrimil.adapt;

import ai.djl.Device;
import io.github.attrimil.core.Job;
import io.github.attrimil.format.h5.PatchFile;
import io.github.attrimil.project.Checkpoint;
import io.github.attrimil.project.Plan;
import io.github.attrimil.project.Project;
import io.github.attrimil.project.Stage;
import io.github.attrimil.project.StampKey;
import io.github.attrimil.project.Target;
import io.github.attrimil.slide.find.SlideSource;
import io.github.attrimil.tensor.Compute;
import io.github.attrimil.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The stage that trains an encoder on the patches of a project: writes encoders/NAME/. */
public final class AdaptStage {

  static final String STAGE = "adapt";

  private final Project project;
  private final AdaptRequest request;
  private final EncoderFolder folder;
  private final Job job;

  private AdaptStage(final Project project, final AdaptRequest request, final Job job) {
    this.project = project;
    this.request = request;
    this.folder = new EncoderFolder(project, request.name());
    this.job = job;
  }

  /**
   * Trains an encoder. A training that was stopped is resumed after its last whole epoch.
   *
   * @param project the project, with patches
   * @param slides its slides
   * @param request what to train
   * @param job takes progress, messages and the record
   * @return the folder of the encoder
   */
  public static Path run(
      final Project project,
      final List<SlideSource> slides,
      final AdaptRequest request,
      final Job job) {
    final AdaptStage stage = new AdaptStage(project, request, job);
    return new Stage(STAGE, project, request.run().redo(), job)
        .once(request.name(), () -> stage.plan(slides));
  }

  private Plan<Path> plan(final List<SlideSource> slides) {
    final TrainingSlides chosen =
        TrainingSlides.of(project, slides, request.fold(), request.method().usesLabels(), job);
    final Start start = Start.of(project, request, job);
    final Device device = Compute.device(request.run().device(), job);
    final Map<String, String> numbers = numbers(sampling(start), device);
    final StampKey key =
        new StampKey()
            .withAll(numbers)
            .with("start", start.card().toJson())
            .with("train", chosen.train())
            .with("val", chosen.val())
            .with("labels", new TreeMap<>(chosen.labels()).toString());
    final List<SlideSource> sources = chosen.sources(slides);
    final List<Path> inputs = new ArrayList<>();
    for (final SlideSource source : sources) {
      inputs.addAll(source.files());
      key.with("patches of " + source.id(), patches(source.id()));
    }
    final Checkpoint snapshot = new Checkpoint(folder.path());
    return Plan.of(
            new Target(request.name(), key, inputs, folder.outputs()),
            () -> {
              final Session session =
                  new Session(
                      start,
                      snapshot,
                      snapshot.begin(key.asMap()),
                      device,
                      request.run().seed(),
                      job);
              train(session, chosen, sources, numbers);
              return folder.path();
            })
        .whenFinished("the encoder \"" + request.name() + "\" is already finished", folder::path)
        .lastly(snapshot::remove);
  }

  private Sampling sampling(final Start start) {
    final int most = request.numbers().patches();
    return new Sampling(
        most > 0 ? most : request.method().patches(),
        start.card().inputSize(),
        request.run().seed());
  }

  /** Every hyperparameter by name, for the card and to see whether it changed. */
  private Map<String, String> numbers(final Sampling sampling, final Device device) {
    final Map<String, String> numbers = new LinkedHashMap<>();
    numbers.put("method", request.method().text());
    numbers.put("size", Integer.toString(sampling.size()));
    numbers.put("patches", Integer.toString(sampling.most()));
    numbers.put("seed", Long.toString(request.run().seed()));
    numbers.putAll(
        request.method() == Method.STAGED
            ? StagedAdaptation.Settings.of(request.numbers()).asMap()
            : SimClr.Settings.of(request.numbers(), device).asMap());
    return numbers;
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

  private void train(
      final Session session,
      final TrainingSlides chosen,
      final List<SlideSource> sources,
      final Map<String, String> numbers) {
    final Path kept = session.snapshot().file("patches.bin");
    try (PatchPool pool = PoolReader.read(project, sources, sampling(session.start()), kept, job)) {
      final Trained trained =
          request.method() == Method.STAGED ? staged(session, pool, chosen) : simclr(session, pool);
      folder.write(session.start(), trained, request, numbers, List.copyOf(pool.parts().keySet()));
      job.record().stage(STAGE, "epochs", trained.log().size());
      job.info("adapt: use it as encoder=" + request.name() + " of `features` or `pipeline`");
    } finally {
      EncoderFolder.remove(kept);
      EncoderFolder.remove(session.snapshot().file("stage.bin"));
    }
  }

  private Trained staged(final Session session, final PatchPool pool, final TrainingSlides chosen) {
    final Set<String> there = pool.parts().keySet();
    final List<String> train = chosen.train().stream().filter(there::contains).toList();
    final List<String> val = chosen.val().stream().filter(there::contains).toList();
    TrainingSlides.checkClasses(train, chosen.labels());
    final StagedAdaptation.Study study =
        new StagedAdaptation.Study(pool, train, val, chosen.labels(), chosen.classes().size());
    final StagedAdaptation.Settings settings = StagedAdaptation.Settings.of(request.numbers());
    try (StagedAdaptation training = new StagedAdaptation(session, settings, study)) {
      final Map<String, Tensor> all = new LinkedHashMap<>(session.start().weights().tensors());
      all.putAll(training.run());
      return new Trained(all, StagedAdaptation.LOG, training.log());
    }
  }

  private Trained simclr(final Session session, final PatchPool pool) {
    final SimClr.Settings settings = SimClr.Settings.of(request.numbers(), session.device());
    try (SimClr training = new SimClr(session, settings, pool)) {
      return new Trained(training.run(), SimClr.LOG, training.log());
    }
  }
}
