package io.github.attrimil.cohort;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.format.h5.FeatureFile;
import io.github.attrimil.format.h5.PatchAttributes;
import io.github.attrimil.format.h5.PatchFile;
import io.github.attrimil.geometry.PatchGrid;
import io.github.attrimil.project.Project;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The features of a project as bags, checked: the one place that decides whether a slide's features
 * are there, sound, and made for a model.
 */
public final class BagSource {

  private final Project project;

  private BagSource(final Project project) {
    this.project = project;
  }

  /**
   * @param project a project
   * @return its bags
   */
  public static BagSource of(final Project project) {
    return new BagSource(project);
  }

  /**
   * @param slide a slide's id
   * @return its feature file
   * @throws AttriMilException when it is missing
   */
  public Path file(final String slide) {
    final Path file = project.features(slide);
    if (!Files.exists(file)) {
      throw new AttriMilException(
          "The slide \"" + slide + "\" has no " + file + "; run `features` first");
    }
    return file;
  }

  /**
   * Reads what a slide's features are, without the features.
   *
   * @param slide a slide's id
   * @return their card
   * @throws AttriMilException when the file is missing or unreadable
   */
  public FeatureCard card(final String slide) {
    final FeatureFile.Header header = FeatureFile.header(file(slide));
    return card(header.dimension(), header.attributes(), header.patches());
  }

  /**
   * Checks that a model may be trained on slides together.
   *
   * @param slides slide ids, at least one
   * @return the card that all their features share
   * @throws AttriMilException when a file is missing or unreadable, or the features of two slides
   *     differ in width, encoder, mpp or patch size
   */
  public FeatureCard common(final Collection<String> slides) {
    String first = null;
    FeatureCard shared = null;
    for (final String slide : slides) {
      final FeatureCard card = card(slide);
      if (first == null) {
        first = slide;
        shared = card;
      }
      final FeatureCard known = shared;
      final Optional<FeatureCard.Difference> difference =
          known
              .difference(card)
              // Features of an unknown encoder may be of any.
              .or(
                  () ->
                      known.encoderCard().equals(card.encoderCard())
                          ? Optional.empty()
                          : Optional.of(known.encoders(card)));
      if (difference.isPresent()) {
        throw unlike(first, slide, difference.get());
      }
      shared = known.filled(card);
    }
    if (shared == null) {
      throw new AttriMilException("No slides are given; a model needs features to learn from");
    }
    return shared;
  }

  private static AttriMilException unlike(
      final String first, final String slide, final FeatureCard.Difference difference) {
    return new AttriMilException(
        "The features of the slides \""
            + first
            + "\" and \""
            + slide
            + "\" differ in their "
            + difference.what()
            + " ("
            + difference.own()
            + " and "
            + difference.other()
            + ")"
            + switch (difference.what()) {
              case WIDTH, ENCODER -> "; extract all with one encoder";
              case MPP, PATCH_SIZE ->
                  "; run `patch` with the same mpp= and patchsize= on all slides, then `features`"
                      + " again";
            });
  }

  /**
   * Reads a slide's features.
   *
   * @param slide a slide's id
   * @return its bag; where the file has coordinates but no neighbor table, neighbors are found when
   *     they are asked for
   * @throws AttriMilException when the file is missing or unreadable, or a feature is not finite
   */
  public Bag open(final String slide) {
    return read(slide, file(slide));
  }

  /**
   * Reads a slide's features for a model.
   *
   * @param slide a slide's id
   * @param wanted the features the model was made for
   * @return its bag
   * @throws AttriMilException as {@link #open(String)}, and when the features differ from those
   *     wanted in width, encoder, mpp or patch size
   */
  public Bag open(final String slide, final FeatureCard wanted) {
    final Path file = file(slide);
    final Bag bag = read(slide, file);
    check(slide, file, wanted, bag.card());
    return bag;
  }

  /**
   * Reads the features of a slide or of all slides of a patient.
   *
   * @param unit what to read
   * @return its bag
   * @throws AttriMilException as {@link #open(String)}
   */
  public Bag open(final Bagging.Unit unit) {
    return joined(unit, this::open);
  }

  /**
   * Reads the features of a slide or of all slides of a patient for a model.
   *
   * @param unit what to read
   * @param wanted the features the model was made for
   * @return its bag
   * @throws AttriMilException as {@link #open(String, FeatureCard)}
   */
  public Bag open(final Bagging.Unit unit, final FeatureCard wanted) {
    return joined(unit, slide -> open(slide, wanted));
  }

  private static Bag joined(final Bagging.Unit unit, final Function<String, Bag> reading) {
    final List<String> slides = unit.slides();
    return slides.equals(List.of(unit.id()))
        ? reading.apply(unit.id())
        : Bag.of(unit.id(), slides.stream().map(reading).toList());
  }

