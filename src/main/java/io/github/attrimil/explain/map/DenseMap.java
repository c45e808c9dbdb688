package io.github.attrimil.explain.map;

import io.github.attrimil.cohort.Bag;
import io.github.attrimil.cohort.BagSource;
import io.github.attrimil.cohort.FeatureCard;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.encoder.Encoder;
import io.github.attrimil.encoder.EncoderCard;
import io.github.attrimil.encoder.features.Encoders;
import io.github.attrimil.encoder.features.FeatureExtractor;
import io.github.attrimil.explain.Numbers;
import io.github.attrimil.explain.PatchScores;
import io.github.attrimil.format.h5.PatchAttributes;
import io.github.attrimil.format.h5.PatchFile;
import io.github.attrimil.format.regions.RegionFile;
import io.github.attrimil.geometry.PatchCoords;
import io.github.attrimil.geometry.Polygon;
import io.github.attrimil.geometry.Region;
import io.github.attrimil.geometry.Regions;
import io.github.attrimil.mil.registry.BagScores;
import io.github.attrimil.mil.registry.ModelCard;
import io.github.attrimil.project.Project;
import io.github.attrimil.slide.Slide;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The patches of a region of interest at a finer step than the slide's: they overlap, and a map of
 * their means is sharper. Their grid goes on from the slide's first patch, so that where the step
 * divides the slide's, the slide's own patches are among them. Only places where the slide has
 * patches get any: elsewhere is glass, of which a model knows nothing.
 */
public final class DenseMap {

  private static final int MOST = 500_000;
  private static final String RECTANGLE =
      "\\s*-?\\d{1,8}(\\.\\d+)?(\\s*,\\s*-?\\d{1,8}(\\.\\d+)?){3}\\s*";

  /**
   * What to map.
   *
   * @param roi "x,y,width,height" in level-0 pixels, or a file of regions
   * @param step from patch to patch, in pixels of a patch as the encoder sees it; 0 for a quarter
   *     of the patch
   * @param encoder the model's encoder, as `features` takes it; empty for the name the model's card
   *     tells
   */
  public record Request(String roi, int step, String encoder) {

    /** Checks the step. */
    public Request {
      if (step < 0 || step > 100_000) {
        throw new AttriMilException("step=" + step + " is no distance of patches in pixels");
      }
    }

    /**
     * @return the region
     */
    List<Region> regions() {
      if (roi.matches(RECTANGLE)) {
        final String[] cells = roi.split(",");
        final double[] v = new double[4];
        for (int k = 0; k < 4; k++) {
          v[k] = Double.parseDouble(cells[k].strip());
        }
        if (!(v[2] > 0 && v[3] > 0)) {
          throw new AttriMilException("roi=" + roi + " has no area; give x,y,width,height");
        }
        return List.of(Region.rectangle("", v[0], v[1], v[2], v[3]));
      }
      return RegionFile.read(
          file()
              .orElseThrow(
                  () ->
                      new AttriMilException(
                          "roi="
                              + roi
                              + " is neither x,y,width,height in level-0 pixels nor a file of"
                              + " regions (.geojson, .xml, .roi, .zip)")));
    }

    /**
     * @return the file of regions, unless a rectangle is given
     */
    Optional<Path> file() {
      try {
        return Optional.of(Path.of(roi)).filter(f -> !roi.matches(RECTANGLE) && Files.exists(f));
      } catch (final InvalidPathException e) {
        return Optional.empty();
      }
    }
  }

  private final PatchFile patches;
  private final double stepLevel0;
  private final double[] bounds;

  private DenseMap(final PatchFile patches, final double stepLevel0, final double[] bounds) {
    this.patches = patches;
    this.stepLevel0 = stepLevel0;
    this.bounds = bounds;
  }

  /**
   * Places the patches.
   *
   * @param slide the slide, for messages
   * @param own the slide's patches
   * @param request the region and step
   * @return patches whose centres lie in the region and in a patch of the slide, with neighbours
   *     one step of their own away
   * @throws AttriMilException when there is none, or far too many
   */
  static DenseMap place(final String slide, final PatchFile own, final Request request) {
    final List<Region> drawn = request.regions();
    final Regions regions = Regions.of(drawn);
    final double size = own.attributes().patchSizeLevel0();
    final int target = own.attributes().targetSize();
    final double step = size * (request.step() == 0 ? 0.25 : (double) request.step() / target);
    if (!(step >= 1)) {
      throw new AttriMilException(
          "step=" + request.step() + " is less than a level-0 pixel; give a larger one");
    }
    final double[] b = bounds(drawn);
    if ((b[2] - b[0]) / step * ((b[3] - b[1]) / step) > 20.0 * MOST) {
      throw tooMany(request);
    }
    final Covered covered = new Covered(own.grid().coords().interleaved(), size);
    final List<Long> coords = new ArrayList<>();
    final long x0 = own.grid().coords().xLevel0()[0];
    final long y0 = own.grid().coords().yLevel0()[0];
    final double half = size / 2;
    for (long i = first(b[0] - half - x0, step); x0 + i * step + half <= b[2] + 1; i++) {
      final long x = x0 + Math.round(i * step);
      for (long j = first(b[1] - half - y0, step); y0 + j * step + half <= b[3] + 1; j++) {
        final long y = y0 + Math.round(j * step);
        if (regions.contain(Math.rint(2 * (x + half)) / 2, Math.rint(2 * (y + half)) / 2)
            && covered.holds(x + half, y + half)) {
          coords.add(x);
          coords.add(y);
        }
        if (coords.size() > 2 * MOST) {
          throw tooMany(request);
        }
      }
    }
    if (coords.isEmpty()) {
      throw new AttriMilException(
          "Slide \""
              + slide
              + "\" has no patches in roi="
              + request.roi()
              + "; give a region in level-0 pixels that lies on tissue with patches");
    }
    final Map<String, Object> attributes = new LinkedHashMap<>(own.attributes().map());
    attributes.put(PatchAttributes.STEP, step);
    final PatchFile placed =
        PatchFile.of(
            PatchCoords.ofInterleaved(coords.stream().mapToLong(v -> v).toArray()),
            new PatchAttributes(attributes));
    return new DenseMap(placed, step, b);
  }

