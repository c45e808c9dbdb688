package io.github.attrimil.fuzz;

import io.github.attrimil.cohort.Cohort;
import io.github.attrimil.encoder.EncoderCard;
import io.github.attrimil.encoder.convnext.ConvNextWeights;
import io.github.attrimil.encoder.resnet.ResNetWeights;
import io.github.attrimil.encoder.swin.SwinWeights;
import io.github.attrimil.encoder.vit.VitSettings;
import io.github.attrimil.encoder.vit.VitWeights;
import io.github.attrimil.evaluate.localize.MapFolder;
import io.github.attrimil.explain.Phantoms;
import io.github.attrimil.explain.map.PatchReviews;
import io.github.attrimil.format.events.EventFile;
import io.github.attrimil.format.h5.FeatureFile;
import io.github.attrimil.format.image.JpegDecoder;
import io.github.attrimil.format.tensors.TensorFiles;
import io.github.attrimil.mil.registry.TrainedModel;
import io.github.attrimil.project.Checkpoint;
import io.github.attrimil.project.ProcessList;
import io.github.attrimil.project.Project;
import io.github.attrimil.project.SlideTable;
import io.github.attrimil.slide.LevelTiles;
import io.github.attrimil.slide.SlideReader;
import io.github.attrimil.slide.bioformats.BioFormatsSlide;
import io.github.attrimil.slide.tiff.TiffDirectories;
import io.github.attrimil.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import loci.formats.FormatException;
import loci.formats.tiff.IFD;

/** What reading means where it takes more than one call. */
final class ForeignReadings {

  /** What is read of a level; the rest of it is read alike. */
  private static final int TILES = 4;

  private ForeignReadings() {}

  static void encoderCard(final Path file) {
    EncoderCard.read(file, "name", "").toJson();
  }

  /** All that is asked of a file of features. */
  static void features(final Path file) {
    FeatureFile.read(file).requireFinite(file);
    FeatureFile.readToIndex(file);
    FeatureFile.sample(file, 0.5, 4);
    FeatureFile.header(file)
        .patches()
        .ifPresent(
            patches -> {
              patches.scale();
              patches.targetSize();
              patches.unreadable();
            });
  }

  /** The list, and what is asked of it for each slide. */
  static void processList(final Path file) {
    final ProcessList list = new ProcessList(new Project(file.getParent()), false);
    list.sources();
    for (final String slide : List.of("s1", "s2")) {
      list.failure(slide);
      list.excluded(slide);
      list.parameters(slide, Map.of("seg_level", "2", "mpp", "0.5"));
    }
  }

  /** As encoders are recognized, without the network itself. */
  static void encoderWeights(final Path file) {
    TensorFiles.isTorchScript(file);
    final Map<String, Tensor> state = TensorFiles.open(file);
    final Map<String, Tensor> tensors;
    if (SwinWeights.matches(state)) {
      tensors = SwinWeights.of(state).tensors();
    } else if (ConvNextWeights.matches(state)) {
      tensors = ConvNextWeights.of(state).tensors();
    } else if (VitWeights.matches(state)) {
      tensors = VitWeights.of(state, VitSettings.DEFAULT).tensors();
    } else {
      tensors = ResNetWeights.of(state).tensors();
    }
    tensors.values().forEach(Tensor::floats);
  }

  /** A model's file, whose kind is recognized. */
  static void model(final Path file) {
    TrainedModel.find(new Project(file.getParent()), file.toString()).card();
  }

  /** The card beside a checkpoint. */
  static void checkpointCard(final Path file) throws IOException {
    final Path checkpoint = file.resolveSibling("a.pt");
    if (!Files.exists(checkpoint)) {
      try (InputStream in =
          ForeignReadings.class.getResourceAsStream("/golden/models/mil_mean_d64_c2/weights.pt")) {
        Files.copy(in, checkpoint);
      }
    }
    TrainedModel.find(new Project(file.getParent()), checkpoint.toString()).card();
  }

  static void snapshot(final Path file) {
    new Checkpoint(file.getParent().getParent())
        .saved()
        .ifPresent(s -> s.tensors().values().forEach(Tensor::floats));
  }

  static void events(final Path file) {
    EventFile.open(file.getParent(), 3).add(Map.of("loss", 1.0));
  }

  /** Slides with their labels, as most commands read them. */
  static void labels(final Path file) {
    Cohort.of(SlideTable.read(file).requireLabels()).labeled();
  }

  static void scores(final Path file) {
    new MapFolder(file.getParent(), "", 4).read("a", 0.5);
  }

  static void reviews(final Path file) {
    PatchReviews.in(
            file.getParent(),
            Phantoms.scores(new long[] {0, 256}, new long[] {0, 0}, 256, 256, (x, y) -> 1))
        .reviewed();
  }

  /** A corner of each level. */
  static void slide(final Path file) {
    final BioFormatsSlide slide = new BioFormatsSlide(file);
    slide.pixelSize();
    try (SlideReader reader = slide.open()) {
      for (int level = 0; level < Math.min(TILES, slide.levels().size()); level++) {
        reader.tileWidth(level);
        reader.tileHeight(level);
        reader.read(level, 0, 0, 64, 64);
      }
    }
  }

  static void tiles(final Path file) throws IOException {
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
