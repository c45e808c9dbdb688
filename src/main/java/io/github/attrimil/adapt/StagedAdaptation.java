package io.github.attrimil.adapt;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.Progress;
import io.github.attrimil.encoder.EncoderCard;
import io.github.attrimil.encoder.resnet.ResNet;
import io.github.attrimil.encoder.resnet.ResNetWeights;
import io.github.attrimil.encoder.resnet.ResidualNetwork;
import io.github.attrimil.encoder.resnet.StageAdapter;
import io.github.attrimil.geometry.PatchGrid;
import io.github.attrimil.mil.BagInput;
import io.github.attrimil.mil.attrimil.AttriMil;
import io.github.attrimil.mil.attrimil.AttriMilBackward;
import io.github.attrimil.project.Checkpoint;
import io.github.attrimil.tensor.Compute;
import io.github.attrimil.tensor.Tensor;
import io.github.attrimil.train.BalancedSampler;
import io.github.attrimil.train.Optimizer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * AttriMIL's pathology-adaptive backbone (Cai et al. 2025): a pre-trained network stays as it is,
 * an adapter after each of its stages learns from slide labels, one stage after another in depth
 * order. While stage k learns, all before it is fixed; so what comes out of stage k is computed
 * once and kept in a file. The adapter's output, averaged over the pixels, goes to an auxiliary
 * AttriMIL classifier, which is thrown away when the stage is done.
 *
 * <p>The paper leaves open the adapters' width (here a quarter of the channels), the loss (here
 * cross-entropy of the slide), the optimiser (here AdamW with a rate that falls as a cosine in
 * every stage) and the epochs.
 */
final class StagedAdaptation implements AutoCloseable {

  /** Columns of the log. */
  static final List<String> LOG =
      List.of("stage", "epoch", "rate", "loss", "accuracy", "val_loss", "val_accuracy");

  /** Of a larger output of a stage, every second, third, ... row and column is learned from. */
  private static final int MOST_POSITIONS = 256;

  /** Features are divided by at least this share of the mean standard deviation. */
  private static final double LEAST_SPREAD = 0.2;

  private static final int BATCH_CPU = 16;
  private static final int BATCH_GPU = 256;
  private static final String MIL = "mil.";
  private static final String MIL_WEIGHTS = MIL + "weights";
  private static final String OPTIMIZER = "optimizer.";

  /**
   * Every number of the training.
   *
   * @param epochs how often each slide is seen in each stage
   * @param rate learning rate at the start of a stage
   * @param decay weight decay
   */
  record Settings(int epochs, double rate, double decay) {}

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
  private final EncoderCard card;
  private final Settings settings;
  private final Study study;
  private final Device device;
  private final long seed;
  private final Job job;
  private final Map<String, Tensor> saved;
  private final List<double[]> log = new ArrayList<>();
  private final Map<String, Tensor> adapters = new LinkedHashMap<>();

  /**
   * @param start the weights that stay
   * @param before where the training stood, if it was begun before
   * @param card how patches are normalised
   * @param settings every number
   * @param study what is learned from
   * @param device where it computes
   * @param seed same seed, same result
   * @param job told of progress; asked for each bag whether to stop
   */
  StagedAdaptation(
      final ResNetWeights start,
      final Optional<Checkpoint.Saved> before,
      final EncoderCard card,
      final Settings settings,
      final Study study,
      final Device device,
      final long seed,
      final Job job) {
    this.network = new ResNet(start, device);
    this.card = card;
    this.settings = settings;
    this.study = study;
    this.device = device;
    this.seed = seed;
    this.job = job;
    this.saved = before.map(Checkpoint.Saved::tensors).orElse(Map.of());
    before.ifPresent(
        b -> {
          log.addAll(b.log());
          job.info(
              "staged: goes on after epoch "
                  + (log.size() - 1) % settings.epochs()
                  + " of stage "
                  + ((log.size() - 1) / settings.epochs() + 1));
        });
  }

