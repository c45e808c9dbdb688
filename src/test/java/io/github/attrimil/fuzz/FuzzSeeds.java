package io.github.attrimil.fuzz;

import ij.ImagePlus;
import ij.gui.OvalRoi;
import ij.gui.PolygonRoi;
import ij.gui.Roi;
import ij.io.RoiEncoder;
import ij.process.FloatProcessor;
import io.github.attrimil.explain.picture.ScoreTiff;
import io.github.attrimil.format.events.EventFile;
import io.github.attrimil.format.h5.FeatureFile;
import io.github.attrimil.format.h5.PatchAttributes;
import io.github.attrimil.format.h5.PatchFile;
import io.github.attrimil.format.image.PngFile;
import io.github.attrimil.geometry.PatchCoords;
import io.github.attrimil.slide.tiff.TiffPhantom;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import loci.formats.FormatException;
import loci.formats.tiff.TiffCompression;

/** Small whole files of each format, from which damaged ones are made. */
final class FuzzSeeds {

  private final Path scratch;
  private final TensorSeeds tensors;

  /**
   * @param scratch an empty folder for files on their way
   */
  FuzzSeeds(final Path scratch) {
    this.scratch = scratch;
    this.tensors = new TensorSeeds(scratch);
  }

  /**
   * @param reader a reader
   * @return whole files that it reads, and damaged ones that once were found
   */
  List<byte[]> of(final ForeignReader reader) {
    try {
      final List<byte[]> seeds = new ArrayList<>(whole(reader));
      seeds.addAll(resources("/fuzz/" + reader.folderName(), ""));
      return seeds;
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<byte[]> whole(final ForeignReader reader) throws IOException {
    return switch (reader) {
      case PATCHES -> List.of(patches());
      case FEATURES -> features();
      case TORCH -> joined(resources("/golden/pt", ".pt"), List.of(tensors.any()));
      case TORCH_LEGACY -> legacy();
      case SAFETENSORS -> resources("/golden/pt", ".safetensors");
      case MODEL -> joined(model("mil_mean_d64_c2"), model("mil_max_d64_c2"));
      case ENCODER_WEIGHTS -> tensors.encoders();
      case SNAPSHOT -> List.of(tensors.snapshot());
      case ROI -> rois();
      case ROIS -> List.of(zip(rois()));
      case EVENTS -> List.of(events());
      case PNG -> List.of(PngFile.bytes(PngFile.rgb(3, 2, new byte[18])));
      case DICOM -> List.of(dicom());
      case TIFF, LABEL_IMAGE, SLIDE -> tiffs();
      case SCORE_TIFF -> List.of(scoreTiff());
      default -> TextSeeds.of(reader);
    };
  }

  private static PatchFile patchFile() {
    return PatchFile.of(
        PatchCoords.ofInterleaved(new long[] {0, 0, 256, 0, 0, 256}),
        new PatchAttributes(Map.of("patch_size", 256L, "patch_level", 0L, "name", "slide")));
  }

  private byte[] patches() throws IOException {
    final Path file = scratch.resolve("seed.h5");
    patchFile().write(file);
    return Files.readAllBytes(file);
  }

  private List<byte[]> features() throws IOException {
    final Path file = scratch.resolve("seed.h5");
    new FeatureFile(new float[12], 4, Map.of("encoder", "a"), Optional.of(patchFile())).write(file);
    final List<byte[]> all = new ArrayList<>(resources("/golden/h5", ".h5"));
    all.add(Files.readAllBytes(file));
    return all;
  }

  private static List<byte[]> legacy() throws IOException {
    return resources("/golden/pt", ".pt").stream().filter(f -> f[0] != 'P').toList();
  }

  private static List<byte[]> model(final String name) throws IOException {
    return resources("/golden/models/" + name, "weights.pt");
  }

  private static List<byte[]> joined(final List<byte[]> some, final List<byte[]> others) {
    return Stream.concat(some.stream(), others.stream()).toList();
  }

  private byte[] events() throws IOException {
    final EventFile file = EventFile.open(scratch, 3);
    file.add(Map.of("loss", 0.5));
    file.add(Map.of("loss", 0.25));
    return Files.readAllBytes(scratch.resolve(EventFile.NAME));
  }

  private byte[] scoreTiff() throws IOException {
    final Path file = scratch.resolve("seed.tif");
    final ImagePlus image = new ImagePlus("a", new FloatProcessor(4, 3));
    image.getCalibration().setUnit("micron");
    image.getCalibration().pixelWidth = 64;
    image.getCalibration().pixelHeight = 64;
    ScoreTiff.write(file, image);
    return Files.readAllBytes(file);
  }

  private static List<byte[]> rois() {
    return List.of(
        RoiEncoder.saveAsByteArray(new Roi(1, 2, 30, 40)),
        RoiEncoder.saveAsByteArray(new OvalRoi(1, 2, 30, 40)),
        RoiEncoder.saveAsByteArray(
            new PolygonRoi(new float[] {1.5f, 9, 9}, new float[] {2, 2, 9}, Roi.POLYGON)));
  }

  private static byte[] zip(final List<byte[]> entries) throws IOException {
    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (int i = 0; i < entries.size(); i++) {
        zip.putNextEntry(new ZipEntry(i + ".roi"));
        zip.write(entries.get(i));
      }
    }
    return out.toByteArray();
  }

  private static byte[] dicom() {
    final String uid = "1.2.840.10008.1.2.1 ";
    return ByteBuffer.allocate(128 + 4 + 8 + uid.length() + 12)
        .order(ByteOrder.LITTLE_ENDIAN)
        .position(128)
        .put("DICM".getBytes(StandardCharsets.US_ASCII))
        .putInt(0x0010_0002)
        .put("UI".getBytes(StandardCharsets.US_ASCII))
        .putShort((short) uid.length())
        .put(uid.getBytes(StandardCharsets.US_ASCII))
        .putInt(0x0006_0048)
        .put("UL".getBytes(StandardCharsets.US_ASCII))
        .putShort((short) 4)
        .putInt(1024)
        .array();
  }

  private List<byte[]> tiffs() throws IOException {
    final List<byte[]> all = new ArrayList<>();
    final Path file = scratch.resolve("seed.tif");
    for (final TiffCompression compression :
        List.of(
            TiffCompression.UNCOMPRESSED,
            TiffCompression.DEFLATE,
            TiffCompression.LZW,
            TiffCompression.OLYMPUS_JPEG2000)) {
      for (final int tile : new int[] {0, 32}) {
        try {
          new TiffPhantom(compression, 1, TiffPhantom.Layout.PIXELS, tile).write(file);
        } catch (final FormatException e) {
          throw new IOException(e);
        }
        all.add(Files.readAllBytes(file));
      }
    }
    return all;
  }

  private static List<byte[]> resources(final String folder, final String ending)
      throws IOException {
    if (FuzzSeeds.class.getResource(folder) == null) {
      return List.of();
    }
    final List<byte[]> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(Path.of(FuzzSeeds.class.getResource(folder).toURI()))) {
      for (final Path file : files.filter(f -> f.toString().endsWith(ending)).sorted().toList()) {
        all.add(Files.readAllBytes(file));
      }
    } catch (final URISyntaxException e) {
      throw new IllegalStateException(e);
    }
    return all;
  }
}
