package io.github.attrimil.tensor;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.engine.StandardCapabilities;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** The PyTorch engine and the device it computes on. */
public final class Compute {

  /** Features of a bag below which a second thread costs more than it helps. */
  private static final long SMALL = 100_000;

  private static final Pattern OUT_OF_MEMORY =
      Pattern.compile(
          "out of memory|not enough memory|can't allocate memory|ALLOC_FAILED",
          Pattern.CASE_INSENSITIVE);

  private Compute() {}

  /** How many threads PyTorch uses. */
  private static final class Threads {
    /** As many as PyTorch took for itself, or was set to take. */
    static final int ALL = JniUtils.getNumThreads();

    /** Of what the calling thread computes. PyTorch keeps the number by thread, too. */
    static final ThreadLocal<Integer> MOST = ThreadLocal.withInitial(() -> ALL);
  }

  /**
   * Starts the engine for the calling thread; the first call takes a second or two. Every thread
   * that computes must call this, or {@link #device}, once.
   *
   * @return the PyTorch engine
   * @throws AttriMilException when its library cannot be loaded
   */
  public static Engine engine() {
    // Telemetry off and no look-ups: nothing is sent or fetched behind a user's back.
    if (System.getProperty("OPT_OUT_TRACKING") == null) {
      System.setProperty("OPT_OUT_TRACKING", "true");
    }
    CudaRuntime.show();
    final Thread thread = Thread.currentThread();
    final ClassLoader before = thread.getContextClassLoader();
    try {
      // Fiji's threads carry a loader that may not see DJL's services.
      thread.setContextClassLoader(Compute.class.getClassLoader());
      final Engine engine = Engine.getEngine("PyTorch");
      // PyTorch keeps this by thread, and DJL sets it only for the thread that came first: any
      // other would record gradients outside of training and refuse to change weights.
      JniUtils.setGradMode(false);
      use(Threads.MOST.get());
      return engine;
    } catch (final EngineException | LinkageError e) {
      final Throwable root = AttriMilException.rootOf(e);
      throw new AttriMilException(
          "The PyTorch library cannot be loaded ("
              + AttriMilException.oneLine(root)
              + ")"
              + NvidiaDriver.missing(root)
              + "; run `doctor` to see what is missing",
          e);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /**
   * Lets PyTorch compute on one thread while a bag is small: two that wait for each other after
   * every little piece of work are slower, and on a busy machine many times so.
   *
   * @param features how many features the bag has, N times D
   */
  public static void share(final long features) {
    use(features < SMALL ? 1 : Threads.MOST.get());
  }

  /**
   * @return how many threads PyTorch uses where nothing else is wanted
   * @throws AttriMilException when its library cannot be loaded
   */
  public static int threads() {
    engine();
    return Threads.ALL;
  }

  /**
   * Computes with a limited number of threads what the calling thread asks for. Sums depend on the
   * number of threads in their last digits.
   *
   * @param most threads of PyTorch, at least 1
   * @param work what to compute
   * @param <T> its result
   * @return the result
   */
  public static <T> T withThreads(final int most, final Supplier<T> work) {
    engine();
    final int before = Threads.MOST.get();
    Threads.MOST.set(Math.min(most, Threads.ALL));
    try {
      return work.get();
    } finally {
      Threads.MOST.set(before);
      use(before);
    }
  }

  /**
   * Hands an array over, so that it outlives the scope it was computed in.
   *
   * @param array any array
   * @param manager owns it from now on
   * @return the array
   */
  public static NDArray kept(final NDArray array, final NDManager manager) {
    array.attach(manager);
    return array;
  }

  /**
   * The same values without what led to them: a gradient goes no further back.
   *
   * @param array any array
   * @param scope owns what is given back
   * @return the same memory
   */
  public static NDArray detached(final NDArray array, final NDManager scope) {
    final NDArray detached = array.stopGradient();
    detached.attach(scope);
    return detached;
  }

  /**
   * A product with a number that gradients flow through. DJL's own frees the number's memory at
   * once, while PyTorch still needs it for the backward pass; here it stays.
   *
   * @param term any array
   * @param weight the number, one of few
   * @return their product, in the term's manager
   */
  public static NDArray weighted(final NDArray term, final double weight) {
    return term.mul(Scalars.shared(term, weight));
  }

  /**
   * Zeroes the gradient that PyTorch gathered in weights, whether it is finite or not: a product or
   * difference would leave what is not, and DJL's copyTo shares memory with PyTorch that Java
   * frees.
   *
   * @param weights that have a gradient
   */
  public static void zeroGradient(final NDArray weights) {
    JniUtils.zeroGrad((PtNDArray) weights);
  }

  /**
   * Draws numbers. PyTorch has one generator for all threads, so it is seeded for each draw, and
   * nobody else draws meanwhile.
   *
   * @param seed same seed, same numbers
   * @param bound they are uniform between -bound and bound
   * @param like an array, whose shape, device and manager they have
   * @return the numbers, float32
   */
  public static NDArray uniform(final int seed, final float bound, final NDArray like) {
    synchronized (Compute.class) {
      engine().setRandomSeed(seed);
      return like.getManager().randomUniform(-bound, bound, like.getShape());
    }
  }

  private static void use(final int threads) {
    if (JniUtils.getNumThreads() != threads) {
      JniUtils.setNumThreads(threads);
    }
  }

  /**
   * Chooses a device, notes it in the run's record, and says why when it is the CPU beside a GPU.
   *
   * @param wanted which device
   * @param job takes what was chosen
   * @return the device
   * @throws AttriMilException when a GPU is wanted that cannot be used
   */
  public static Device device(final DeviceChoice wanted, final Job job) {
    final Device device = device(wanted);
    if (job.record().device(describe(device))) {
      job.record().version("pytorch", engine().getVersion());
      job.info("Device: " + describe(device) + (device.isGpu() ? "" : reason(wanted)));
    }
    return device;
  }

  private static Device device(final DeviceChoice wanted) {
    final Engine engine = engine();
    return switch (wanted.kind()) {
      case CPU -> Device.cpu();
      case MPS -> mps(engine);
      case AUTO -> gpus(engine) > 0 ? Device.gpu() : Device.cpu();
      case GPU -> {
        final int gpus = gpus(engine);
        if (wanted.index() >= gpus) {
          throw new AttriMilException(
              "device="
                  + wanted
                  + ", but PyTorch sees "
                  + (gpus == 0 ? "no GPU" : "GPUs 0 to " + (gpus - 1) + " only")
                  + "; run `doctor` to see which PyTorch library is used, or use device=auto");
        }
        yield Device.gpu(wanted.index());
      }
    };
  }

  /** Not every PyTorch library has it: tries it on one number. */
  private static Device mps(final Engine engine) {
    final Device device = Device.of("mps", -1);
    try (NDManager manager = engine.newBaseManager(device)) {
      manager.zeros(new Shape(1)).addi(1).getFloat();
      return device;
    } catch (final EngineException | IllegalArgumentException | UnsupportedOperationException e) {
      throw new AttriMilException(
          "device=mps cannot be used ("
              + AttriMilException.oneLine(e)
              + "); it needs macOS on an Apple processor. Use device=auto",
          e);
    }
  }

  private static String reason(final DeviceChoice wanted) {
    final int gpus = gpus();
    final boolean installed = NvidiaDriver.isInstalled(Path.of("").toAbsolutePath().getRoot());
    return NvidiaDriver.reason(wanted, gpus, installed, library());
  }

  /**
   * @param failure of PyTorch
   * @return whether it or one of its causes says that memory is exhausted
   */
  public static boolean isOutOfMemory(final Throwable failure) {
    for (Throwable e = failure; e != null; e = e.getCause()) {
      if (e.getMessage() != null && OUT_OF_MEMORY.matcher(e.getMessage()).find()) {
        return true;
      }
    }
    return false;
  }

  /**
   * Frees memory of GPUs that PyTorch keeps for later arrays.
   *
   * @param device where memory is short
   */
  public static void freeCache(final Device device) {
    if (device.isGpu()) {
      JniUtils.emptyCudaCache();
    }
  }

  /**
   * @return which PyTorch library is loaded, as DJL reports it
   */
  public static String library() {
    final String flavor = System.getenv("PYTORCH_FLAVOR");
    final String path = System.getenv("PYTORCH_LIBRARY_PATH");
    return (flavor == null ? "flavor chosen by DJL" : flavor)
        + (path == null ? ", from its own jar or cache" : ", from " + path);
  }

  /**
   * @return the version of PyTorch
   * @throws AttriMilException when its library cannot be loaded
   */
  public static String version() {
    return engine().getVersion();
  }

  /**
   * @return how many GPUs PyTorch sees
   * @throws AttriMilException when its library cannot be loaded
   */
  public static int gpus() {
    return gpus(engine());
  }

  /**
   * DJL counts through CUDA's runtime library, which it may not find. Where PyTorch says that it
   * can use CUDA, there is one GPU at least.
   */
  private static int gpus(final Engine engine) {
    final int counted = engine.getGpuCount();
    return counted == 0 && engine.hasCapability(StandardCapabilities.CUDA) ? 1 : counted;
  }

  /**
   * Devices that slides are shared out to.
   *
   * @param wanted which device
   * @return every GPU for {@link DeviceChoice#AUTO} where there are several, else what was wanted
   */
  public static List<DeviceChoice> each(final DeviceChoice wanted) {
    final int gpus = wanted.kind() == DeviceChoice.Kind.AUTO ? gpus() : 0;
    return gpus < 2
        ? List.of(wanted)
        : IntStream.range(0, gpus)
            .mapToObj(index -> new DeviceChoice(DeviceChoice.Kind.GPU, index))
            .toList();
  }

  /**
   * @param wanted which device
   * @return the name of the device that would be taken and why, for a user to read
   * @throws AttriMilException when a GPU is wanted that cannot be used
   */
  public static String describe(final DeviceChoice wanted) {
    final Device device = device(wanted);
    return describe(device) + (device.isGpu() ? "" : reason(wanted));
  }

  /**
   * @param device a device
   * @return its name, for a user to read
   */
  public static String describe(final Device device) {
    if (!device.isGpu() && !device.equals(Device.cpu())) {
      return device.getDeviceType();
    }
    return device.isGpu()
        ? "gpu " + device.getDeviceId()
        : "cpu (" + Runtime.getRuntime().availableProcessors() + " cores)";
  }
}
