package io.github.attrimil.tensor;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;

/** The PyTorch engine and the device it computes on. */
public final class Compute {

  /** Features of a bag below which a second thread costs more than it helps. */
  private static final long SMALL = 100_000;

  private Compute() {}

  /** As many threads as PyTorch took for itself, or was set to take. */
  private static final class Threads {
    static final int ALL = JniUtils.getNumThreads();
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
      use(Threads.ALL);
      return engine;
    } catch (final EngineException | LinkageError e) {
      throw new AttriMilException(
          "The PyTorch library cannot be loaded ("
              + AttriMilException.oneLine(e)
              + "); run `doctor` to see what is missing",
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
    use(features < SMALL ? 1 : Threads.ALL);
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

  private static void use(final int threads) {
    if (JniUtils.getNumThreads() != threads) {
      JniUtils.setNumThreads(threads);
    }
  }

  /**
   * Chooses a device and notes it in the run's record.
   *
   * @param wanted auto, cpu or gpu
   * @param job takes what was chosen
   * @return the device
   * @throws AttriMilException when gpu is wanted and none can be used
   */
  public static Device device(final String wanted, final Job job) {
    if (!wanted.matches("auto|cpu|gpu")) {
      throw new AttriMilException("device=" + wanted + " is not one of auto, cpu, gpu");
    }
    final Engine engine = engine();
    final int gpus = wanted.equals("cpu") ? 0 : engine.getGpuCount();
    if (wanted.equals("gpu") && gpus == 0) {
      throw new AttriMilException(
          "device=gpu, but PyTorch sees no GPU; run `doctor` to see which PyTorch library is"
              + " used, or use device=auto");
    }
    final Device device = gpus > 0 ? Device.gpu() : Device.cpu();
    final String name = describe(device);
    if (job.record().device(name)) {
      job.record().version("pytorch", engine.getVersion());
      job.info("Device: " + name);
    }
    return device;
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
    return engine().getGpuCount();
  }

  /**
   * @param wanted auto, cpu or gpu
   * @return the name of the device that would be taken, for a user to read
   * @throws AttriMilException when gpu is wanted and none can be used
   */
  public static String describe(final String wanted) {
    return describe(device(wanted, Job.silent()));
  }

  private static String describe(final Device device) {
    return device.isGpu()
        ? "gpu " + device.getDeviceId()
        : "cpu (" + Runtime.getRuntime().availableProcessors() + " cores)";
  }
}
