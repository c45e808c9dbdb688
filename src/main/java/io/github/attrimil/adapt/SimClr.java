package io.github.attrimil.adapt;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.core.Linear;
import ai.djl.training.GradientCollector;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.Progress;
import io.github.attrimil.core.Workers;
import io.github.attrimil.encoder.EncoderCard;
import io.github.attrimil.encoder.resnet.ResNetWeights;
import io.github.attrimil.encoder.resnet.ResidualNetwork;
import io.github.attrimil.project.Checkpoint;
import io.github.attrimil.tensor.Compute;
import io.github.attrimil.tensor.Tensor;
import io.github.attrimil.train.Optimizer;
import java.nio.FloatBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * SimCLR (Chen et al. 2020, arXiv:2002.05709): a network learns, without labels, to tell two views
 * of one patch from views of others. All weights learn; the projection head is left behind at the
 * end.
 */
final class SimClr implements AutoCloseable {

  /** Columns of the log. */
  static final List<String> LOG = List.of("epoch", "rate", "loss", "accuracy");

  private static final int PROJECTION = 128;
  private static final int AHEAD = 3;
  private static final float LOSS_SCALE = 1024;
  private static final String NETWORK = "network.";
  private static final String OPTIMIZER = "optimizer.";

  /** Share of the steps in which the rate rises. */
  private static final double WARMUP = 0.05;

  /**
   * Every number of the training.
   *
   * @param epochs how often each patch is seen
   * @param batch patches a step, of two views each
   * @param rate largest learning rate of AdamW; it rises for the first 5 % of the steps and falls
   *     to zero as a cosine
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
      Augmentation views) {}

  /** Two views of the patches of a step: first those of all patches, then the others. */
  private record Batch(FloatBuffer views) {}

  /**
   * Where the network is cut.
   *
   * @param out what comes out above the cut
   * @param again the same, as what goes in below
   */
  private record Piece(NDArray out, NDArray again) {}

  private final Settings settings;
  private final EncoderCard card;
  private final PatchPool pool;
  private final long seed;
  private final Job job;
  private final TrainableResNet network;
  private final Map<String, NDArray> head = new LinkedHashMap<>();
  private final Optimizer optimizer;
  private final NtXent loss;

  /** What gradients are multiplied by so that half precision holds them; Adam divides it out. */
  private final NDArray scale;

  private final int batch;
  private final List<double[]> log = new ArrayList<>();

  /**
   * @param start the weights to start from
   * @param saved where the training stood, if it was begun before
   * @param card how patches are normalised
   * @param settings every number
   * @param pool the patches
   * @param device where it computes
   * @param seed same seed, same result
   * @param job told of progress; asked in each step whether to stop
   */
  SimClr(
      final ResNetWeights start,
      final Optional<Checkpoint.Saved> saved,
      final EncoderCard card,
      final Settings settings,
      final PatchPool pool,
      final Device device,
      final long seed,
      final Job job) {
    this.settings = settings;
    this.card = card;
    this.pool = pool;
    this.seed = seed;
    this.job = job;
    this.batch = Math.min(settings.batch(), pool.count());
    if (batch < 2) {
      throw new AttriMilException(
          "SimCLR tells patches from each other and needs at least 2; there are " + pool.count());
    }
    final Map<String, Tensor> state = saved.map(Checkpoint.Saved::tensors).orElse(Map.of());
    final Map<String, Tensor> weights =
        saved.isPresent() ? Checkpoint.part(NETWORK, state) : start.tensors();
    this.network =
        new TrainableResNet(
            new ResNetWeights(start.kind(), start.norm(), weights), settings.precision(), device);
    final int d = start.kind().features();
    final Random random = new Random(Seeds.of(seed, 11));
    final Map<String, Tensor> drawn = new LinkedHashMap<>();
    draw(drawn, "head.0", d, d, random);
    draw(drawn, "head.2", PROJECTION, d, random);
    drawn.forEach((name, tensor) -> head.put(name, learning(state.getOrDefault(name, tensor))));
    final Map<String, NDArray> all = new LinkedHashMap<>(network.parameters());
    all.putAll(head);
    this.optimizer =
        new Optimizer(
            new Optimizer.Settings("adamw", 0, settings.decay(), 0), all, network.manager());
    this.scale =
        settings.precision() == DataType.FLOAT16 ? network.manager().create(LOSS_SCALE) : null;
    this.loss = new NtXent(batch, settings.temperature(), network.manager());
    if (saved.isPresent()) {
      optimizer.resume(Checkpoint.part(OPTIMIZER, state));
      log.addAll(saved.get().log());
      job.info("simclr: goes on after epoch " + log.size() + " of " + settings.epochs());
    }
  }

  /** A linear layer, drawn as PyTorch draws it. */
  private static void draw(
      final Map<String, Tensor> drawn,
      final String name,
      final int out,
      final int in,
      final Random random) {
    final float bound = (float) (1 / Math.sqrt(in));
    for (final long[] shape : List.of(new long[] {out, in}, new long[] {out})) {
      final float[] values = new float[shape.length == 1 ? out : out * in];
      for (int i = 0; i < values.length; i++) {
        values[i] = (2 * random.nextFloat() - 1) * bound;
      }
      drawn.put(name + (shape.length == 1 ? ".bias" : ".weight"), Tensor.of(values, shape));
    }
  }

  private NDArray learning(final Tensor tensor) {
    final NDArray array = network.manager().create(tensor.floats(), new Shape(tensor.shape()));
    array.setRequiresGradient(true);
    return array;
  }

