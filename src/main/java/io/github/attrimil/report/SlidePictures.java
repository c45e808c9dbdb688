package io.github.attrimil.report;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.FileNames;
import io.github.attrimil.evaluate.Predictions;
import io.github.attrimil.format.image.JpegFile;
import io.github.attrimil.format.image.PngFile;
import io.github.attrimil.mil.PatchMeaning;
import io.github.attrimil.mil.registry.ModelCard;
import io.github.attrimil.mil.registry.ModelMeaning;
import io.github.attrimil.report.page.HtmlImage;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The pictures of a slide, as far as there are any: the slide with its patches, the map, and the
 * strongest patches. Small copies; a picture that cannot be read is left out.
 */
final class SlidePictures {

  /** Pixels of a file per pixel of the page. */
  private static final double SHARPNESS = 1.5;

  private static final int SLIDE_PX = 220;
  private static final int MAP_PX = 300;
  private static final int PATCH_PX = 92;
  private static final int PATCHES = 4;
  private static final int SLIDES = 3; // of a patient
  private static final float QUALITY = 0.75f;
  private static final String ATTENTION = "attention";

  private final Subject of;
  private final ModelCard card;
  private final boolean exclusive;
  private Optional<PatchMeaning> meaning; // null until it is asked for
  private final List<String> files; // classes as names of files

  SlidePictures(final Subject of) {
    this.of = of;
    this.card = of.card();
    this.exclusive = of.pooled().exclusive();
    this.files = FileNames.safe(card.classes());
  }

  /**
   * @param row a slide, or a patient
   * @param slides itself, or the patient's
   * @return pictures of the first slides; of a row that is classified wrongly those of its true
   *     class, too
   */
  List<HtmlImage> of(final Predictions.Row row, final List<String> slides) {
    final List<HtmlImage> images = new ArrayList<>();
    try {
      for (final String slide : slides.subList(0, Math.min(SLIDES, slides.size()))) {
        find(new Predictions.Row(slide, row.truth(), row.predicted(), row.probabilities()), images);
      }
    } catch (final AttriMilException e) {
      return images; // an id that is no name of a file has no pictures
    }
    return images;
  }

  private void find(final Predictions.Row row, final List<HtmlImage> images) {
    final Optional<BufferedImage> stitch = read(of.slides().stitch(row.slideId()));
    stitch
        .or(() -> read(of.slides().mask(row.slideId())))
        .ifPresent(
            i ->
                images.add(
                    image(
                        i,
                        SLIDE_PX,
                        "Slide " + row.slideId() + (stitch.isPresent() ? " with its patches" : ""),
                        stitch.isPresent() ? "Slide, patches framed" : "Tissue")));
    // Of this model: the slides' own project may have another one of the same name.
    final Path maps = of.project().maps(card.name(), row.slideId());
    if (!Files.isDirectory(maps)) {
      return;
    }
    // One attention that serves all classes has one map.
    final boolean one = Files.exists(maps.resolve("overlay_" + ATTENTION + ".png"));
    mapsOf(row, one)
        .forEach(
            c ->
                read(maps.resolve("overlay_" + (one ? ATTENTION : files.get(c)) + ".png"))
                    .ifPresent(i -> images.add(map(withoutLegend(i, stitch), maps, row, c, one))));
    for (final int c : one ? Set.of(row.predicted()) : classesOf(row)) {
      patches(images, maps, row, c, one);
    }
  }

  /** Of two classes the last alone, so that red means the same on all slides. */
  private Set<Integer> mapsOf(final Predictions.Row row, final boolean one) {
    return card.classes().size() == 2 || one ? Set.of(card.classes().size() - 1) : classesOf(row);
  }

  private static Set<Integer> classesOf(final Predictions.Row row) {
    return new LinkedHashSet<>(List.of(row.predicted(), row.truth()));
  }

  private HtmlImage map(
      final BufferedImage picture,
      final Path maps,
      final Predictions.Row row,
      final int c,
      final boolean one) {
    final PatchMeaning.Words words = words(maps, one ? ATTENTION : files.get(c));
    final String name = card.classes().get(c);
    final String colors =
        words.signed()
            ? "red supports " + name + ", blue opposes it"
            : words.note().isEmpty() ? words.most() : words.note();
    final String title = upper(words.title()) + (one || !words.signed() ? "" : ", " + name);
    final String other =
        MapNetwork.other(maps, row, exclusive)
            .map(
                p ->
                    ". The map is of another network or another state of the model, which gives p("
                        + card.classes().get(row.predicted())
                        + ") "
                        + Digits.of(p))
            .orElse("");
    return image(
        picture,
        MAP_PX,
        "Map of slide " + row.slideId() + ": " + title + "; " + colors,
        title + ": " + colors + other);
  }

