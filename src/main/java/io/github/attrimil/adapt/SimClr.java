package io.github.attrimil.adapt;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Progress;
import io.github.attrimil.encoder.resnet.ResNetWeights;
import io.github.attrimil.encoder.resnet.ResidualNetwork;
import io.github.attrimil.project.Checkpoint;
import io.github.attrimil.tensor.Compute;
import io.github.attrimil.tensor.Recording;
import io.github.attrimil.tensor.Tensor;
import io.github.attrimil.train.Optimizer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * SimCLR (Chen et al. 2020, arXiv:2002.05709): a network learns, without labels, to distinguish two
 * views of one patch from views of others. All weights learn; the projection head is left behind at
 * the end.
 */
final class SimClr implements AutoCloseable {

  /** Columns of the log. */
  static final List<String> LOG = List.of("epoch", "rate", "loss", "accuracy");

  private static final float LOSS_SCALE = 1024;
  private static final String NETWORK = "network.";
  private static final String OPTIMIZER = "optimizer.";

  /**
   * Hyperparameters.
   *
   * @param epochs how often each patch is seen
   * @param batch batch size in patches, of two views each
   * @param rate largest learning rate of AdamW, see {@link WarmupCosine}
   * @param decay weight decay
   * @param temperature of the loss
   * @param precision of the activations
   * @param views how views are drawn
   */
  record Settings(
      int epochs,
      int batch,
      double rate,
      double decay,
      double temperature,
      DataType precision,
      Augmentation views) {

    static Settings of(final AdaptRequest.Hyperparameters given, final Device device) {
      return new Settings(
          given.epochs() > 0 ? given.epochs() : 20,
          given.batch() > 0 ? given.batch() : device.isGpu() ? 256 : 64,
          given.rate() > 0 ? given.rate() : 1e-3,
          1e-4,
          0.2,
          given.precision().on(device),
          Augmentation.PATHOLOGY);
    }

    Map<String, String> asMap() {
      final Map<String, String> map = new LinkedHashMap<>();
      map.put("epochs", Integer.toString(epochs));
      map.put("batch", Integer.toString(batch));
      map.put("rate", Double.toString(rate));
      map.put("decay", Double.toString(decay));
      map.put("temperature", Double.toString(temperature));
      map.put("precision", precision.toString().toLowerCase(Locale.ROOT));
      views.asMap().forEach((name, value) -> map.put("views." + name, value));
      return map;
    }
  }

  /**
   * Where the network is cut.
   *
   * @param out what comes out above the cut
   * @param again the same, as what goes in below
   */
  private record Piece(NDArray out, NDArray again) {}

  private final Session session;
  private final Settings settings;
  private final PatchPool pool;
  private final TrainableResNet network;
  private final ProjectionHead head;
  private final Optimizer optimizer;
  private final NtXent loss;

  /** What gradients are multiplied by so that half precision holds them; Adam divides it out. */
  private final NDArray scale;

  private final int batch;
  private final List<double[]> log = new ArrayList<>();

  /**
   * @param session the weights to start from, device and seed; its job is asked in each step
   *     whether to stop
   * @param settings hyperparameters
   * @param pool the patches
   */
  SimClr(final Session session, final Settings settings, final PatchPool pool) {
    this.session = session;
    this.settings = settings;
    this.pool = pool;
    this.batch = Math.min(settings.batch(), pool.count());
    if (batch < 2) {
      throw new AttriMilException(
          "SimCLR contrasts patches with each other and needs at least 2; there are "
              + pool.count());
    }
    final ResNetWeights start = session.start().weights();
    final Map<String, Tensor> state =
        session.saved().map(Checkpoint.Saved::tensors).orElse(Map.of());
    final Map<String, Tensor> weights =
        session.saved().isPresent() ? Checkpoint.part(NETWORK, state) : start.tensors();
    this.network =
        new TrainableResNet(
            new ResNetWeights(start.kind(), start.norm(), weights),
            settings.precision(),
            session.device());
    final NDManager manager = network.manager();
    this.head =
        new ProjectionHead(
            start.kind().features(), state, new Random(Seeds.of(session.seed(), 11)), manager);
    final Map<String, NDArray> all = new LinkedHashMap<>(network.parameters());
    all.putAll(head.parameters());
    this.optimizer = new Optimizer(Optimizer.Settings.adamW(settings.decay()), all, manager);
    this.scale = settings.precision() == DataType.FLOAT16 ? manager.create(LOSS_SCALE) : null;
    this.loss = new NtXent(batch, settings.temperature(), manager);
    session.saved().ifPresent(this::resume);
  }

