package io.github.attrimil.bench;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import io.github.attrimil.core.Job;
import io.github.attrimil.encoder.EncoderCard;
import io.github.attrimil.encoder.resnet.FusedResNet;
import io.github.attrimil.encoder.resnet.ResNetWeights;
import io.github.attrimil.encoder.script.ScriptEncoder;
import io.github.attrimil.encoder.script.ScriptNetwork;
import io.github.attrimil.encoder.vit.Vit;
import io.github.attrimil.encoder.vit.VitSettings;
import io.github.attrimil.encoder.vit.VitWeights;
import io.github.attrimil.format.tensors.TensorFiles;
import io.github.attrimil.tensor.Compute;
import io.github.attrimil.tensor.DeviceChoice;
import io.github.attrimil.tensor.Precision;
import io.github.attrimil.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * Patches a second of an encoder on a GPU, beside the same network in Python
 * (src/test/python/bench_gpu_encoder.py) on the same card, in turn: the whole way from float arrays
 * in host memory to features there, and the network alone. Then the features are compared: with
 * those of the CPU, and with Python's.
 *
 * <pre>
 * java -Dpython=python3 -cp ... io.github.attrimil.bench.GpuEncoderBench \
 *     vit|resnet50 WEIGHTS.pt float32,bfloat16
 * </pre>
 *
 * {@code -Ddevice=gpu|cpu}, {@code -Dbatch} (patches on the whole way), {@code -Dpart} (patches the
 * network is given at once when alone), {@code -Drounds} and {@code -Dwarmup} change what is timed.
 * Without {@code -Dpython} only this side runs; with {@code -Drounds=0} features are only compared.
 * Last lines begin with "RESULT".
 */
public final class GpuEncoderBench {

  private static final int SIZE = Integer.getInteger("size", 224);
  private static final int BATCH = Integer.getInteger("batch", 256);
  private static final int PART = Integer.getInteger("part", 64);
  private static final int ROUNDS = Integer.getInteger("rounds", 7);
  private static final int WARM_UP = Integer.getInteger("warmup", 3);
  private static final int COMPARED = 8;
  private static final String PYTHON = System.getProperty("python");
  private static final double[] MEAN = {0.485, 0.456, 0.406};
  private static final double[] STD = {0.229, 0.224, 0.225};

  /** A network on a device, alone and as an encoder. */
  private record Subject(ScriptNetwork network, ScriptEncoder encoder) implements AutoCloseable {
    @Override
    public void close() {
      encoder.close();
    }
  }

  private GpuEncoderBench() {}

  /**
   * @param args the network, a file of its weights, precisions
   * @throws Exception when a side fails
   */
  public static void main(final String[] args) throws Exception {
    final boolean vit = args[0].equals("vit");
    final long start = System.nanoTime();
    final Map<String, Tensor> state = TensorFiles.open(Path.of(args[1]));
    print("%s: weights read in %.1f s", args[0], (System.nanoTime() - start) / 1e9);
    final Device device =
        Compute.device(DeviceChoice.of(System.getProperty("device", "gpu")), Job.silent());
    print("Device %s, PyTorch %s", device, Compute.version());
    final List<float[]> patches = patches();
    final Path file = write(patches);
    final float[][] exact = onCpu(vit, state, patches.subList(0, Math.min(COMPARED, BATCH)));
    for (final String name : args[2].split(",")) {
      final Precision precision = Precision.valueOf(name.toUpperCase(Locale.ROOT));
      final long from = System.nanoTime();
      try (Subject subject = subject(vit, state, device, precision)) {
        print("%s %s: loaded in %.1f s", args[0], name, (System.nanoTime() - from) / 1e9);
        final float[][] own = subject.encoder().encode(patches);
        print(
            "RESULT %s %s: features on %s differ from float32 on the CPU by %.1e of the largest",
            args[0], name, device, difference(exact, own));
        if (PYTHON == null) {
          timeAlone(args[0], name, subject, vit, patches);
        } else {
          compare(args, name, subject, vit, patches, file, own);
        }
      }
    }
    Files.delete(file);
  }

  /** Smooth patches with noise, normalized; what a value means depends on the network's layout. */
  private static List<float[]> patches() {
    final Random random = new Random(1);
    final List<float[]> patches = new ArrayList<>();
    for (int p = 0; p < BATCH; p++) {
      final float[] patch = new float[3 * SIZE * SIZE];
      final double wave = 0.01 + 0.1 * random.nextDouble();
      for (int i = 0; i < patch.length; i++) {
        patch[i] = (float) (Math.sin(wave * i) + 0.5 * random.nextGaussian());
      }
      patches.add(patch);
    }
    return patches;
  }

