package io.github.attrimil.slide.bioformats;

import io.github.attrimil.core.AtomicFile;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.format.image.RgbImage;
import io.github.attrimil.slide.HalvedLevels;
import io.github.attrimil.slide.Level;
import io.github.attrimil.slide.PixelSize;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import loci.common.services.DependencyException;
import loci.common.services.ServiceException;
import loci.common.services.ServiceFactory;
import loci.formats.FormatException;
import loci.formats.MetadataTools;
import loci.formats.codec.CompressionType;
import loci.formats.meta.IPyramidStore;
import loci.formats.ome.OMEXMLMetadata;
import loci.formats.out.PyramidOMETiffWriter;
import loci.formats.services.OMEXMLService;
import loci.formats.tiff.IFD;
import ome.units.UNITS;
import ome.units.quantity.Length;
import ome.xml.model.primitives.PositiveInteger;

/**
 * Writes pyramidal OME-TIFF slides (8-bit RGB, tiled, JPEG or deflate, sub-resolutions in SubIFDs,
 * pixel size in the OME-XML), whose levels shrink by two until the longer side is at most {@link
 * #COARSEST_PX}. The source is asked for each strip of level 0 once, and coarser levels are block
 * means of the finer one, so that a slide larger than memory can be written. Bio-Formats and
 * tifffile read all levels, OpenSlide's generic TIFF reader level 0. Bio-Formats pads partial tiles
 * with black, which JPEG bleeds up to 16 pixels into the slide's right and lower edge: choose sizes
 * that stay multiples of {@link #TILE_PX} when halved where that matters.
 *
 * @see <a href="https://docs.openmicroscopy.org/ome-model/latest/ome-tiff/">OME-TIFF</a>
 */
public final class PyramidWriter {

  /** The longer side of the coarsest level at most, in pixels. */
  public static final int COARSEST_PX = 1024;

  /** Width and height of the file's tiles, in pixels; strips of level 0 are this high. */
  public static final int TILE_PX = 256;

  /** No OME-XML of one picture is longer. */
  private static final int LONGEST_XML = 1 << 20;

  /** Where level 0 comes from. */
  @FunctionalInterface
  public interface Source {
    /**
     * @param xLevel0 left edge
     * @param yLevel0 top edge
     * @param width in pixels
     * @param height in pixels
     * @return width x height pixels; the rectangle lies inside the slide
     */
    RgbImage paint(int xLevel0, int yLevel0, int width, int height);
  }

  /** How tiles are stored. */
  public enum Compression {
    /** Small and lossy, as scanners write. */
    JPEG(CompressionType.JPEG),
    /** Exact and several times larger. */
    DEFLATE(CompressionType.ZLIB);

    private final CompressionType type;

    Compression(final CompressionType type) {
      this.type = type;
    }
  }

  /**
   * What the file states about itself.
   *
   * @param pixelSize of level 0, if it is known
   * @param description a text for a reader, empty for none
   */
  public record About(Optional<PixelSize> pixelSize, String description) {}

  private static final Pattern UUID_TEXT =
      Pattern.compile("urn:uuid:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})");

  private PyramidWriter() {}

  /**
   * The levels a slide is written with.
   *
   * @param width of level 0, in pixels
   * @param height of level 0, in pixels
   * @return finest first; sizes are halved and rounded up
   */
  public static List<Level> levels(final int width, final int height) {
    final List<Level> levels = new ArrayList<>();
    int w = width;
    int h = height;
    levels.add(new Level(w, h, 1, 1));
    while (Math.max(w, h) > COARSEST_PX) {
      w = (w + 1) / 2;
      h = (h + 1) / 2;
      levels.add(new Level(w, h, (double) width / w, (double) height / h));
    }
    return levels;
  }

  /**
   * Writes a slide whole or not at all.
   *
   * @param target the file; its name must end in .ome.tif or .ome.tiff
   * @param width of level 0, in pixels
   * @param height of level 0, in pixels
   * @param mpp micrometers per pixel of level 0
   * @param compression how tiles are stored
   * @param source level 0; asked for full-width strips from top to bottom, each once
   * @param job asked for each strip whether to stop
   * @return the levels written
   */
  public static List<Level> write(
      final Path target,
      final int width,
      final int height,
      final double mpp,
      final Compression compression,
      final Source source,
      final Job job) {
    final PixelSize size = new PixelSize(mpp, mpp, PixelSize.Origin.METADATA);
    return write(target, width, height, new About(Optional.of(size), ""), compression, source, job);
  }