  private void resume(final Checkpoint.Saved saved) {
    optimizer.resume(Checkpoint.part(OPTIMIZER, saved.tensors()));
    log.addAll(saved.log());
    session.job().info("simclr: resuming after epoch " + log.size() + " of " + settings.epochs());
  }

  /**
   * Trains.
   *
   * @return the weights, by torchvision's names
   */
  Map<String, Tensor> run() {
    final long patches = (long) (settings.epochs() - log.size()) * steps() * batch;
    final Progress progress = session.job().progress("simclr", "patches", patches);
    try (ViewReader reader =
        new ViewReader(pool, session.start().card(), settings.views(), batch, session.seed())) {
      while (log.size() < settings.epochs()) {
        log.add(epoch(log.size(), reader, progress));
        session.snapshot().save(state(), log);
        Checkpoint.table(LOG, log).write(session.snapshot().file("log.csv"));
        show(log.get(log.size() - 1));
      }
    }
    return network.stateDict();
  }

  private int steps() {
    return pool.count() / batch;
  }

  private void show(final double[] row) {
    session
        .job()
        .info(
            String.format(
                Locale.ROOT,
                "simclr: epoch %d of %d, loss %.4f, contrastive accuracy %.1f%%",
                log.size(),
                settings.epochs(),
                row[2],
                100 * row[3]));
  }

  /**
   * @return a row an epoch
   */
  List<double[]> log() {
    return log;
  }

  private double[] epoch(final int epoch, final ViewReader reader, final Progress progress) {
    final WarmupCosine rate = new WarmupCosine(settings.rate(), (long) steps() * settings.epochs());
    final long first = (long) epoch * steps();
    final double[] sums = new double[2];
    final long[] step = {first};
    reader.epoch(
        epoch,
        views -> {
          final double[] terms = step(views, rate.at(step[0]++));
          sums[0] += terms[0];
          sums[1] += terms[1];
          progress.add(batch);
        });
    return new double[] {epoch, rate.at(first), sums[0] / steps(), sums[1] / steps()};
  }

  /** One step; gives the loss and the share of partners found. */
  private double[] step(final FloatBuffer views, final double rate) {
    final int size = session.start().card().inputSize();
    try (NDManager scope = network.manager().newSubManager()) {
      final NDArray x = scope.create(views, new Shape(2L * batch, 3, size, size));
      final double[] terms = new double[2];
      try (Recording.Open recording = Recording.on()) {
        final List<Piece> pieces = new ArrayList<>();
        final NDArray h =
            ResidualNetwork.pooled(stages(x, pieces, scope)).toType(DataType.FLOAT32, false);
        final NDArray chances = loss.logChances(head.apply(h));
        final NDArray value = loss.loss(chances);
        terms[0] = value.getFloat();
        terms[1] = NtXent.accuracy(chances.toFloatArray(), batch);
        if (!Double.isFinite(terms[0])) {
          throw new AttriMilException(
              "The loss of SimCLR became " + terms[0] + "; train with a smaller rate=");
        }
        session.job().checkCanceled();
        Recording.backward(scale == null ? value : value.mul(scale));
        for (int k = pieces.size() - 1; k >= 0; k--) {
          session.job().checkCanceled();
          final Piece piece = pieces.get(k);
          // By the chain rule: the gradient of this sum is that of the loss.
          Recording.backward(piece.out.mul(piece.again.getGradient()).sum());
        }
      }
      final Map<String, NDArray> taken = optimizer.takeGradients(scope);
      // Half precision overflows now and then; PyTorch's scaler leaves such steps out too.
      if (scale == null || Double.isFinite(Optimizer.norm(taken.values()))) {
        optimizer.step(taken, rate);
      }
      return terms;
    }
  }

  /**
   * Computes all stages, each from a copy of what came before it: where a large batch takes
   * seconds, a cancel takes effect between stages, in the backward pass too.
   */
  private NDArray stages(final NDArray x, final List<Piece> pieces, final NDManager scope) {
    NDArray out = network.stem(x);
    for (int stage = 1; stage <= network.kind().stages(); stage++) {
      session.job().checkCanceled();
      final NDArray again = Compute.detached(out, scope);
      again.setRequiresGradient(true);
      pieces.add(new Piece(out, again));
      out = network.stage(stage, again);
    }
    return out;
  }

  private Map<String, Tensor> state() {
    final Map<String, Tensor> state =
        new LinkedHashMap<>(Checkpoint.prefixed(NETWORK, network.stateDict()));
    state.putAll(head.state());
    state.putAll(Checkpoint.prefixed(OPTIMIZER, optimizer.state()));
    return state;
  }

  @Override
  public void close() {
    optimizer.close();
    network.close();
  }
}