  /**
   * Trains.
   *
   * @param checkpoint takes every epoch
   * @return the weights, by torchvision's names
   */
  Map<String, Tensor> run(final Checkpoint checkpoint) {
    final int steps = pool.count() / batch;
    final Progress progress =
        job.progress("simclr", "patches", (long) (settings.epochs() - log.size()) * steps * batch);
    final ExecutorService readers =
        Executors.newFixedThreadPool(Math.min(8, Runtime.getRuntime().availableProcessors()));
    try {
      while (log.size() < settings.epochs()) {
        log.add(epoch(log.size(), steps, readers, progress));
        checkpoint.save(state(), log);
        Checkpoint.table(LOG, log).write(checkpoint.file("log.csv"));
        final double[] row = log.get(log.size() - 1);
        job.info(
            String.format(
                java.util.Locale.ROOT,
                "simclr: epoch %d of %d, loss %.4f, partner found %.1f %%",
                log.size(),
                settings.epochs(),
                row[2],
                100 * row[3]));
      }
    } finally {
      readers.shutdownNow();
    }
    return network.stateDict();
  }

  /**
   * @return a row an epoch
   */
  List<double[]> log() {
    return log;
  }

  private double[] epoch(
      final int epoch, final int steps, final ExecutorService readers, final Progress progress) {
    final int[] order = order(epoch);
    final Deque<Future<Batch>> ahead = new ArrayDeque<>();
    double sum = 0;
    double right = 0;
    try {
      for (int step = 0, asked = 0; step < steps; step++) {
        for (; asked < steps && ahead.size() < AHEAD; asked++) {
          final int from = asked * batch;
          ahead.add(readers.submit(() -> views(epoch, order, from)));
        }
        final double[] terms =
            step(Workers.result(ahead.remove()), rate(epoch * (long) steps + step, steps));
        sum += terms[0];
        right += terms[1];
        progress.add(batch);
      }
    } finally {
      ahead.forEach(f -> f.cancel(true));
    }
    return new double[] {epoch, rate(epoch * (long) steps, steps), sum / steps, right / steps};
  }

  private int[] order(final int epoch) {
    final Random random = new Random(Seeds.of(seed, 13, epoch));
    final int[] order = new int[pool.count()];
    for (int i = 0; i < order.length; i++) {
      final int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  private double rate(final long step, final int steps) {
    final double all = (double) steps * settings.epochs();
    final double rising = Math.max(1, WARMUP * all);
    return step < rising
        ? settings.rate() * (step + 1) / rising
        : settings.rate() * (1 + Math.cos(Math.PI * (step - rising) / (all - rising))) / 2;
  }

  private Batch views(final int epoch, final int[] order, final int from) {
    final int each = 3 * card.inputSize() * card.inputSize();
    final FloatBuffer out = FloatBuffer.allocate(2 * batch * each);
    for (int view = 0; view < 2; view++) {
      for (int i = 0; i < batch && !Thread.currentThread().isInterrupted(); i++) {
        final int patch = order[from + i];
        out.put(
            settings
                .views()
                .view(pool.get(patch), card, new Random(Seeds.of(seed, epoch, patch, view))));
      }
    }
    out.rewind();
    return new Batch(out);
  }

  /** One step; gives the loss and the share of partners found. */
  private double[] step(final Batch views, final double rate) {
    final int size = card.inputSize();
    try (NDManager scope = network.manager().newSubManager()) {
      final NDArray x = scope.create(views.views(), new Shape(2L * batch, 3, size, size));
      final double[] terms = new double[2];
      try (GradientCollector gradients = Compute.engine().newGradientCollector()) {
        final List<Piece> pieces = new ArrayList<>();
        final NDArray h =
            ResidualNetwork.pooled(stages(x, pieces, scope)).toType(DataType.FLOAT32, false);
        final NDArray hidden = Activation.relu(linear(h, "head.0"));
        final NDArray chances = loss.logChances(linear(hidden, "head.2"));
        final NDArray value = loss.loss(chances);
        terms[0] = value.getFloat();
        terms[1] = NtXent.accuracy(chances.toFloatArray(), batch);
        if (!Double.isFinite(terms[0])) {
          throw new AttriMilException(
              "The loss of SimCLR became " + terms[0] + "; train with a smaller rate=");
        }
        job.checkCanceled();
        gradients.backward(scale == null ? value : value.mul(scale));
        for (int k = pieces.size() - 1; k >= 0; k--) {
          job.checkCanceled();
          final Piece piece = pieces.get(k);
          // By the chain rule: the gradient of this sum is that of the loss.
          gradients.backward(piece.out.mul(piece.again.getGradient()).sum());
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
   * seconds, a cancel is heard between stages, on the way back too.
   */
  private NDArray stages(final NDArray x, final List<Piece> pieces, final NDManager scope) {
    NDArray out = network.stem(x);
    for (int stage = 1; stage <= network.kind().stages(); stage++) {
      job.checkCanceled();
      final NDArray again = Compute.detached(out, scope);
      again.setRequiresGradient(true);
      pieces.add(new Piece(out, again));
      out = network.stage(stage, again);
    }
    return out;
  }

  private NDArray linear(final NDArray x, final String name) {
    return Linear.linear(x, head.get(name + ".weight"), head.get(name + ".bias"))
        .singletonOrThrow();
  }

  private Map<String, Tensor> state() {
    final Map<String, Tensor> state =
        new LinkedHashMap<>(Checkpoint.prefixed(NETWORK, network.stateDict()));
    head.forEach(
        (name, array) ->
            state.put(name, Tensor.of(array.toFloatArray(), array.getShape().getShape())));
    state.putAll(Checkpoint.prefixed(OPTIMIZER, optimizer.state()));
    return state;
  }

  @Override
  public void close() {
    optimizer.close();
    network.close();
  }
}
