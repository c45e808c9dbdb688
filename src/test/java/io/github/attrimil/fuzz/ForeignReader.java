package io.github.attrimil.fuzz;

import io.github.attrimil.cohort.Cohort;
import io.github.attrimil.cohort.Split;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.encoder.EncoderCard;
import io.github.attrimil.encoder.vit.VitSettings;
import io.github.attrimil.format.h5.FeatureFile;
import io.github.attrimil.format.h5.PatchFile;
import io.github.attrimil.format.image.JpegDecoder;
import io.github.attrimil.format.image.PngFile;
import io.github.attrimil.format.regions.RegionFile;
import io.github.attrimil.format.table.CandidateFile;
import io.github.attrimil.format.table.CsvTable;
import io.github.attrimil.format.tensors.TensorFiles;
import io.github.attrimil.project.ProcessList;
import io.github.attrimil.project.Project;
import io.github.attrimil.slide.DicomHeader;
import io.github.attrimil.slide.LevelTiles;
import io.github.attrimil.slide.tiff.TiffDirectories;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Locale;
import loci.formats.FormatException;
import loci.formats.tiff.IFD;

/** Every reader of files that others write: what it reads, and the name of such a file. */
public enum ForeignReader {
  PATCHES("a.h5", PatchFile::read),
  FEATURES("a.h5", FeatureFile::read),
  TORCH("a.pt", TensorFiles::read),
  SAFETENSORS("a.safetensors", TensorFiles::read),
  CSV("a.csv", CsvTable::read),
  COHORT("slides.csv", Cohort::read),
  SPLIT("splits_0.csv", Split::read),
  CANDIDATES("a.csv", CandidateFile::read),
  GEOJSON("a.geojson", RegionFile::read),
  ASAP("a.xml", RegionFile::read),
  ROI("a.roi", RegionFile::read),
  ROIS("a.zip", RegionFile::read),
  ENCODER_CARD("a.json", file -> EncoderCard.read(file, "name", "")),
  VIT_SETTINGS("a.json", VitSettings::read),
  PROCESS_LIST("process_list.csv", file -> new ProcessList(new Project(file.getParent()))),
  PNG("a.png", PngFile::read),
  DICOM("a.dcm", DicomHeader::read),
  TIFF("a.tif", ForeignReader::tiles);

  /** What is read of a level; the rest of it is read alike. */
  private static final int TILES = 4;

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
   * @return the name such a file has
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

  private static void tiles(final Path file) throws IOException {
    final TiffDirectories directories = TiffDirectories.read(file);
    for (final IFD ifd : directories.all()) {
      final int width;
      final int height;
      try {
        width = (int) ifd.getImageWidth();
        height = (int) ifd.getImageLength();
      } catch (final FormatException | RuntimeException e) {
        continue;
      }
      directories.isUnitless(1);
      directories.places(width, height);
      final LevelTiles tiles = directories.tiles(width, height).orElse(null);
      if (tiles != null) {
        tiles.richest(TILES);
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r");
            JpegDecoder decoder = new JpegDecoder()) {
          for (int i = 0; i < Math.min(TILES, tiles.columns()); i++) {
            tiles.tile(in, decoder, i, 0);
          }
        }
      }
    }
  }
}
