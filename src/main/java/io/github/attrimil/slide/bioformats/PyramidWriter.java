package io.github.attrimil.slide.bioformats;

import io.github.attrimil.core.AtomicFile;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.format.image.RgbImage;
import io.github.attrimil.slide.HalvedLevels;
import io.github.attrimil.slide.Level;
import io.github.attrimil.slide.PixelSize;
import io.github.attrimil.slide.tiff.TiledTiff;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import loci.common.services.DependencyException;
import loci.common.services.ServiceException;
import loci.common.services.ServiceFactory;
import loci.formats.MetadataTools;
import loci.formats.meta.IPyramidStore;
import loci.formats.ome.OMEXMLMetadata;
import loci.formats.services.OMEXMLService;
import ome.units.UNITS;
import ome.units.quantity.Length;
import ome.xml.model.primitives.NonNegativeInteger;
import ome.xml.model.primitives.PositiveInteger;

/**
 * Writes pyramidal OME-TIFF slides (8-bit RGB, tiled, JPEG or deflate, sub-resolutions in SubIFDs,
 * pixel size in the OME-XML), whose levels shrink by two until the longer side is at most {@link
 * #COARSEST_PX}. The source is asked for each strip of level 0 once, and coarser levels are block
 * means of the finer one, so that a slide larger than memory can be written. Bio-Formats and
 * tifffile read all levels, OpenSlide's generic TIFF reader level 0. Partial tiles are padded with
 * black, which JPEG bleeds up to 16 pixels into the slide's right and lower edge: choose sizes that
 * stay multiples of {@link #TILE_PX} when halved where that matters.
 *
 * @see <a href="https://docs.openmicroscopy.org/ome-model/latest/ome-tiff/">OME-TIFF</a>
 */
public final class PyramidWriter {

  /** The longer side of the coarsest level at most, in pixels. */
  public static final int COARSEST_PX = 1024;

  /** Width and height of the file's tiles, in pixels; strips of level 0 are this high. */
  public static final int TILE_PX = 256;

  private static final double MICRONS_PER_CM = 10_000;

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
    JPEG(7, 6),
    /** Exact; small where colors repeat. */
    DEFLATE(8, 2);

    private final int tiff;
    private final int photometric;

    Compression(final int tiff, final int photometric) {
      this.tiff = tiff;
      this.photometric = photometric;
    }
  }

  /**
   * What the file states about itself.
   *
   * @param pixelSize of level 0, if it is known
   * @param description a text for a reader, empty for none
   */
  public record About(Optional<PixelSize> pixelSize, String description) {}

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
    final TiledTiff.Form form = form(name, levels, about, compression);
    AtomicFile.write(
        target,
        part -> {
          try (TiledTiff tiff = new TiledTiff(part, levels, form)) {
            final PyramidTiles tiles = new PyramidTiles(tiff, TILE_PX, compression, job);
            final HalvedLevels halved = new HalvedLevels(levels, TILE_PX, tiles::add);
            for (int y = 0; y < height; y += TILE_PX) {
              job.checkCanceled();
              final RgbImage strip = source.paint(0, y, width, Math.min(TILE_PX, height - y));
              tiles.add(0, strip);
              halved.add(strip);
            }
            tiff.finish();
          }
        });
    return levels;
  }

  private static TiledTiff.Form form(
      final String name,
      final List<Level> levels,
      final About about,
      final Compression compression) {
    final boolean big = 3L * levels.get(0).width() * levels.get(0).height() > 1L << 30;
    final double[] perCm =
        about
            .pixelSize()
            .map(p -> new double[] {MICRONS_PER_CM / p.mppX(), MICRONS_PER_CM / p.mppY()})
            .orElse(new double[0]);
    try {
      final OMEXMLService service = new ServiceFactory().getInstance(OMEXMLService.class);
      return new TiledTiff.Form(
          TILE_PX,
          compression.tiff,
          compression.photometric,
          big,
          service.getOMEXML(metadata(service, name, levels, about)),
          perCm);
    } catch (final DependencyException | ServiceException e) {
      throw new AttriMilException(
          "Cannot describe the pyramid " + name + ": " + AttriMilException.oneLine(e), e);
    }
  }

  private static OMEXMLMetadata metadata(
      final OMEXMLService service, final String name, final List<Level> levels, final About about)
      throws ServiceException {
    final OMEXMLMetadata meta = service.createOMEXMLMetadata();
    final int width = levels.get(0).width();
    final int height = levels.get(0).height();
    MetadataTools.populateMetadata(
        meta, 0, name, true, "XYCZT", "uint8", width, height, 1, 3, 1, 3);
    // Of the name, so that the same picture gives the same bytes.
    final String uuid = "urn:uuid:" + UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    meta.setUUID(uuid);
    meta.setUUIDValue(uuid, 0, 0);
    meta.setUUIDFileName(name, 0, 0);
    final NonNegativeInteger zero = new NonNegativeInteger(0);
    meta.setTiffDataIFD(zero, 0, 0);
    meta.setTiffDataFirstC(zero, 0, 0);
    meta.setTiffDataFirstZ(zero, 0, 0);
    meta.setTiffDataFirstT(zero, 0, 0);
    meta.setTiffDataPlaneCount(new NonNegativeInteger(1), 0, 0);
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
