package io.github.attrimil.explain.map;

import io.github.attrimil.core.AtomicFile;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.explain.Numbers;
import io.github.attrimil.explain.PatchImages;
import io.github.attrimil.explain.PatchScores;
import io.github.attrimil.explain.TopPatches;
import io.github.attrimil.format.image.PngFile;
import io.github.attrimil.format.image.RgbImage;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * Writes the patches that matter most to each class, one by one and as a gallery. What supports one
 * of two classes opposes the other: a patch is read and encoded once.
 */
final class PatchPictures {

  /** Pictures that are kept for other classes; a patch of 256 x 256 pixels takes 0.3 MB. */
  private static final int MOST_KEPT = 64;

  private record Picture(BufferedImage small, byte[] png) {}

  private final PatchScores scores;
  private final List<String> names;
  private final PatchImages images;
  private final int top;
  private final Function<String, Path> files;
  private final Job job;
  private final Map<Integer, Picture> kept = new HashMap<>();

  /**
   * @param scores the patches
   * @param names of the classes in file names
   * @param images reads patches
   * @param top how many patches to show for and against each class
   * @param files gives the file of a name, and notes that it is written
   * @param job warned of patches that cannot be read; asked whether to stop
   */
  PatchPictures(
      final PatchScores scores,
      final List<String> names,
      final PatchImages images,
      final int top,
      final Function<String, Path> files,
      final Job job) {
    this.scores = scores;
    this.names = names;
    this.images = images;
    this.top = top;
    this.files = files;
    this.job = job;
  }

  /** Writes those of one class. */
  void write(final int c) {
    final String name = scores.classNames().get(c);
    final List<Gallery.Part> parts = new ArrayList<>();
    if (scores.meaning().signed()) {
      addPart(parts, c, "supports " + name, "top", TopPatches.of(scores, c, top));
      addPart(parts, c, "opposes " + name, "bottom", TopPatches.against(scores, c, top));
    } else {
      addPart(
          parts,
          c,
          scores.oneForAll() ? "attended most" : "attended most for " + name,
          "top",
          TopPatches.of(scores, c, top));
    }
    if (!parts.isEmpty()) {
      PngFile.write(
          files.apply("gallery_" + names.get(c) + ".png"), Gallery.draw(parts, foot(), width()));
    }
  }

  /** What all patches of a gallery have in common. */
  private String foot() {
    return "model " + scores.model().text() + ", slide " + scores.slideId();
  }

  /** A patch's width, micrometers where the pixel size is known. */
  private Gallery.Width width() {
    return new Gallery.Width(
        scores.patchSizeLevel0() * (scores.calibrated() ? scores.mppX() : 1), scores.calibrated());
  }

  private void addPart(
      final List<Gallery.Part> parts,
      final int c,
      final String heading,
      final String inFolder,
      final List<Integer> patches) {
    final List<BufferedImage> shown = new ArrayList<>();
    final List<String> captions = new ArrayList<>();
    int rank = 0;
    for (final int i : patches) {
      rank++;
      job.checkCanceled();
      final Picture picture;
      try {
        picture = picture(i);
      } catch (final AttriMilException e) {
        job.warn(
            "Patch " + i + " of slide '" + scores.slideId() + "' is not shown: " + e.getMessage());
        continue;
      }
      // A picture that cannot be written is another matter: the map is not finished.
      AtomicFile.write(
          files.apply(String.format(Locale.ROOT, "%s/%s_%02d.png", inFolder, names.get(c), rank)),
          part -> Files.write(part, picture.png()));
      shown.add(picture.small());
      captions.add(rank + ". " + caption(scores, c, i) + ", patch " + i);
    }
    if (!shown.isEmpty()) {
      parts.add(new Gallery.Part(heading, shown, captions));
    }
  }

  private Picture picture(final int i) {
    final Picture known = kept.get(i);
    if (known != null) {
      return known;
    }
    final RgbImage image = images.patch(i);
    final Picture read =
        new Picture(
            Gallery.small(image),
            PngFile.bytes(PngFile.rgb(image.width(), image.height(), image.rgb())));
    if (kept.size() < MOST_KEPT) {
      kept.put(i, read);
    }
    return read;
  }

  /** Describes a patch's values in the terms of their meaning. */
  static String caption(final PatchScores scores, final int c, final int i) {
    final float value = scores.shown(c)[i];
    return switch (scores.meaning()) {
      case SCORE, CONTEXT_SCORE, CONTRIBUTION -> "score " + Numbers.signed(value);
      case PATCH_LOGIT -> "own logit " + Numbers.signed(value);
      case CONTEXT_LOGIT -> "logit in context " + Numbers.signed(value);
      case ATTENTION -> "share of attention " + Numbers.number(value);
    };
  }
}