  /**
   * Reads a slide's features for a model and a map.
   *
   * @param slide a slide's id
   * @param wanted the features the model was made for
   * @return its bag, whose grid is placed and sized
   * @throws AttriMilException as {@link #open(String, FeatureCard)}, and when it is not known where
   *     the patches lie or how large they are
   */
  public Bag openPlaced(final String slide, final FeatureCard wanted) {
    final Bag bag = placed(slide, wanted);
    if (!bag.grid().sized()) {
      throw new AttriMilException(
          file(slide)
              + " does not state the size of its patches; run `patch` and `neighbors`, or add the"
              + " attribute patch_size_level0 to its dataset coords");
    }
    return bag;
  }

  /**
   * The same, but a size that is not stated is assumed, as in the official AttriMIL feature files,
   * which hold coordinates and neighbors alone.
   *
   * @param slide a slide's id
   * @param wanted the features the model was made for
   * @param warn takes one line about what was assumed and how to state it
   * @return its bag, whose grid is placed and sized
   * @throws AttriMilException as {@link #open(String, FeatureCard)}, and when it is not known where
   *     the patches lie
   */
  public Bag openForMap(final String slide, final FeatureCard wanted, final Consumer<String> warn) {
    final Bag bag = placed(slide, wanted);
    if (bag.grid().sized()) {
      return bag;
    }
    final PatchGrid sized = AssumedSize.of(bag.grid());
    warn.accept(AssumedSize.warning(slide, file(slide), bag.grid(), sized));
    return new Bag(slide, bag.features(), bag.card(), sized);
  }

  private Bag placed(final String slide, final FeatureCard wanted) {
    final Bag bag = open(slide, wanted);
    if (!bag.grid().placed()) {
      throw new AttriMilException(
          file(slide)
              + " has no coords, so its patches cannot be placed on a map; run `patch` and"
              + " `neighbors`, which add them");
    }
    return bag;
  }

  /**
   * Reads a feature file that may lie outside of any project.
   *
   * @param file the file
   * @param wanted the features the model was made for
   * @return its bag
   * @throws AttriMilException as {@link #open(String, FeatureCard)}
   */
  public static Bag read(final Path file, final FeatureCard wanted) {
    final Bag bag = read(file.getFileName().toString().replaceFirst("\\.h5$", ""), file);
    check(file.toString(), wanted, bag.card());
    return bag;
  }

  /**
   * Checks features that are not in a file, such as those of a region that were just extracted.
   *
   * @param what where they are from, for the message
   * @param wanted the features the model was made for
   * @param found what they are
   * @throws AttriMilException when they differ
   */
  public static void check(final String what, final FeatureCard wanted, final FeatureCard found) {
    final Optional<FeatureCard.Difference> difference = wanted.difference(found);
    if (difference.isPresent()) {
      throw new AttriMilException(message(what, wanted, difference.get()));
    }
  }

  private static void check(
      final String slide, final Path file, final FeatureCard wanted, final FeatureCard found) {
    check("the slide \"" + slide + "\" (" + file + ")", wanted, found);
  }

  private static String message(
      final String what, final FeatureCard wanted, final FeatureCard.Difference difference) {
    final Object own = difference.own();
    final Object other = difference.other();
    return switch (difference.what()) {
      case WIDTH ->
          String.format(
              Locale.ROOT,
              "The model expects %s features per patch, %s has %s; extract its features with the"
                  + " model's encoder%s",
              own,
              what,
              other,
              wanted.encoder().isEmpty() ? "" : " " + wanted.encoder());
      case ENCODER ->
          String.format(
              Locale.ROOT,
              "The model was trained on features of the encoder %s, those of %s are from %s;"
                  + " extract them again with the model's encoder",
              own,
              what,
              other);
      case MPP ->
          String.format(
              Locale.ROOT,
              "The model was trained on patches of %s micrometers per pixel, those of %s have %s;"
                  + " run `patch` with mpp=%s, then `features` again",
              own,
              what,
              other,
              own);
      case PATCH_SIZE ->
          String.format(
              Locale.ROOT,
              "The model was trained on patches of %s x %<s pixels, those of %s have %s x %<s; run"
                  + " `patch` with patchsize=%s, then `features` again",
              own,
              what,
              other,
              own);
    };
  }

  /**
   * Reads a feature file.
   *
   * @param slide the slide
   * @param path its feature file
   * @return the bag
   * @throws AttriMilException when the file is unreadable or a feature is not finite
   */
  private static Bag read(final String slide, final Path path) {
    final FeatureFile file = FeatureFile.read(path);
    file.requireFinite(path);
    return new Bag(
        slide,
        file.features(),
        card(file.dimension(), file.attributes(), file.patches().map(PatchFile::attributes)),
        file.patches().map(PatchFile::grid).orElseGet(() -> PatchGrid.unplaced(file.size())));
  }

  private static FeatureCard card(
      final int dimension,
      final Map<String, Object> attributes,
      final Optional<PatchAttributes> patches) {
    return new FeatureCard(
        dimension,
        String.valueOf(attributes.getOrDefault(FeatureFile.ENCODER, "")),
        String.valueOf(attributes.getOrDefault(FeatureFile.CARD, "")),
        patches.map(p -> p.scale().pixels()).orElse(0),
        patches.map(p -> p.scale().mpp()).orElse(0.0));
  }
}
