package io.github.attrimil.script;

import io.github.attrimil.cohort.Bag;
import io.github.attrimil.cohort.BagSource;
import io.github.attrimil.cohort.FeatureCard;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.QuietLibraries;
import io.github.attrimil.geometry.PatchCoords;
import io.github.attrimil.geometry.PatchGrid;
import io.github.attrimil.mil.registry.BagScores;
import io.github.attrimil.mil.registry.SharedNetworks;
import io.github.attrimil.mil.registry.TrainedModel;
import io.github.attrimil.project.Project;
import io.github.attrimil.tensor.DeviceChoice;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A trained model from a program or script: scores bags that are given as arrays or as feature
 * files. A model of several folds predicts as the mean of its folds, like `predict`. Several
 * threads may use it; close it when done.
 */
public final class MilScorer implements AutoCloseable {

  static {
    QuietLibraries.apply();
  }

  private static final String NO_SLIDE = "bag";

  private final TrainedModel model;
  private final SharedNetworks networks;
  private boolean closed;

  private MilScorer(final TrainedModel model, final DeviceChoice device) {
    this.model = model;
    this.networks = new SharedNetworks(model, device, Job.silent());
  }

  static MilScorer open(final Project project, final String model) {
    return new MilScorer(TrainedModel.find(project, model), DeviceChoice.AUTO);
  }

  /**
   * Opens a checkpoint file.
   *
   * @param file a .pt, .pth or .safetensors file
   * @return the model, which the caller must close
   * @throws AttriMilException when it is no model of a known kind
   */
  public static MilScorer open(final String file) {
    return open(new Project(Path.of("")), file);
  }

  /**
   * @return the name of its kind, for example "attrimil"
   */
  public String kind() {
    return model.card().kind();
  }

  /**
   * @return the C class names
   */
  public List<String> classes() {
    return model.card().classes();
  }

  /**
   * @return D, the number of features it expects of a patch
   */
  public int features() {
    return model.card().features().dimension();
  }

  /**
   * @return the encoder its features are from; empty where it is not known
   */
  public String encoder() {
    return model.card().features().encoder();
  }

  /**
   * @return the number of networks that it averages
   */
  public int folds() {
    return model.checkpoints().size();
  }

  /**
   * Scores patches of unknown place.
   *
   * @param features N patches x D
   * @return the prediction and the values of each patch
   * @throws AttriMilException when D is another than the model's, or a value is not finite
   */
  public BagPrediction score(final float[][] features) {
    return score(Rows.flat(features), features[0].length, PatchGrid.unplaced(features.length));
  }

  /**
   * Scores patches whose places matter to the model's kind, as its help says.
   *
   * @param features N patches x D
   * @param coordinates N x 2: x and y of the top left corners in level-0 pixels
   * @param patchsize side of a patch in level-0 pixels
   * @return the prediction and the values of each patch
   * @throws AttriMilException when sizes do not fit or a value is not finite
   */
  public BagPrediction score(
      final float[][] features, final long[][] coordinates, final double patchsize) {
    if (coordinates.length != features.length) {
      throw new AttriMilException(
          coordinates.length
              + " coordinates do not match "
              + features.length
              + " patches; give x and y of each");
    }
    final long[] x = new long[coordinates.length];
    final long[] y = new long[coordinates.length];
    for (int i = 0; i < x.length; i++) {
      if (coordinates[i].length != 2) {
        throw new AttriMilException(
            "Patch " + i + " has " + coordinates[i].length + " coordinates, not x and y");
      }
      x[i] = coordinates[i][0];
      y[i] = coordinates[i][1];
    }
    final PatchGrid grid = PatchGrid.of(new PatchCoords(x, y), patchsize, Double.NaN);
    return score(Rows.flat(features), features[0].length, grid);
  }

  /**
   * Scores the patches of a feature file of CLAM, TRIDENT or AttriMIL.
   *
   * @param file an h5 file with features, and coords where it has them
   * @return the prediction and the values of each patch
   * @throws AttriMilException when it cannot be read, or its features are not those the model was
   *     made for
   */
  public BagPrediction scoreFile(final String file) {
    return score(BagSource.read(Path.of(file), model.card().features()));
  }

  private BagPrediction score(final float[] features, final int d, final PatchGrid grid) {
    for (int i = 0; i < features.length; i++) {
      if (!Float.isFinite(features[i])) {
        throw new AttriMilException(
            "Feature " + i % d + " of patch " + i / d + " is " + features[i] + ", not a number");
      }
    }
    final FeatureCard card = new FeatureCard(d, "", "", 0, 0);
    BagSource.check("the given bag", model.card().features(), card);
    return score(new Bag(NO_SLIDE, features, card, grid));
  }

  private synchronized BagPrediction score(final Bag bag) {
    if (closed) {
      throw new AttriMilException("This model is closed; open it again");
    }
    final List<BagScores> scores = new ArrayList<>();
    for (int k = 0; k < folds(); k++) {
      scores.add(networks.scores(k, bag));
    }
    return new BagPrediction(classes(), BagScores.mean(scores));
  }

  /** Frees the memory of its networks. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      networks.close();
    }
  }
}
