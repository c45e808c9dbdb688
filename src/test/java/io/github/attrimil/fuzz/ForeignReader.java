package io.github.attrimil.fuzz;

import io.github.attrimil.cohort.Cohort;
import io.github.attrimil.cohort.ListReading;
import io.github.attrimil.cohort.Split;
import io.github.attrimil.cohort.table.BagReading;
import io.github.attrimil.command.LineReading;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.PastRun;
import io.github.attrimil.encoder.features.AdaptedCard;
import io.github.attrimil.encoder.vit.VitSettings;
import io.github.attrimil.evaluate.Predictions;
import io.github.attrimil.evaluate.localize.FoundReading;
import io.github.attrimil.evaluate.stage.ValidationReading;
import io.github.attrimil.explain.picture.ScoreTiff;
import io.github.attrimil.format.h5.PatchFile;
import io.github.attrimil.format.image.PngFile;
import io.github.attrimil.format.regions.RegionFile;
import io.github.attrimil.format.table.CandidateFile;
import io.github.attrimil.format.table.CsvTable;
import io.github.attrimil.format.tensors.TensorFiles;
import io.github.attrimil.mil.registry.ModelCard;
import io.github.attrimil.project.NoteReading;
import io.github.attrimil.project.Project;
import io.github.attrimil.slide.DicomHeader;
import io.github.attrimil.slide.bioformats.LabelImage;
import io.github.attrimil.train.LogReading;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Every reader of files that others write, and of those in a project, which others may have copied
 * or edited: what it reads, and the name of such a file in its folder.
 */
public enum ForeignReader {
  // HDF5
  PATCHES("a.h5", PatchFile::read),
  FEATURES("a.h5", ForeignReadings::features),
  // Tensors
  TORCH("a.pt", TensorFiles::read),
  TORCH_LEGACY("a.pt", TensorFiles::read),
  SAFETENSORS("a.safetensors", TensorFiles::read),
  MODEL("a.pt", ForeignReadings::model),
  ENCODER_WEIGHTS("a.pt", ForeignReadings::encoderWeights),
  SNAPSHOT("unfinished/checkpoint.pt", ForeignReadings::snapshot),
  // Tables
  CSV("a.csv", CsvTable::read),
  COHORT("slides.csv", Cohort::read),
  LABELS("slides.csv", ForeignReadings::labels),
  SPLIT("splits_0.csv", Split::read),
  TEST_LIST("test.csv", ListReading::read),
  BAGS("a.csv", BagReading::read),
  CANDIDATES("a.csv", CandidateFile::read),
  PROCESS_LIST("process_list.csv", ForeignReadings::processList),
  PREDICTIONS("fold_0.csv", Predictions::read),
  VALIDATION("validation_0.csv", ValidationReading::read),
  SCORES("a.csv", ForeignReadings::scores),
  REVIEWS("review.csv", ForeignReadings::reviews),
  LOCALIZATION("localization.csv", FoundReading::read),
  LOG("log.csv", LogReading::read),
  MODEL_NAMES(".attrimil/models.csv", NoteReading::models),
  // Regions
  GEOJSON("a.geojson", RegionFile::read),
  ASAP("a.xml", RegionFile::read),
  ROI("a.roi", RegionFile::read),
  ROIS("a.zip", RegionFile::read),
  // JSON
  ENCODER_CARD("a.json", ForeignReadings::encoderCard),
  VIT_SETTINGS("a.json", VitSettings::read),
  ADAPTED_CARD(
      "encoders/a/a.json",
      file -> AdaptedCard.slides(new Project(file.getParent().getParent().getParent()), "a")),
  MODEL_CARD("model.json", file -> ModelCard.read(file).bagging()),
  CHECKPOINT_CARD("a.json", ForeignReadings::checkpointCard),
  RUN_RECORD("runs/20260101T000000Z-patch.json", file -> PastRun.read(file.getParent(), 3)),
  SETTINGS("runs/20260101T000000Z-patch.json", NoteReading::settings),
  STAMP(".attrimil/patch/s1.json", NoteReading::stamp),
  COLUMNS(".attrimil/columns.json", NoteReading::columns),
  EVENTS("events.out.tfevents", ForeignReadings::events),
  // Images
  PNG("a.png", PngFile::read),
  DICOM("a.dcm", DicomHeader::read),
  TIFF("a.tif", ForeignReadings::tiles),
  SCORE_TIFF("a.tif", file -> ScoreTiff.read(file, 0.5, 4)),
  LABEL_IMAGE("a.tif", file -> LabelImage.read(file, 300, 2, 1 << 22)),
  SLIDE("a.tif", ForeignReadings::slide),
  // Lines
  SHELL("line.txt", LineReading::shell),
  MACRO("line.txt", LineReading::macro);

  @FunctionalInterface
  private interface Reading {
    void read(Path file) throws IOException;
  }

  private final String file;
  private final Reading reading;

  ForeignReader(final String file, final Reading reading) {
    this.file = file;
    this.reading = reading;
  }

  /**
   * @return the name such a file has, in a folder of its own
   */
  public String fileName() {
    return file;
  }

  /**
   * @return its name in folders
   */
  public String folderName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Reads a file. A damaged one may be refused, with a message that names it, and nothing else.
   *
   * @param path a file with the name above
   * @return whether it was read, not refused
   */
  public boolean reads(final Path path) {
    try {
      reading.read(path);
      return true;
    } catch (final AttriMilException e) {
      if (AttriMilException.oneLine(e).isBlank()) {
        throw new IllegalStateException("A refusal without a message", e);
      }
      return false;
    } catch (final IOException e) {
      // Of a single tile, which the caller of TiffDirectories takes for damage.
      if (this == TIFF) {
        return false;
      }
      throw new IllegalStateException("An error that is no refusal", e);
    }
  }
}
