package io.github.attrimil.demo;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import io.github.attrimil.core.AtomicFile;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.FileFailure;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.JsonFile;
import io.github.attrimil.core.Progress;
import io.github.attrimil.core.RunRecord;
import io.github.attrimil.format.image.RgbImage;
import io.github.attrimil.format.table.CsvTable;
import io.github.attrimil.slide.bioformats.PyramidWriter;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.imageio.ImageIO;

/**
 * The demo's cohort: synthetic slides, half of them with lesions, whose place is known. Writes
 * slides/demo_NNN.ome.tif, truth/demo_NNN.png, slides.csv and slides/demo.json, the note of what
 * the slides were painted with.
 */
public final class SyntheticCohort {

  /** The label of slides without lesion. */
  public static final String NORMAL = "normal";

  /** The label of slides with lesions. */
  public static final String TUMOR = "tumor";

  /** Level-0 pixels per pixel of a truth mask. */
  public static final int TRUTH_DOWNSAMPLE = 8;

  /** Changes when the same parameters would give other pixels. */
  private static final int VERSION = 1;

  private static final int STRIP_ROWS = 32;
  private static final String STAGE = "demo";
  private static final Gson GSON = new GsonBuilder().setPrettyPrinting().create();

  private record Note(
      int version, long seed, int slides, int sizePx, double mpp, int truthDownsample) {}

  private SyntheticCohort() {}

  /**
   * Writes the cohort with two threads.
   *
   * @see #write(Path, int, int, long, int, Job)
   */
  public static List<SyntheticSlide> write(
      final Path project, final int slides, final int sizePx, final long seed, final Job job) {
    return write(project, slides, sizePx, seed, 2, job);
  }

  /**
   * Writes the cohort; slides that exist and were painted with the same parameters are kept.
   *
   * @param project the folder; it is made if it is missing
   * @param slides how many, 1 to 999
   * @param sizePx width and height of level 0, in pixels of {@link TissuePainter#MPP} micrometers
   * @param seed the same seed gives the same slides
   * @param threads how many slides are painted at a time
   * @param job receives progress, and is asked whether to stop
   * @return the slides, in the order of slides.csv
   * @throws AttriMilException when the folder has a slides.csv of its own, a parameter is out of
   *     range, a file cannot be written, or the user cancels
   */
  public static List<SyntheticSlide> write(
      final Path project,
      final int slides,
      final int sizePx,
      final long seed,
      final int threads,
      final Job job) {
    if (slides < 1 || slides > 999) {
      throw new AttriMilException("Not a number of slides: " + slides + "; use 1 to 999");
    }
    final List<SyntheticSlide> cohort = plan(project, slides, sizePx, seed);
    final Path table = project.resolve("slides.csv");
    final Path noteFile = project.resolve("slides").resolve("demo.json");
    final Note note = new Note(VERSION, seed, slides, sizePx, TissuePainter.MPP, TRUTH_DOWNSAMPLE);
    final Optional<Note> before = read(noteFile);
    if (!Files.exists(noteFile) && AtomicFile.isWritten(table)) {
      throw new AttriMilException(
          table + " is not the demo's: choose another project folder for the demo");
    }
    if (!before.equals(Optional.of(note))) {
      before.ifPresent(old -> delete(plan(project, old.slides, old.sizePx, old.seed)));
      AtomicFile.write(noteFile, part -> Files.writeString(part, GSON.toJson(note)));
    }
    final long start = System.nanoTime();
    final Progress progress = job.progress("painting slides", "slides", slides);
    InParallel.forEach(
        cohort,
        threads,
        slide -> {
          final boolean there =
              AtomicFile.isWritten(slide.file()) && AtomicFile.isWritten(slide.truth());
          if (!there) {
            paint(slide, job);
          }
          job.record()
              .slide(
                  STAGE,
                  slide.slideId(),
                  there ? RunRecord.Status.SKIPPED : RunRecord.Status.DONE,
                  there ? "painted before" : "");
          progress.add(1);
        });
    writeTable(table, cohort);
    job.record().stage(STAGE, "seconds", (System.nanoTime() - start) / 1e9);
    job.record().stage(STAGE, "slides", slides);
    return cohort;
  }