  private static Path write(final List<float[]> patches) throws Exception {
    final Path file = Files.createTempFile("patches", ".f32");
    final ByteBuffer bytes =
        ByteBuffer.allocate(patches.size() * patches.get(0).length * Float.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    final FloatBuffer floats = bytes.asFloatBuffer();
    patches.forEach(floats::put);
    Files.write(file, bytes.array());
    return file;
  }

  private static Subject subject(
      final boolean vit,
      final Map<String, Tensor> state,
      final Device device,
      final Precision precision) {
    final EncoderCard card = new EncoderCard("bench", SIZE, MEAN, STD, "", "");
    final ScriptNetwork network;
    if (vit) {
      network = new Vit(VitWeights.of(state, VitSettings.DEFAULT), SIZE, device, precision);
    } else {
      final FusedResNet fused = new FusedResNet(ResNetWeights.of(state), device, precision);
      print("Convolution, sum and ReLU together: %s", fused.fused());
      network = fused;
    }
    return new Subject(
        network,
        vit ? ScriptEncoder.ofChannels(network, card) : ScriptEncoder.ofPixels(network, card));
  }

  private static float[][] onCpu(
      final boolean vit, final Map<String, Tensor> state, final List<float[]> patches) {
    try (Subject cpu = subject(vit, state, Device.cpu(), Precision.FLOAT32)) {
      return cpu.encoder().encode(patches);
    }
  }

  private static double difference(final float[][] expected, final float[][] found) {
    double largest = 0;
    double most = 0;
    for (int i = 0; i < expected.length; i++) {
      for (int k = 0; k < expected[i].length; k++) {
        largest = Math.max(largest, Math.abs(expected[i][k]));
        most = Math.max(most, Math.abs(expected[i][k] - found[i][k]));
      }
    }
    return most / largest;
  }

  private static double seconds(final Runnable work) {
    final long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / 1e9;
  }

  private static void timeAlone(
      final String network,
      final String precision,
      final Subject subject,
      final boolean vit,
      final List<float[]> patches) {
    for (int i = 0; i < ROUNDS; i++) {
      print(
          "%s %s: whole way %.1f patches a second, network %.1f",
          network,
          precision,
          BATCH / seconds(() -> subject.encoder().encode(patches)),
          BATCH / network(subject, vit, patches));
    }
  }

  /** Seconds for a batch in parts that are on the device already. */
  private static double network(
      final Subject subject, final boolean vit, final List<float[]> patches) {
    final Device device = subject.network().manager().getDevice();
    try (PtNDManager scope = subject.network().manager().newSubManager(device)) {
      final int part = Math.min(PART, BATCH);
      final ByteBuffer bytes =
          ByteBuffer.allocateDirect(part * patches.get(0).length * Float.BYTES)
              .order(ByteOrder.nativeOrder());
      for (int i = 0; i < part; i++) {
        bytes.asFloatBuffer().put(i * patches.get(i).length, patches.get(i));
      }
      final NDArray images =
          scope.create(
              bytes,
              vit ? new Shape(part, 3, SIZE, SIZE) : new Shape(part, SIZE, SIZE, 3),
              DataType.FLOAT32);
      subject.network().features(scope, images).toFloatArray();
      return seconds(
          () -> {
            NDArray last = null;
            for (int done = 0; done < BATCH; done += part) {
              last = subject.network().features(scope, images);
            }
            last.toFloatArray();
          });
    }
  }

  private static void compare(
      final String[] args,
      final String precision,
      final Subject subject,
      final boolean vit,
      final List<float[]> patches,
      final Path file,
      final float[][] own)
      throws Exception {
    try (Twin twin =
        new Twin(
            "bench_gpu_encoder.py",
            args[0],
            args[1],
            precision,
            System.getProperty("device", "gpu"),
            file.toString(),
            String.valueOf(SIZE),
            String.valueOf(PART))) {
      final Path theirs = Files.createTempFile("features", ".f32");
      twin.ask("features " + theirs);
      print(
          "RESULT %s %s: features differ from Python's by %.1e of the largest",
          args[0], precision, difference(read(theirs, own), own));
      Files.delete(theirs);
      if (ROUNDS == 0) {
        return;
      }
      final double[] best = {Double.MAX_VALUE, Double.MAX_VALUE};
      final double whole =
          Twin.compare(
              args[0] + " " + precision + ", whole way, " + BATCH + " patches",
              WARM_UP,
              ROUNDS,
              () -> least(best, 0, seconds(() -> subject.encoder().encode(patches))),
              () -> Double.parseDouble(twin.ask("encode")[0]));
      final double alone =
          Twin.compare(
              args[0] + " " + precision + ", network alone, in parts of " + PART,
              WARM_UP,
              ROUNDS,
              () -> least(best, 1, network(subject, vit, patches)),
              () -> Double.parseDouble(twin.ask("network")[0]));
      print(
          "RESULT %s %s: whole way %.1f patches/s, theirs/ours %.2f; network %.1f patches/s,"
              + " theirs/ours %.2f; network's share %.0f %%",
          args[0],
          precision,
          BATCH / best[0],
          whole,
          BATCH / best[1],
          alone,
          100 * best[1] / best[0]);
    }
  }

  private static double least(final double[] best, final int which, final double seconds) {
    best[which] = Math.min(best[which], seconds);
    return seconds;
  }

  private static float[][] read(final Path file, final float[][] like) throws Exception {
    final ByteBuffer bytes =
        ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    final float[][] rows = new float[like.length][like[0].length];
    for (final float[] row : rows) {
      for (int k = 0; k < row.length; k++) {
        row[k] = bytes.getFloat();
      }
    }
    return rows;
  }

  private static void print(final String format, final Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
