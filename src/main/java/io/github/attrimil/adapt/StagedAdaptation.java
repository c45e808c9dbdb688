package io.github.attrimil.adapt;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Progress;
import io.github.attrimil.encoder.resnet.ResNet;
import io.github.attrimil.encoder.resnet.ResNetWeights;
import io.github.attrimil.encoder.resnet.StageAdapter;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.mil.ModelKind;
import io.github.attrimil.mil.ModelShape;
import io.github.attrimil.mil.registry.ModelKinds;
import io.github.attrimil.project.Checkpoint;
import io.github.attrimil.tensor.Tensor;
import io.github.attrimil.train.Optimizer;
import io.github.attrimil.train.bags.BalancedSampler;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * AttriMIL's pathology-adaptive backbone (Cai et al. 2025): a pre-trained network stays as it is,
 * an adapter after each of its stages learns from slide labels, one stage after another in depth
 * order. While stage k learns, all before it is fixed; so what comes out of stage k is computed
 * once and kept in a file. The adapter's output, averaged over the pixels, goes to an auxiliary
 * AttriMIL classifier, which is thrown away when the stage is done.
 *
 * <p>The paper leaves open the adapters' width (here a quarter of the channels), the loss (here
 * cross-entropy of the slide), the optimizer (here AdamW with a rate that falls as a cosine in
 * every stage) and the epochs.
 */
final class StagedAdaptation implements AutoCloseable {

  /** Columns of the log. */
  static final List<String> LOG =
      List.of("stage", "epoch", "rate", "loss", "accuracy", "val_loss", "val_accuracy");

  private static final String MIL = "mil.";
  private static final String OPTIMIZER = "optimizer.";

  /**
   * Hyperparameters.
   *
   * @param classifier the kind of the auxiliary classifier, at its defaults
   * @param epochs of each stage
   * @param rate learning rate at the start of a stage
   * @param decay weight decay
   */
  record Settings(ModelKind classifier, int epochs, double rate, double decay) {

    static Settings of(final AdaptRequest.Hyperparameters given) {
      return new Settings(
          // The paper's own, which comes first in the registry.
          ModelKinds.all().get(0),
          given.epochs() > 0 ? given.epochs() : 20,
          given.rate() > 0 ? given.rate() : 1e-3,
          1e-2);
    }

    Map<String, String> asMap() {
      final Map<String, String> map = new LinkedHashMap<>();
      map.put("classifier", classifier.name());
      map.put("epochs", Integer.toString(epochs));
      map.put("rate", Double.toString(rate));
      map.put("decay", Double.toString(decay));
      return map;
    }
  }

  /**
   * What is learned from.
   *
   * @param pool patches
   * @param train slides to learn from
   * @param val slides that are only watched
   * @param labels each slide's class
   * @param classes C
   */
  record Study(
      PatchPool pool,
      List<String> train,
      List<String> val,
      Map<String, Integer> labels,
      int classes) {}

  private final ResNet network;
  private final Settings settings;
  private final Study study;
  private final Session session;
  private final Map<String, Tensor> saved;
  private final List<double[]> log = new ArrayList<>();
  private final Map<String, Tensor> adapters = new LinkedHashMap<>();

  /**
   * @param session the weights that stay, device and seed; its job is asked for each bag whether to
   *     stop
   * @param settings hyperparameters
   * @param study what is learned from
   */
  StagedAdaptation(final Session session, final Settings settings, final Study study) {
    this.session = session;
    this.network = new ResNet(session.start().weights(), session.device());
    this.settings = settings;
    this.study = study;
    this.saved = session.saved().map(Checkpoint.Saved::tensors).orElse(Map.of());
    session
        .saved()
        .ifPresent(
            before -> {
              log.addAll(before.log());
              session
                  .job()
                  .info(
                      "staged: resuming after epoch "
                          + (log.size() - 1) % settings.epochs()
                          + " of stage "
                          + ((log.size() - 1) / settings.epochs() + 1));
            });
  }

  /**
   * Trains an adapter after every stage.
   *
   * @return the weights of the adapters, and what standardizes the features, by name
   */
  Map<String, Tensor> run() {
    for (int stage = 1; stage <= network.kind().stages(); stage++) {
      final StageAdapter adapter =
          saved.containsKey(StageAdapter.name(stage, "0.weight"))
              ? StageAdapter.of(stage, saved, network.manager())
              : StageAdapter.identity(
                  network.kind().channels(stage),
                  Seeds.of(session.seed(), 17, stage),
                  network.manager());
      final boolean last = stage == network.kind().stages();
      if (log.size() < stage * settings.epochs() || last) {
        learn(stage, adapter);
      }
      adapters.putAll(adapter.stateDict(stage));
      network.adapt(stage, adapter);
    }
    return adapters;
  }

  /**
   * @return a row an epoch
   */
  List<double[]> log() {
    return log;
  }