  /** Which slides there will be: patients one after another, with one or two slides each. */
  static List<SyntheticSlide> plan(
      final Path project, final int slides, final int sizePx, final long seed) {
    final List<SyntheticSlide> cohort = new ArrayList<>();
    int tumors = 0;
    for (int patient = 1; cohort.size() < slides; patient++) {
      final long hash = Hash.cell(seed, patient, 41);
      final int normals = cohort.size() - tumors;
      final boolean tumor = tumors == normals ? Hash.unit(hash, 0) < 0.5f : tumors < normals;
      final int own = Math.min(slides - cohort.size(), Hash.unit(hash, 1) < 0.3f ? 2 : 1);
      for (int i = 0; i < own; i++) {
        cohort.add(slide(project, cohort.size() + 1, patient, tumor, sizePx, hash));
      }
      tumors += tumor ? own : 0;
    }
    return List.copyOf(cohort);
  }

  private static SyntheticSlide slide(
      final Path project,
      final int number,
      final int patient,
      final boolean tumor,
      final int sizePx,
      final long patientHash) {
    final String id = String.format(Locale.ROOT, "demo_%03d", number);
    final long hash = Hash.cell(patientHash, number, 42);
    final double lesion = tumor ? Hash.range(hash, 0, 0.06f, 0.24f) : 0;
    final int aggregates = Hash.unit(hash, 1) < 0.6f ? 1 + (int) (3 * Hash.unit(hash, 2)) : 0;
    return new SyntheticSlide(
        String.format(Locale.ROOT, "patient_%03d", patient),
        id,
        tumor ? TUMOR : NORMAL,
        project.resolve("slides").resolve(id + ".ome.tif"),
        project.resolve("truth").resolve(id + ".png"),
        new TissueSpec(sizePx, sizePx, hash, patientHash, lesion, aggregates));
  }

  private static void paint(final SyntheticSlide slide, final Job job) {
    final TissuePainter painter = new TissuePainter(slide.spec());
    AtomicFile.write(slide.truth(), part -> ImageIO.write(picture(painter), "png", part.toFile()));
    PyramidWriter.write(
        slide.file(),
        slide.spec().width(),
        slide.spec().height(),
        TissuePainter.MPP,
        PyramidWriter.Compression.JPEG,
        (x, y, width, height) -> paint(painter, x, y, width, height, job),
        job);
  }

  /** Paints a strip in thin ones, so that a cancel is noticed soon. */
  private static RgbImage paint(
      final TissuePainter painter,
      final int x,
      final int y,
      final int width,
      final int height,
      final Job job) {
    final byte[] rgb = new byte[3 * width * height];
    for (int row = 0; row < height; row += STRIP_ROWS) {
      job.checkCanceled();
      final RgbImage strip = painter.paint(x, y + row, width, Math.min(STRIP_ROWS, height - row));
      System.arraycopy(strip.rgb(), 0, rgb, 3 * width * row, strip.rgb().length);
    }
    return new RgbImage(width, height, rgb);
  }

  private static BufferedImage picture(final TissuePainter painter) {
    final boolean[][] mask = painter.lesionMask(TRUTH_DOWNSAMPLE);
    final BufferedImage picture =
        new BufferedImage(mask[0].length, mask.length, BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y < mask.length; y++) {
      for (int x = 0; x < mask[0].length; x++) {
        picture.getRaster().setSample(x, y, 0, mask[y][x] ? 255 : 0);
      }
    }
    return picture;
  }

  private static void writeTable(final Path table, final List<SyntheticSlide> cohort) {
    final CsvTable rows = CsvTable.of("case_id", "slide_id", "label", "path");
    for (final SyntheticSlide slide : cohort) {
      rows.add(
          slide.caseId(), slide.slideId(), slide.label(), "slides/" + slide.file().getFileName());
    }
    rows.write(table);
  }

  private static Optional<Note> read(final Path noteFile) {
    if (!Files.exists(noteFile)) {
      return Optional.empty();
    }
    try {
      return Optional.of(GSON.fromJson(JsonFile.read(noteFile), Note.class));
    } catch (final IOException | JsonParseException e) {
      throw new AttriMilException(
          "Cannot read " + noteFile + ": delete it and slides.csv to create the demo again", e);
    }
  }

  private static void delete(final List<SyntheticSlide> cohort) {
    try {
      for (final SyntheticSlide slide : cohort) {
        Files.deleteIfExists(slide.file());
        Files.deleteIfExists(slide.truth());
      }
    } catch (final IOException e) {
      throw FileFailure.of("remove", cohort.get(0).file(), e);
    }
  }
}