  /**
   * Writes a slide whole or not at all. The same pixels give the same bytes.
   *
   * @param target the file; its name must end in .ome.tif or .ome.tiff
   * @param width of level 0, in pixels
   * @param height of level 0, in pixels
   * @param about what the file states about itself
   * @param compression how tiles are stored
   * @param source level 0; asked for full-width strips from top to bottom, each once
   * @param job asked for each strip whether to stop
   * @return the levels written
   * @throws AttriMilException when the file cannot be written or the user cancels
   */
  public static List<Level> write(
      final Path target,
      final int width,
      final int height,
      final About about,
      final Compression compression,
      final Source source,
      final Job job) {
    final String name = target.getFileName().toString();
    if (!name.matches("(?i).+\\.ome\\.tiff?")) {
      throw new AttriMilException(
          "Cannot write a pyramid as '" + name + "': use a name that ends in .ome.tif");
    }
    final List<Level> levels = levels(width, height);
    AtomicFile.write(
        target,
        part -> {
          // The OME-XML names its own file, which therefore needs its final name while written.
          final Path folder = Files.createTempDirectory(part.getParent(), AtomicFile.PART_FOLDER);
          final Path file = folder.resolve(name);
          try (HalvedLevels halved = new HalvedLevels(folder, levels)) {
            writeLevels(file, levels, about, compression, source, halved, job);
            settleUuid(file);
            Files.move(file, part);
          } catch (final FormatException | DependencyException | ServiceException e) {
            throw new IOException(AttriMilException.oneLine(e), e);
          } finally {
            Files.deleteIfExists(file);
            Files.deleteIfExists(folder);
          }
        });
    return levels;
  }

  private static void writeLevels(
      final Path file,
      final List<Level> levels,
      final About about,
      final Compression compression,
      final Source source,
      final HalvedLevels halved,
      final Job job)
      throws FormatException, DependencyException, ServiceException, IOException {
    try (PyramidOMETiffWriter writer = new PyramidOMETiffWriter()) {
      writer.setMetadataRetrieve(metadata(file.getFileName().toString(), levels, about));
      writer.setInterleaved(true);
      writer.setCompression(compression.type.getCompression());
      writer.setWriteSequentially(true);
      writer.setBigTiff(3L * levels.get(0).width() * levels.get(0).height() > 1L << 30);
      writer.setId(file.toString());
      writer.setTileSizeX(TILE_PX);
      writer.setTileSizeY(TILE_PX);
      for (int level = 0; level < levels.size(); level++) {
        final Level size = levels.get(level);
        writer.setResolution(level);
        final IFD ifd = new IFD();
        for (int y = 0; y < size.height(); y += TILE_PX) {
          job.checkCanceled();
          final int rows = Math.min(TILE_PX, size.height() - y);
          final RgbImage strip =
              level == 0 ? source.paint(0, y, size.width(), rows) : halved.strip(level, rows);
          if (level == 0) {
            halved.add(strip);
          }
          writeStrip(writer, ifd, strip, y);
        }
      }
    }
  }

  /**
   * Replaces the identifier that Bio-Formats draws at random by one made of the file's name, so
   * that the same picture gives the same bytes. It stands in the OME-XML, which is rewritten at the
   * end of the file when it is closed.
   */
  private static void settleUuid(final Path file) throws IOException {
    try (RandomAccessFile tiff = new RandomAccessFile(file.toFile(), "rw")) {
      final byte[] tail = new byte[(int) Math.min(tiff.length(), LONGEST_XML)];
      final long start = tiff.length() - tail.length;
      tiff.seek(start);
      tiff.readFully(tail);
      final String name = file.getFileName().toString();
      final byte[] own =
          UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8))
              .toString()
              .getBytes(StandardCharsets.US_ASCII);
      final Matcher found = UUID_TEXT.matcher(new String(tail, StandardCharsets.ISO_8859_1));
      while (found.find()) {
        tiff.seek(start + found.start(1));
        tiff.write(own);
      }
    }
  }

  private static void writeStrip(
      final PyramidOMETiffWriter writer, final IFD ifd, final RgbImage strip, final int y)
      throws FormatException, IOException {
    for (int x = 0; x < strip.width(); x += TILE_PX) {
      final int w = Math.min(TILE_PX, strip.width() - x);
      final byte[] tile = new byte[3 * w * strip.height()];
      for (int row = 0; row < strip.height(); row++) {
        System.arraycopy(strip.rgb(), 3 * (row * strip.width() + x), tile, 3 * row * w, 3 * w);
      }
      writer.saveBytes(0, tile, ifd, x, y, w, strip.height());
    }
  }

  private static OMEXMLMetadata metadata(
      final String name, final List<Level> levels, final About about)
      throws DependencyException, ServiceException {
    final OMEXMLMetadata meta =
        new ServiceFactory().getInstance(OMEXMLService.class).createOMEXMLMetadata();
    final int width = levels.get(0).width();
    final int height = levels.get(0).height();
    // Little-endian, because OpenSlide 4.0.1 does not take Bio-Formats' big-endian files.
    MetadataTools.populateMetadata(
        meta, 0, name, true, "XYCZT", "uint8", width, height, 1, 3, 1, 3);
    if (about.pixelSize().isPresent()) {
      final PixelSize size = about.pixelSize().get();
      meta.setPixelsPhysicalSizeX(new Length(size.mppX(), UNITS.MICROMETER), 0);
      meta.setPixelsPhysicalSizeY(new Length(size.mppY(), UNITS.MICROMETER), 0);
    }
    if (!about.description().isEmpty()) {
      meta.setImageDescription(about.description(), 0);
    }
    for (int level = 1; level < levels.size(); level++) {
      final IPyramidStore pyramid = (IPyramidStore) meta;
      pyramid.setResolutionSizeX(new PositiveInteger(levels.get(level).width()), 0, level);
      pyramid.setResolutionSizeY(new PositiveInteger(levels.get(level).height()), 0, level);
    }
    return meta;
  }
}
