package io.github.attrimil.mil;

import io.github.attrimil.cohort.Bagging;
import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.Options;

/** The hyperparameters of every training, whatever the kind. */
public final class TrainingOptions {

  /** How weights move along gradients. */
  public enum Optimizer {
    /** Stochastic gradient descent with momentum. */
    SGD,
    /** Adam (Kingma and Ba 2015, arXiv:1412.6980). */
    ADAM,
    /** Adam with decoupled weight decay (Loshchilov and Hutter 2019, arXiv:1711.05101). */
    ADAMW
  }

  /** How the learning rate changes over the epochs. */
  public enum Schedule {
    /** It stays. */
    CONSTANT,
    /** It falls to zero along half a cosine. */
    COSINE
  }

  /** What is done about classes of different sizes. */
  public enum Balance {
    /** Every class is drawn equally often, with replacement. */
    SAMPLING,
    /** Every bag comes equally often, and rare classes have a larger loss. */
    LOSS,
    /** Every bag comes equally often. */
    NONE
  }

  /** The metric of the validation slides by which the best epoch is chosen. */
  public enum Monitor {
    /** The loss. */
    LOSS,
    /** The area under the ROC curve. */
    AUC,
    /** The fraction of bags classified correctly. */
    ACCURACY,
    /** The mean sensitivity of the classes. */
    BALANCED,
    /** The mean F1 of the classes. */
    F1
  }

  /** What a bag is. */
  public static final Option<Bagging> BAG =
      Option.choice(
          "bag",
          "Bag",
          "What a bag is: the patches of a slide, or of all slides of a patient" + " (case_id).",
          Bagging.SLIDE);

  /** What is done about classes of different sizes. */
  public static final Option<Balance> BALANCE =
      Option.choice(
          "balance",
          "Class balance",
          "sampling: each class is drawn equally often; loss: rare classes have a larger loss;"
              + " none: bags as they are.",
          Balance.SAMPLING);

  /** What chooses the best epoch. */
  public static final Option<Monitor> MONITOR =
      Option.choice(
          "monitor",
          "Monitored metric",
          "Validation metric that chooses the best epoch and ends training early; of equal epochs"
              + " the one with the lower loss. balanced: balanced accuracy; f1: mean over classes.",
          Monitor.LOSS);

  /** Maximum number of epochs. */
  public static final Option<Integer> EPOCHS =
      Option.integer("epochs", "Epochs", "Maximum number of epochs.", 60, 1, 100_000);

  /** Minimum number of bags an epoch draws. */
  public static final Option<Integer> BAGS =
      Option.integer(
          "bags", "Bags per epoch", "Minimum number of bags drawn per epoch.", 50, 0, 1_000_000);

  /** The optimizer. */
  public static final Option<Optimizer> OPTIMIZER =
      Option.choice("optimizer", "Optimizer", "Optimizer.", Optimizer.SGD);

  /** The learning rate. */
  public static final Option<Double> RATE =
      Option.number("rate", "Learning rate", "Learning rate.", 2e-3, 1e-12, 10);

  /** The learning rate's schedule. */
  public static final Option<Schedule> SCHEDULE =
      Option.choice("schedule", "Schedule", "Learning rate schedule.", Schedule.CONSTANT);

  /** Gradient clipping. */
  public static final Option<Double> CLIP =
      Option.number(
          "clip", "Gradient clipping", "Maximum norm of all gradients; 0 for none.", 0, 0, 1e9);

  /** Momentum of SGD. */
  public static final Option<Double> MOMENTUM =
      Option.number("momentum", "Momentum", "Momentum of SGD.", 0.9, 0, 0.999999);

  /** Weight decay. */
  public static final Option<Double> DECAY =
      Option.number("decay", "Weight decay", "Weight decay.", 1e-5, 0, 10);

  /** Averaged weights. */
  public static final Option<Double> AVERAGE =
      Option.number(
          "average",
          "Weight average",
          "Validate and keep a moving average of the weights over epochs, with this decay"
              + " per epoch; 0 for no average.",
          0,
          0,
          0.99);

  /** Reduction of features before the network. */
  public static final Option<ReductionChoice> REDUCTION =
      Option.parsed(
          "reduction",
          "Reduced features",
          "Whitened principal components of the training patches that replace the features: a"
              + " number, none, or auto, which uses a quarter of the features, at most 64, where a"
              + " fold has fewer than 100 training slides (200 if there are 256 features or more)."
              + " With standard, each feature is scaled to mean 0 and variance 1 instead; squares"
              + " appends the squares of these.",
          ReductionChoice.AUTO,
          ReductionChoice::new);

  /** Noise added to features. */
  public static final Option<Double> NOISE =
      Option.number(
          "noise",
          "Feature noise",
          "Noise added to features in training, in standard deviations of each feature.",
          0,
          0,
          100);

  /** Epochs without a better validation before training stops. */
  public static final Option<Integer> PATIENCE =
      Option.integer(
          "patience",
          "Patience",
          "Epochs without a better validation before training stops; 0 for never.",
          20,
          0,
          100_000);

  /** First epoch in which training may stop. */
  public static final Option<Integer> PATIENCE_FROM =
      Option.integer(
          "patiencefrom",
          "Patience from epoch",
          "First epoch in which training may stop early.",
          30,
          0,
          100_000);

  /** Further starts of a training that learns nothing. */
  public static final Option<Integer> RESTARTS =
      Option.integer(
          "restarts",
          "Restarts",
          "Maximum number of times that training of a fold starts again from other weights because"
              + " its lowest validation loss stayed above restartabove= in 10 epochs or more, or"
              + " the loss became infinite or not a number.",
          2,
          0,
          10);

  /** Which starts are followed by another. */
  public static final Option<Double> RESTART_ABOVE =
      Option.number(
          "restartabove",
          "Restart above",
          "Validation loss above which training of a fold starts again, as a share of the loss of"
              + " a model that gives every class the same probability.",
          0.97,
          0,
          1);

  private TrainingOptions() {}

  /**
   * @return all of them at their defaults
   */
  public static Options defaults() {
    return Options.of(
        BAG,
        EPOCHS,
        BAGS,
        BALANCE,
        OPTIMIZER,
        RATE,
        SCHEDULE,
        CLIP,
        MOMENTUM,
        DECAY,
        AVERAGE,
        REDUCTION,
        NOISE,
        MONITOR,
        PATIENCE,
        PATIENCE_FROM,
        RESTARTS,
        RESTART_ABOVE);
  }
}