  private static long first(final double distance, final double step) {
    return (long) Math.floor(distance / step);
  }

  private static AttriMilException tooMany(final Request request) {
    return new AttriMilException(
        "roi="
            + request.roi()
            + " at step="
            + request.step()
            + " would have more than "
            + MOST
            + " patches; give a larger step or a smaller region");
  }

  private static double[] bounds(final List<Region> regions) {
    final Polygon.Bounds b =
        regions.stream().map(r -> r.outer().bounds()).reduce(Polygon.Bounds::with).orElseThrow();
    return new double[] {b.left(), b.top(), b.right(), b.bottom()};
  }

  /** Which places lie in a patch, by squares as large as one. */
  private static final class Covered {
    private final Map<Long, List<Integer>> squares = new HashMap<>();
    private final long[] coords;
    private final double size;

    Covered(final long[] coords, final double size) {
      this.coords = coords;
      this.size = size;
      for (int i = 0; i < coords.length / 2; i++) {
        squares
            .computeIfAbsent(square(coords[2 * i], coords[2 * i + 1], 0, 0), k -> new ArrayList<>())
            .add(i);
      }
    }

    private long square(final double x, final double y, final int left, final int up) {
      return ((long) Math.floor(x / size) - left << 32)
          ^ ((long) Math.floor(y / size) - up & 0xffffffffL);
    }

    boolean holds(final double x, final double y) {
      for (int left = 0; left < 2; left++) {
        for (int up = 0; up < 2; up++) {
          for (final int i : squares.getOrDefault(square(x, y, left, up), List.of())) {
            final double dx = x - coords[2 * i];
            final double dy = y - coords[2 * i + 1];
            if (dx >= 0 && dy >= 0 && dx <= size && dy <= size) {
              return true;
            }
          }
        }
      }
      return false;
    }
  }

  /**
   * @return the patches, with their neighbours
   */
  PatchFile patches() {
    return patches;
  }

  /**
   * @return left, top, right and bottom of the region, level-0 pixels
   */
  double[] bounds() {
    return bounds.clone();
  }

  /**
   * @return a name for the region: place, size and step in whole level-0 pixels
   */
  String name() {
    return String.format(
        Locale.ROOT,
        "roi_%.0f_%.0f_%.0f_%.0f_step%s",
        bounds[0],
        bounds[1],
        bounds[2] - bounds[0],
        bounds[3] - bounds[1],
        Numbers.number(stepLevel0));
  }

  /**
   * Encodes the patches.
   *
   * @param project where encoders are looked up by name
   * @param slide the slide
   * @param request tells the encoder
   * @param card the model, whose features these must be
   * @param device auto, cpu or gpu
   * @param job told of progress
   * @return the region as a bag of its own
   */
  Bag encode(
      final Project project,
      final Slide slide,
      final Request request,
      final ModelCard card,
      final String device,
      final Job job) {
    final String given =
        request.encoder().isBlank() ? card.features().encoder() : request.encoder().strip();
    if (given.isEmpty()) {
      throw new AttriMilException(
          "The model \""
              + card.name()
              + "\" does not tell its encoder; give encoder= as for `features`");
    }
    final String name = Encoders.find(project, given);
    final EncoderCard encoderCard = Encoders.card(name);
    try (Encoder encoder = Encoders.open(name, device, job)) {
      final int threads = Math.max(1, Math.min(8, Runtime.getRuntime().availableProcessors()));
      final FeatureExtractor.Result result =
          new FeatureExtractor(slide, patches.grid(), encoder, threads).run(job);
      BagSource.check(
          "the region of \"" + slide.id() + "\"",
          card.features(),
          new FeatureCard(result.dimension(), name, encoderCard.toJson(), 0, 0));
      return new Bag(
          slide.id(),
          result.features(),
          result.dimension(),
          patches.grid().neighbors(),
          Optional.of(patches),
          encoderCard.toJson());
    }
  }

  /**
   * What each patch of the region would add to the slide's logit: its score over the slide's own
   * sum of exp(attention), times the share of a step's area that is its own, so that the sum over a
   * region is about what the slide's own patches there add.
   *
   * @param scores the region's patches
   * @param ofSlide what the same network says of the slide's own patches
   * @param slideStepLevel0 their step
   * @return C x N
   */
  static double[][] inSlide(
      final PatchScores scores, final BagScores ofSlide, final double slideStepLevel0) {
    final double area = Math.pow(scores.stepLevel0() / slideStepLevel0, 2);
    final int classes = scores.classes();
    final double[][] parts = new double[classes][scores.patches()];
    for (int c = 0; c < classes; c++) {
      double sum = 0;
      for (int i = c; i < ofSlide.attention().length; i += classes) {
        sum += Math.exp(ofSlide.attention()[i]);
      }
      for (int i = 0; i < parts[c].length; i++) {
        parts[c][i] = scores.shown(c)[i] / sum * area;
      }
    }
    return parts;
  }
}
