package io.github.attrimil.evaluate.summary;

import java.util.List;
import java.util.Locale;

/** What is measured of predictions. Its column in tables is its name in lower case. */
public enum Metric {
  AUC(
      Of.ALL,
      "AUC",
      "Area under the ROC curve, as the official tester computes it: of p_1 for two classes, else"
          + " the micro average over the flattened one-hot table. Empty where only one class is"
          + " present."),
  ACC(Of.ALL, "Accuracy", "Fraction of slides whose most probable class is the true one."),
  AUC_MACRO(
      Of.ALL,
      "AUC (macro)",
      "Mean of the one-versus-rest AUCs of the classes present; for two classes the AUC."),
  AUC_MICRO(
      Of.ALL,
      "AUC (micro)",
      "AUC of all n x C probabilities, those of the true classes being the positives."),
  BALANCED_ACC(Of.ALL, "Balanced accuracy", "Mean sensitivity of the classes present."),
  F1_MACRO(
      Of.ALL, "F1 (macro)", "Mean F1 score of the classes that are true or predicted somewhere."),
  F1_WEIGHTED(
      Of.ALL, "F1 (weighted)", "Mean F1 score of the classes, weighted by their true slides."),
  KAPPA(Of.ALL, "Cohen's kappa", "Agreement beyond chance, unweighted."),
  KAPPA_QUADRATIC(
      Of.ALL,
      "Quadratic kappa",
      "Agreement beyond chance of ordered classes, disagreements weighted by their squared"
          + " distance."),
  MCC(
      Of.ALL,
      "Matthews correlation",
      "Correlation of true and predicted classes; 0 where all slides are of one class or predicted"
          + " as one."),
  AVERAGE_PRECISION(
      Of.ALL,
      "Average precision",
      "Area under the precision-recall curve without interpolation: of class 1 for two classes,"
          + " else the mean over the classes present."),
  SENSITIVITY(
      Of.CLASS,
      "Sensitivity",
      "Fraction of the slides of class c that are predicted as c (recall)."),
  SPECIFICITY(
      Of.CLASS, "Specificity", "Fraction of the other slides that are not predicted as class c."),
  PRECISION(
      Of.CLASS,
      "Positive predictive value",
      "Fraction of the slides predicted as class c that are of class c (precision)."),
  F1(Of.CLASS, "F1", "Harmonic mean of precision and sensitivity of class c."),
  AUC_CLASS(Of.CLASS, "AUC (one versus rest)", "AUC of p_c, class c against all others."),
  BRIER(
      Of.ALL,
      "Brier score",
      "Mean squared error of probabilities: of p_1 for two classes (0 to 1), of all classes summed"
          + " for more (0 to 2)."),
  LOG_LOSS(Of.ALL, "Log loss", "Mean of -ln p of the true class."),
  ECE(
      Of.ALL,
      "Calibration error",
      "Expected calibration error: mean |mean probability - observed fraction| over 10 bins of"
          + " equal width, weighted by their slides; of p_1 for two classes, of the predicted"
          + " class's probability for more."),
  BRIER_CALIBRATED(Of.CALIBRATED, "Brier score, calibrated", "brier after temperature scaling."),
  LOG_LOSS_CALIBRATED(Of.CALIBRATED, "Log loss, calibrated", "log_loss after temperature scaling."),
  ECE_CALIBRATED(Of.CALIBRATED, "Calibration error, calibrated", "ece after temperature scaling."),
  ACC_YOUDEN(
      Of.THRESHOLD,
      "Accuracy at the threshold",
      "Accuracy where slides are of class 1 from threshold_youden on."),
  SENSITIVITY_YOUDEN(
      Of.THRESHOLD,
      "Sensitivity at the threshold",
      "Fraction of class-1 slides with p_1 at or above threshold_youden."),
  SPECIFICITY_YOUDEN(
      Of.THRESHOLD,
      "Specificity at the threshold",
      "Fraction of class-0 slides with p_1 below threshold_youden."),
  PPV_YOUDEN(
      Of.THRESHOLD,
      "Positive predictive value at the threshold",
      "Fraction of class-1 slides among those with p_1 at or above threshold_youden."),
  NPV_YOUDEN(
      Of.THRESHOLD,
      "Negative predictive value at the threshold",
      "Fraction of class-0 slides among those with p_1 below threshold_youden."),
  F1_YOUDEN(Of.THRESHOLD, "F1 at the threshold", "F1 score of class 1 at threshold_youden.");

  /** What a metric needs. */
  public enum Of {
    /** Any predictions. */
    ALL,
    /** Any predictions; once for each class. */
    CLASS,
    /** A temperature that was fitted on validation slides. */
    CALIBRATED,
    /** Two classes, and a threshold that was chosen on validation slides. */
    THRESHOLD
  }

  private final Of of;
  private final String title;
  private final String meaning;

  Metric(final Of of, final String title, final String meaning) {
    this.of = of;
    this.title = title;
    this.meaning = meaning;
  }

  /**
   * @return what it needs
   */
  public Of of() {
    return of;
  }

  /**
   * @return a few words for tables
   */
  public String title() {
    return title;
  }

  /**
   * @return its definition, a sentence or two
   */
  public String meaning() {
    return meaning;
  }

  /**
   * @return its name in tables, without the class it is of
   */
  public String column() {
    return this == AUC_CLASS ? "auc" : name().toLowerCase(Locale.ROOT);
  }

  /**
   * @return those whose interval is that of a proportion
   */
  static List<Metric> proportions() {
    return List.of(
        ACC,
        SENSITIVITY,
        SPECIFICITY,
        PRECISION,
        ACC_YOUDEN,
        SENSITIVITY_YOUDEN,
        SPECIFICITY_YOUDEN,
        PPV_YOUDEN,
        NPV_YOUDEN);
  }
}
