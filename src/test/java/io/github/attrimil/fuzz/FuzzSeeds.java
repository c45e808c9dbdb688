package io.github.attrimil.fuzz;

import ij.gui.OvalRoi;
import ij.gui.PolygonRoi;
import ij.gui.Roi;
import ij.io.RoiEncoder;
import io.github.attrimil.format.h5.FeatureFile;
import io.github.attrimil.format.h5.PatchAttributes;
import io.github.attrimil.format.h5.PatchFile;
import io.github.attrimil.format.image.PngFile;
import io.github.attrimil.format.tensors.TorchFile;
import io.github.attrimil.geometry.PatchCoords;
import io.github.attrimil.slide.tiff.TiffPhantom;
import io.github.attrimil.tensor.Tensor;
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

  private static final String CSV =
      "case_id,slide_id,label,path,mpp\np1,\"s1\",normal,a.svs,0.5\np2,s2,tumor,,0.25\n";

  private static final String GEOJSON =
      """
      {"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Polygon",
      "coordinates":[[[0,0],[10,0],[10,10],[0,0]]]},"properties":{"classification":{"name":"Tumor"}}},
      {"type":"Feature","geometry":{"type":"MultiPolygon","coordinates":[[[[0,0],[9,0],[9,9],[0,0]]]]}}]}
      """;

  private static final String ASAP =
      """
      <?xml version="1.0"?>
      <ASAP_Annotations><Annotations><Annotation Name="A" Type="Polygon" PartOfGroup="Tumor">
      <Coordinates><Coordinate Order="0" X="1.5" Y="2"/><Coordinate Order="1" X="30" Y="2"/>
      <Coordinate Order="2" X="30" Y="40"/></Coordinates></Annotation></Annotations>
      </ASAP_Annotations>
      """;

  private static final String CARD =
      """
      {"name":"a","input_size":224,"mean":[0.5,0.5,0.5],"std":[0.2,0.2,0.2],"num_heads":4,
      "patch_size":14,"input":"batch x 3 x 224 x 224 float32, RGB scaled to 0..1 then (v-0.498)/0.502"}
      """;

  private final Path scratch;

  /**
   * @param scratch an empty folder for files on their way
   */
  FuzzSeeds(final Path scratch) {
    this.scratch = scratch;
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
      case TORCH -> torch();
      case SAFETENSORS -> resources("/golden/pt", ".safetensors");
      case CSV, COHORT -> texts(CSV, CSV.replace(',', ';'));
      case SPLIT -> texts(",train,val,test\n0,s1,s2,s3\n1,s4,,\n");
      case CANDIDATES -> texts("0.5,10,20\n0.75,30,40\n");
      case PROCESS_LIST ->
          texts("slide_id,process,status,path,scene,seg_level\ns1,1,done,a.svs,0,2\n");
      case GEOJSON -> texts(GEOJSON);
      case ASAP -> texts(ASAP);
      case ROI -> rois();
      case ROIS -> List.of(zip(rois()));
      case ENCODER_CARD, VIT_SETTINGS -> texts(CARD);
      case PNG -> List.of(PngFile.bytes(PngFile.rgb(3, 2, new byte[18])));
      case DICOM -> List.of(dicom());
      case TIFF -> tiffs();
    };
  }

  private static List<byte[]> texts(final String... texts) {
    return Stream.of(texts).map(t -> t.getBytes(StandardCharsets.UTF_8)).toList();
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

  private List<byte[]> torch() throws IOException {
    final Path file = scratch.resolve("seed.pt");
    TorchFile.write(file, Map.of("weight", Tensor.of(new float[6], 2, 3)));
    final List<byte[]> all = new ArrayList<>(resources("/golden/pt", ".pt"));
    all.add(Files.readAllBytes(file));
    return all;
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