  /**
   * Trains an adapter after every stage.
   *
   * @param checkpoint takes every epoch
   * @return the weights of the adapters, and what standardises the features, by name
   */
  Map<String, Tensor> run(final Checkpoint checkpoint) {
    for (int stage = 1; stage <= network.kind().stages(); stage++) {
      final StageAdapter adapter =
          saved.containsKey(StageAdapter.name(stage, "0.weight"))
              ? StageAdapter.of(stage, saved, network.manager())
              : StageAdapter.identity(
                  network.kind().channels(stage), Seeds.of(seed, 17, stage), network.manager());
      final boolean last = stage == network.kind().stages();
      if (log.size() < stage * settings.epochs() || last) {
        learn(stage, adapter, checkpoint);
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

  private void learn(final int stage, final StageAdapter adapter, final Checkpoint checkpoint) {
    // Saved in the midst of this stage: the classifier and the optimizer go on too.
    final boolean midst = log.size() > (stage - 1) * settings.epochs();
    final int d = network.kind().channels(stage);
    try (StageCache cache = cache(stage, checkpoint);
        AttriMil classifier =
            midst
                ? AttriMil.of(Checkpoint.part(MIL, saved), device)
                : AttriMil.zeroInitialized(d, study.classes(), Seeds.of(seed, 19, stage), device);
        NDManager manager = network.manager().newSubManager()) {
      final Map<String, NDArray> parameters = new LinkedHashMap<>(adapter.parameters(stage));
      parameters.values().forEach(p -> p.setRequiresGradient(true));
      // Its backward pass is its own, into one row.
      parameters.put(MIL_WEIGHTS, classifier.parameters().get(AttriMil.WEIGHTS));
      try (Optimizer optimizer =
          new Optimizer(
              new Optimizer.Settings("adamw", 0, settings.decay(), 0), parameters, manager)) {
        if (midst) {
          optimizer.resume(Checkpoint.part(OPTIMIZER, saved));
        }
        final Step step =
            new Step(adapter, classifier, Standard.of(cache, study, x -> x, manager), cache);
        final Progress progress =
            job.progress(
                "adapt stage " + stage,
                "slides",
                (long) (stage * settings.epochs() - log.size()) * study.train().size());
        while (log.size() < stage * settings.epochs()) {
          log.add(epoch(stage, log.size() % settings.epochs(), step, optimizer, progress));
          final Map<String, Tensor> state = new LinkedHashMap<>(adapters);
          state.putAll(adapter.stateDict(stage));
          state.putAll(Checkpoint.prefixed(MIL, classifier.stateDict()));
          state.putAll(Checkpoint.prefixed(OPTIMIZER, optimizer.state()));
          checkpoint.save(state, log);
          Checkpoint.table(LOG, log).write(checkpoint.file("log.csv"));
        }
      }
      adapter.parameters(stage).values().forEach(p -> p.setRequiresGradient(false));
      if (stage == network.kind().stages()) {
        final Standard standard = Standard.of(cache, study, adapter::apply, manager);
        adapters.put(ResNetWeights.MEAN, Tensor.of(standard.mean.toFloatArray(), d));
        adapters.put(ResNetWeights.SD, Tensor.of(standard.sd.toFloatArray(), d));
      }
    }
    final double[] last = log.get(log.size() - 1);
    job.info(
        String.format(
            Locale.ROOT,
            "staged: stage %d of %d, loss %.4f, accuracy %.3f%s",
            stage,
            network.kind().stages(),
            last[3],
            last[4],
            Double.isNaN(last[5])
                ? ""
                : String.format(Locale.ROOT, ", of val slides %.4f, %.3f", last[5], last[6])));
  }

  private double[] epoch(
      final int stage,
      final int epoch,
      final Step step,
      final Optimizer optimizer,
      final Progress progress) {
    final double rate = settings.rate() * (1 + Math.cos(Math.PI * epoch / settings.epochs())) / 2;
    final int[] y = study.train().stream().mapToInt(study.labels()::get).toArray();
    double sum = 0;
    double right = 0;
    for (final int i : new BalancedSampler(y, y.length, Seeds.of(seed, 23, stage, epoch)).epoch()) {
      final double[] terms =
          step.learn(study.pool().parts().get(study.train().get(i)), y[i], optimizer, rate);
      if (!Double.isFinite(terms[0])) {
        throw new AttriMilException(
            "The loss became "
                + terms[0]
                + " in epoch "
                + epoch
                + " of stage "
                + stage
                + " at the slide \""
                + study.train().get(i)
                + "\"; adapt with a smaller rate=");
      }
      sum += terms[0];
      right += terms[1];
      progress.add(1);
    }
    double watched = 0;
    double told = 0;
    for (final String slide : study.val()) {
      job.checkCanceled();
      final double[] terms = step.look(study.pool().parts().get(slide), study.labels().get(slide));
      watched += terms[0];
      told += terms[1];
    }
    // Without val slides 0 / 0: not a number, and left empty in the table.
    return new double[] {
      stage,
      epoch,
      rate,
      sum / y.length,
      right / y.length,
      watched / study.val().size(),
      told / study.val().size()
    };
  }

  /** Computes what a stage gives for every patch. */
  private StageCache cache(final int stage, final Checkpoint checkpoint) {
    final int size = card.inputSize();
    final int batch = device.isGpu() ? BATCH_GPU : BATCH_CPU;
    final int n = study.pool().count();
    final Progress progress = job.progress("adapt stage " + stage + " inputs", "patches", n);
    StageCache cache = null;
    // On all threads again, after the small bags of the stage before.
    Compute.engine();
    try {
      for (int from = 0; from < n; from += batch) {
        final int count = Math.min(batch, n - from);
        final FloatBuffer buffer = FloatBuffer.allocate(count * 3 * size * size);
        for (int i = from; i < from + count; i++) {
          buffer.put(card.normalised(study.pool().get(i)));
        }
        buffer.rewind();
        try (NDManager scope = network.manager().newSubManager()) {
          NDArray out = network.stem(scope.create(buffer, new Shape(count, 3, size, size)));
          for (int k = 1; k < stage; k++) {
            out = network.stage(k, out);
          }
          out = thinned(network.plainStage(stage, out));
          if (cache == null) {
            cache = new StageCache(checkpoint.file("stage.bin"), out.getShape().slice(1));
          }
          cache.add(out);
        }
        progress.add(count);
      }
      return cache;
    } catch (final RuntimeException e) {
      if (cache != null) {
        cache.close();
      }
      throw e;
    }
  }

  private static NDArray thinned(final NDArray x) {
    final long length = x.getShape().get(2);
    int every = 1;
    while (((length + every - 1) / every) * ((length + every - 1) / every) > MOST_POSITIONS) {
      every++;
    }
    return every == 1 ? x : x.get(new NDIndex(":,:,::" + every + ",::" + every));
  }

  /**
   * Mean and standard deviation of each pooled feature over the train slides before adapting; a
   * fixed part of the classifier, which would learn slowly from features of any other scale.
   */
  private record Standard(NDArray mean, NDArray sd) {

    static Standard of(
        final StageCache cache,
        final Study study,
        final UnaryOperator<NDArray> adapter,
        final NDManager manager) {
      double[] sum = null;
      double[] squares = null;
      long n = 0;
      for (final String slide : study.train()) {
        final PatchPool.Part part = study.pool().parts().get(slide);
        try (NDManager scope = manager.newSubManager()) {
          final NDArray pooled =
              ResidualNetwork.pooled(adapter.apply(cache.read(part.first(), part.count(), scope)));
          final float[] rows = pooled.toFloatArray();
          final int d = rows.length / part.count();
          if (sum == null) {
            sum = new double[d];
            squares = new double[d];
          }
          for (int i = 0; i < rows.length; i++) {
            sum[i % d] += rows[i];
            squares[i % d] += (double) rows[i] * rows[i];
          }
          n += part.count();
        }
      }
      final float[] mean = new float[sum.length];
      final double[] spread = new double[sum.length];
      for (int k = 0; k < mean.length; k++) {
        mean[k] = (float) (sum[k] / n);
        spread[k] = Math.sqrt(Math.max(squares[k] / n - sum[k] / n * (sum[k] / n), 0));
      }
      // A channel that hardly varies here says little, and elsewhere it must not outweigh all else.
      final double usual = Arrays.stream(spread).average().orElseThrow();
      final float[] sd = new float[mean.length];
      for (int k = 0; k < sd.length; k++) {
        sd[k] = usual > 0 ? (float) Math.max(spread[k], LEAST_SPREAD * usual) : 1;
      }
      return new Standard(manager.create(mean), manager.create(sd));
    }
  }

  /** One bag through adapter and classifier. */
  private record Step(
      StageAdapter adapter, AttriMil classifier, Standard standard, StageCache cache) {

    double[] learn(
        final PatchPool.Part part, final int label, final Optimizer optimizer, final double rate) {
      try (NDManager scope = classifier.manager().newSubManager()) {
        final NDArray x = cache.read(part.first(), part.count(), scope);
        final AttriMilBackward step = new AttriMilBackward(classifier, scope, true);
        final NDArray features;
        final double[] terms;
        try (GradientCollector gradients = Compute.engine().newGradientCollector()) {
          Compute.share(x.size());
          features = features(x);
          final NDArray logits = step.score(bag(Compute.detached(features, scope))).logits();
          final NDArray loss = logits.logSoftmax(0).get(label).neg();
          terms = terms(loss, logits, label);
          if (!Double.isFinite(terms[0])) {
            return terms;
          }
          gradients.backward(loss);
        }
        final NDArray weights = step.gradients().get(AttriMil.WEIGHTS);
        try (GradientCollector gradients = Compute.engine().newGradientCollector()) {
          Compute.share(x.size());
          // The adapter's gradient by the chain rule: that of this sum is the same.
          gradients.backward(features.mul(step.featureGradient()).sum());
        }
        final Map<String, NDArray> taken = optimizer.takeGradients(scope);
        taken.put(MIL_WEIGHTS, weights);
        optimizer.step(taken, rate);
        return terms;
      }
    }

    double[] look(final PatchPool.Part part, final int label) {
      try (NDManager scope = classifier.manager().newSubManager()) {
        final NDArray x = cache.read(part.first(), part.count(), scope);
        final NDArray logits = classifier.score(bag(features(x))).logits();
        return terms(logits.logSoftmax(0).get(label).neg(), logits, label);
      }
    }

    private static BagInput bag(final NDArray features) {
      return new BagInput(features, PatchGrid.unplaced((int) features.getShape().get(0)));
    }

    private NDArray features(final NDArray x) {
      final NDArray pooled = ResidualNetwork.pooled(adapter.apply(x));
      return pooled.sub(standard.mean).div(standard.sd);
    }

    private static double[] terms(final NDArray loss, final NDArray logits, final int label) {
      final boolean right = logits.argMax().getLong() == label;
      return new double[] {loss.getFloat(), right ? 1 : 0};
    }
  }

  @Override
  public void close() {
    network.close();
  }
}