  /** What the values of a map are: the model's own, unless the file's name says another. */
  private PatchMeaning.Words words(final Path maps, final String name) {
    if (meaning == null) {
      meaning = ModelMeaning.of(card);
    }
    return Stream.concat(meaning.stream(), Arrays.stream(PatchMeaning.values()))
        .map(PatchMeaning::words)
        .filter(w -> Files.exists(maps.resolve(w.name() + "_" + name + ".tif")))
        .findFirst()
        .orElse(PatchMeaning.ATTENTION.words());
  }

  private void patches(
      final List<HtmlImage> images,
      final Path maps,
      final Predictions.Row row,
      final int c,
      final boolean one) {
    final String file = one ? ATTENTION : files.get(c);
    final boolean signed = words(maps, file).signed();
    final String what =
        one
            ? "Attended most"
            : (signed ? "Supports " : "Attended most for ")
                + card.classes().get(c)
                + (row.correct() ? "" : c == row.truth() ? " (true)" : " (predicted)");
    final List<BufferedImage> found = new ArrayList<>();
    for (int rank = 1; rank <= PATCHES; rank++) {
      read(maps.resolve("top").resolve(String.format(Locale.ROOT, "%s_%02d.png", file, rank)))
          .ifPresent(found::add);
    }
    if (!found.isEmpty()) {
      final BufferedImage strip = strip(found);
      images.add(
          image(
              strip,
              (int) Math.ceil(strip.getWidth() / SHARPNESS),
              "Patches of slide " + row.slideId() + ". " + what + ", strongest first",
              what + ", strongest first"));
    }
  }

  private static BufferedImage strip(final List<BufferedImage> patches) {
    final int side = (int) (PATCH_PX * SHARPNESS);
    final int gap = 6;
    final int columns = 2;
    final int rows = (patches.size() + columns - 1) / columns;
    final int across = Math.min(columns, patches.size());
    final BufferedImage all =
        new BufferedImage(
            across * side + (across - 1) * gap,
            rows * side + (rows - 1) * gap,
            BufferedImage.TYPE_INT_RGB);
    final Graphics2D g = all.createGraphics();
    g.setColor(java.awt.Color.WHITE);
    g.fillRect(0, 0, all.getWidth(), all.getHeight());
    for (int i = 0; i < patches.size(); i++) {
      g.drawImage(
          scaled(patches.get(i), side, side),
          i % columns * (side + gap),
          i / columns * (side + gap),
          null);
    }
    g.dispose();
    return all;
  }

  /**
   * The map without the legend to its right, whose texts are too small on the page. The slide's
   * part has the shape of the other picture; beside it lies a white gap. Where that is not so, the
   * whole picture is shown.
   */
  private static BufferedImage withoutLegend(
      final BufferedImage map, final Optional<BufferedImage> slide) {
    if (slide.isEmpty()) {
      return map;
    }
    final double shape = slide.get().getWidth() / (double) slide.get().getHeight();
    final int width = (int) Math.ceil(map.getHeight() * shape) + 2;
    final int gap = 4;
    if (width + gap >= map.getWidth()) {
      return map;
    }
    for (int y = 0; y < map.getHeight(); y++) {
      for (int x = width; x < width + gap; x++) {
        if ((map.getRGB(x, y) & 0xffffff) != 0xffffff) {
          return map;
        }
      }
    }
    return map.getSubimage(0, 0, width - 2, map.getHeight());
  }

  private static HtmlImage image(
      final BufferedImage picture, final int side, final String alt, final String caption) {
    final double factor =
        Math.min(1, side * SHARPNESS / Math.max(picture.getWidth(), picture.getHeight()));
    final BufferedImage small =
        scaled(
            picture,
            Math.max(1, (int) Math.round(picture.getWidth() * factor)),
            Math.max(1, (int) Math.round(picture.getHeight() * factor)));
    return new HtmlImage(
        "jpeg",
        JpegFile.bytes(small, QUALITY),
        Math.max(1, (int) Math.round(small.getWidth() / SHARPNESS)),
        Math.max(1, (int) Math.round(small.getHeight() / SHARPNESS)),
        alt,
        caption);
  }

  /** Halves as often as it can, so that every pixel counts. */
  private static BufferedImage scaled(
      final BufferedImage image, final int width, final int height) {
    BufferedImage now = image;
    while (now.getWidth() != width || now.getHeight() != height) {
      final int w = Math.max(width, (now.getWidth() + 1) / 2);
      final int h = Math.max(height, (now.getHeight() + 1) / 2);
      final BufferedImage next = new BufferedImage(w, h, BufferedImage.TYPE_INT_RGB);
      final Graphics2D g = next.createGraphics();
      g.setRenderingHint(
          RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
      g.drawImage(now, 0, 0, w, h, java.awt.Color.WHITE, null);
      g.dispose();
      now = next;
    }
    return now;
  }

  private static Optional<BufferedImage> read(final Path png) {
    try {
      return Files.isRegularFile(png) ? Optional.of(PngFile.read(png)) : Optional.empty();
    } catch (final AttriMilException e) {
      return Optional.empty();
    }
  }

  private static String upper(final String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }
}