  private void learn(final int stage, final StageAdapter adapter) {
    // Saved within this stage: the classifier and the optimizer resume too.
    final boolean midst = log.size() > (stage - 1) * settings.epochs();
    final int d = network.kind().channels(stage);
    try (StageCache cache = new StageInputs(network, study.pool(), session).of(stage);
        MilModel classifier = classifier(stage, midst);
        NDManager manager = network.manager().newSubManager()) {
      final Map<String, NDArray> parameters = new LinkedHashMap<>(adapter.parameters(stage));
      classifier.parameters().forEach((name, array) -> parameters.put(MIL + name, array));
      parameters.values().forEach(p -> p.setRequiresGradient(true));
      try (Optimizer optimizer =
          new Optimizer(Optimizer.Settings.adamW(settings.decay()), parameters, manager)) {
        if (midst) {
          optimizer.resume(Checkpoint.part(OPTIMIZER, saved));
        }
        final BagStep step =
            new BagStep(
                adapter,
                classifier,
                Standardization.of(cache, trainParts(), x -> x, manager),
                cache);
        final Progress progress =
            session
                .job()
                .progress(
                    "adapt stage " + stage,
                    "slides",
                    (long) (stage * settings.epochs() - log.size()) * study.train().size());
        while (log.size() < stage * settings.epochs()) {
          log.add(epoch(stage, log.size() % settings.epochs(), step, optimizer, progress));
          final Map<String, Tensor> state = new LinkedHashMap<>(adapters);
          state.putAll(adapter.stateDict(stage));
          state.putAll(Checkpoint.prefixed(MIL, classifier.stateDict()));
          state.putAll(Checkpoint.prefixed(OPTIMIZER, optimizer.state()));
          session.snapshot().save(state, log);
          Checkpoint.table(LOG, log).write(session.snapshot().file("log.csv"));
        }
      }
      adapter.parameters(stage).values().forEach(p -> p.setRequiresGradient(false));
      if (stage == network.kind().stages()) {
        final Standardization standard =
            Standardization.of(cache, trainParts(), adapter::apply, manager);
        adapters.put(ResNetWeights.MEAN, Tensor.of(standard.mean().toFloatArray(), d));
        adapters.put(ResNetWeights.SD, Tensor.of(standard.sd().toFloatArray(), d));
      }
    }
    final double[] last = log.get(log.size() - 1);
    session
        .job()
        .info(
            String.format(
                Locale.ROOT,
                "staged: stage %d of %d, loss %.4f, accuracy %.3f%s",
                stage,
                network.kind().stages(),
                last[3],
                last[4],
                Double.isNaN(last[5])
                    ? ""
                    : String.format(
                        Locale.ROOT, ", validation loss %.4f, accuracy %.3f", last[5], last[6])));
  }

  /** The auxiliary classifier of a stage, new or as it was saved in the midst of it. */
  private MilModel classifier(final int stage, final boolean midst) {
    final ModelKind kind = settings.classifier();
    return midst
        ? kind.load(Checkpoint.part(MIL, saved), kind.options(), session.device())
        : kind.create(
            new ModelShape(network.kind().channels(stage), study.classes()),
            kind.options(),
            Seeds.of(session.seed(), 19, stage),
            session.device());
  }

  private List<PatchPool.Part> trainParts() {
    return study.train().stream().map(study.pool().parts()::get).toList();
  }

  private double[] epoch(
      final int stage,
      final int epoch,
      final BagStep step,
      final Optimizer optimizer,
      final Progress progress) {
    final double rate = settings.rate() * (1 + Math.cos(Math.PI * epoch / settings.epochs())) / 2;
    final int[] y = study.train().stream().mapToInt(study.labels()::get).toArray();
    double sum = 0;
    double right = 0;
    for (final int i :
        new BalancedSampler(y, y.length, Seeds.of(session.seed(), 23, stage, epoch)).epoch()) {
      final BagStep.Result result =
          step.learn(study.pool().parts().get(study.train().get(i)), y[i], optimizer, rate);
      if (!Double.isFinite(result.loss())) {
        throw new AttriMilException(
            "The loss became "
                + result.loss()
                + " in epoch "
                + epoch
                + " of stage "
                + stage
                + " at the slide \""
                + study.train().get(i)
                + "\"; adapt with a smaller rate=");
      }
      sum += result.loss();
      right += result.correct() ? 1 : 0;
      progress.add(1);
    }
    double watched = 0;
    double correct = 0;
    for (final String slide : study.val()) {
      session.job().checkCanceled();
      final BagStep.Result result =
          step.look(study.pool().parts().get(slide), study.labels().get(slide));
      watched += result.loss();
      correct += result.correct() ? 1 : 0;
    }
    // Without val slides 0 / 0: not a number, and left empty in the table.
    return new double[] {
      stage,
      epoch,
      rate,
      sum / y.length,
      right / y.length,
      watched / study.val().size(),
      correct / study.val().size()
    };
  }

  @Override
  public void close() {
    network.close();
  }
}
