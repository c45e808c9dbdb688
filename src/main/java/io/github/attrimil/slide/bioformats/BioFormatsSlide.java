package io.github.attrimil.slide.bioformats;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.slide.Damage;
import io.github.attrimil.slide.DicomHeader;
import io.github.attrimil.slide.Level;
import io.github.attrimil.slide.LevelTiles;
import io.github.attrimil.slide.PixelSize;
import io.github.attrimil.slide.Slide;
import io.github.attrimil.slide.SlideReader;
import io.github.attrimil.slide.Slides;
import io.github.attrimil.slide.tiff.TiffDirectories;
import io.github.attrimil.slide.tiff.TilePlaces;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import loci.common.services.DependencyException;
import loci.common.services.ServiceException;
import loci.common.services.ServiceFactory;
import loci.formats.FormatTools;
import loci.formats.IFormatReader;
import loci.formats.ImageReader;
import loci.formats.in.DicomReader;
import loci.formats.meta.IMetadata;
import loci.formats.services.OMEXMLService;
import ome.units.UNITS;
import ome.units.quantity.Length;

/**
 * A slide file as Bio-Formats reads it, with its pyramid. The largest series that is no label,
 * macro or thumbnail is the slide; 8-bit and 16-bit RGB are accepted.
 */
public final class BioFormatsSlide implements Slide {

  private static final Pattern NO_TISSUE =
      Pattern.compile("label|macro|thumbnail|overview", Pattern.CASE_INSENSITIVE);

  /** Names of channels of common fluorescent dyes. */
  private static final Pattern DYES =
      Pattern.compile(
          "dapi|hoechst|fitc|tritc|txred|texas|rhodamine|alexa|\\b[gyr]fp\\b|mcherry"
              + "|\\bcy ?[2-7]|opal|fluor|spectrum",
          Pattern.CASE_INSENSITIVE);

  /** Values outside are no microscope's; TIFF files often carry a printer's resolution. */
  private static final double LEAST_MPP = 0.02;

  private static final double MOST_MPP = 25;

  /**
   * A series with fewer pixels than the largest by this factor is an unnamed label or thumbnail.
   */
  private static final int SMALL_SCENE = 200;

  private final Path file;
  private final String id;
  private final int series;
  private final List<Level> levels;
  private final Optional<PixelSize> pixelSize;
  private final Class<? extends IFormatReader> kind;
  private final List<Optional<LevelTiles>> ownTiles;
  private final List<Optional<TilePlaces>> places;

  /**
   * The largest scene of a slide file.
   *
   * @param file the file
   * @throws AttriMilException when Bio-Formats cannot read it or it is no RGB image
   */
  public BioFormatsSlide(final Path file) {
    this(file, 0);
  }

  /**
   * Reads what a slide file is; of its pixels a tile a level at most.
   *
   * @param file the file
   * @param scene which scene, counted from 1 in the file's order; 0 for the largest
   * @throws AttriMilException when Bio-Formats cannot read it, it is no RGB image, or has no such
   *     scene
   */
  public BioFormatsSlide(final Path file, final int scene) {
    this.file = file;
    this.id = Slides.id(file);
    final ImageReader reader = new ImageReader();
    try {
      final IMetadata metadata =
          new ServiceFactory().getInstance(OMEXMLService.class).createOMEXMLMetadata();
      reader.setMetadataStore(metadata);
      // First: it says of a truncated file what Bio-Formats calls a format that it does not know.
      final TiffDirectories directories = TiffDirectories.read(file);
      BioFormatsReader.open(reader, file);
      checkDicom(reader, file);
      this.series = series(reader, scenes(reader, metadata), scene);
      reader.setSeries(series);
      checkColor(reader, metadata);
      this.kind = reader.getReader().getClass();
      this.levels = levels(reader);
      this.ownTiles = ownTiles(reader, directories);
      this.places = levels.stream().map(l -> directories.places(l.width(), l.height())).toList();
      this.pixelSize = pixelSize(metadata, series, directories);
    } catch (final AttriMilException e) {
      throw e;
    } catch (final Exception | Error e) {
      throw BioFormatsReader.unreadable(file, Damage.of(e));
    } finally {
      BioFormatsReader.close(reader);
    }
  }

  /**
   * @return the version of Bio-Formats in use
   */
  public static String bioFormatsVersion() {
    return FormatTools.VERSION;
  }

  /**
   * @param file a slide file
   * @return how many scenes it has, labels and macro images not counted
   * @throws AttriMilException when Bio-Formats cannot read it
   */
  public static int scenes(final Path file) {
    final ImageReader reader = new ImageReader();
    try {
      final IMetadata metadata =
          new ServiceFactory().getInstance(OMEXMLService.class).createOMEXMLMetadata();
      reader.setMetadataStore(metadata);
      BioFormatsReader.open(reader, file);
      return scenes(reader, metadata).size();
    } catch (final DependencyException | ServiceException e) {
      throw BioFormatsReader.unreadable(file, e);
    } finally {
      BioFormatsReader.close(reader);
    }
  }

  /**
   * The series that show tissue: named neither label nor macro, and not tiny compared with the
   * largest.
   */
  private static List<Integer> scenes(final IFormatReader reader, final IMetadata metadata) {
    final List<Integer> scenes = new ArrayList<>();
    long most = 0;
    for (int s = 0; s < reader.getSeriesCount(); s++) {
      final String name = s < metadata.getImageCount() ? metadata.getImageName(s) : null;
      if (name == null || !NO_TISSUE.matcher(name).find()) {
        scenes.add(s);
        most = Math.max(most, pixels(reader, s));
      }
    }
    if (scenes.isEmpty()) {
      scenes.add(0);
    }
    final long least = most / SMALL_SCENE;
    scenes.removeIf(s -> pixels(reader, s) < least);
    return scenes;
  }

  private static long pixels(final IFormatReader reader, final int series) {
    reader.setSeries(series);
    return (long) reader.getSizeX() * reader.getSizeY();
  }

  private int series(final IFormatReader reader, final List<Integer> scenes, final int scene) {
    if (scene > scenes.size()) {
      throw new AttriMilException(
          file + " has no scene=" + scene + "; it has " + scenes.size() + ", counted from 1");
    }
    if (scene > 0) {
      return scenes.get(scene - 1);
    }
    int best = scenes.get(0);
    for (final int s : scenes) {
      best = pixels(reader, s) > pixels(reader, best) ? s : best;
    }
    return best;
  }

  private void checkColor(final IFormatReader reader, final IMetadata metadata) {
    final int bits = FormatTools.getBytesPerPixel(reader.getPixelType()) * 8;
    final boolean rgb = reader.getRGBChannelCount() >= 3 || reader.getSizeC() == 3;
    if (!rgb || bits > 16 || FormatTools.isFloatingPoint(reader.getPixelType())) {
      throw new AttriMilException(
          file
              + " is not a brightfield RGB slide ("
              + reader.getSizeC()
              + " channel(s), "
              + FormatTools.getPixelTypeString(reader.getPixelType())
              + "); fluorescence and gray images are not supported");
    }
    for (int c = 0; c < metadata.getChannelCount(series); c++) {
      final Optional<String> dye = dye(metadata, c);
      if (dye.isPresent() && reader.getRGBChannelCount() < 3) {
        throw new AttriMilException(
            file
                + " is not a brightfield RGB slide (channel "
                + (c + 1)
                + " of 3 is "
                + dye.get()
                + "); fluorescence and gray images are not supported");
      }
    }
  }

  /** Signs of a fluorescence channel rather than a color channel. */
  private Optional<String> dye(final IMetadata metadata, final int channel) {
    final String name = metadata.getChannelName(series, channel);
    final String fluor = metadata.getChannelFluor(series, channel);
    final Object contrast = metadata.getChannelContrastMethod(series, channel);
    if (name != null && DYES.matcher(name).find()) {
      return Optional.of(name);
    }
    if (fluor != null && !fluor.isBlank()) {
      return Optional.of(fluor);
    }
    if (contrast != null && contrast.toString().equalsIgnoreCase("fluorescence")) {
      return Optional.of("fluorescence");
    }
    return metadata.getChannelEmissionWavelength(series, channel) == null
        ? Optional.empty()
        : Optional.of("fluorescence, with an emission wavelength");
  }

  /** Frames in places that nobody stated, or half of an image, would pass for a slide. */
  private static void checkDicom(final ImageReader reader, final Path file) {
    final Optional<DicomHeader> header =
        reader.getReader() instanceof DicomReader ? DicomHeader.read(file) : Optional.empty();
    if (header.isEmpty()) {
      return;
    }
    if (!header.get().placesFrames()) {
      throw new AttriMilException(
          file
              + " does not state where its tiles lie (neither the dimension organization TILED_FULL"
              + " nor positions of frames), so that the tissue would be scrambled; convert the"
              + " slide again");
    }
    final int used = reader.getUsedFiles().length;
    if (header.get().parts() > used) {
      throw new AttriMilException(
          file
              + " is one of "
              + header.get().parts()
              + " parts of an image (a DICOM concatenation), which cannot be put together here;"
              + " convert the slide to one file");
    }
  }

  private static List<Level> levels(final IFormatReader reader) {
    final List<Level> levels = new ArrayList<>();
    reader.setResolution(0);
    final double width = reader.getSizeX();
    final double height = reader.getSizeY();
    for (int r = 0; r < reader.getResolutionCount(); r++) {
      reader.setResolution(r);
      final int w = reader.getSizeX();
      final int h = reader.getSizeY();
      levels.add(new Level(w, h, width / w, height / h));
    }
    return List.copyOf(levels);
  }

  private List<Optional<LevelTiles>> ownTiles(
      final IFormatReader reader, final TiffDirectories directories) {
    final List<Optional<LevelTiles>> tiles = new ArrayList<>();
    for (int r = 0; r < levels.size(); r++) {
      reader.setResolution(r);
      tiles.add(BioFormatsReader.ownTiles(reader, file, directories));
    }
    return List.copyOf(tiles);
  }

  private static Optional<PixelSize> pixelSize(
      final IMetadata metadata, final int series, final TiffDirectories directories) {
    final double x = microns(metadata.getPixelsPhysicalSizeX(series));
    final double y = microns(metadata.getPixelsPhysicalSizeY(series));
    if (x > LEAST_MPP
        && x < MOST_MPP
        && y > LEAST_MPP
        && y < MOST_MPP
        && !directories.isUnitless(x)) {
      return Optional.of(new PixelSize(x, y, PixelSize.Origin.METADATA));
    }
    for (int i = 0; i < metadata.getInstrumentCount(); i++) {
      for (int o = 0; o < metadata.getObjectiveCount(i); o++) {
        final Double magnification = metadata.getObjectiveNominalMagnification(i, o);
        if (magnification != null && magnification >= 1 && magnification <= 150) {
          final double mpp = 10 / magnification;
          return Optional.of(new PixelSize(mpp, mpp, PixelSize.Origin.MAGNIFICATION));
        }
      }
    }
    return Optional.empty();
  }

  private static double microns(final Length length) {
    final Number value = length == null ? null : length.value(UNITS.MICROMETER);
    return value == null ? Double.NaN : value.doubleValue();
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public String source() {
    return file.toString();
  }

  @Override
  public List<Level> levels() {
    return levels;
  }

  @Override
  public Optional<PixelSize> pixelSize() {
    return pixelSize;
  }

  @Override
  public SlideReader open() {
    return new BioFormatsReader(this, file);
  }

  /**
   * @return the name of the Bio-Formats reader that reads the file
   */
  Class<? extends IFormatReader> kind() {
    return kind;
  }

  /**
   * @return the scene's series in the file
   */
  int series() {
    return series;
  }

  /**
   * @param level index into {@link #levels}
   * @return its tiles, where they may be decoded without Bio-Formats
   */
  public Optional<LevelTiles> ownTiles(final int level) {
    return ownTiles.get(level);
  }

  /**
   * @param level index into {@link #levels}
   * @return where its tiles lie in the file, where that is known
   */
  Optional<TilePlaces> places(final int level) {
    return places.get(level);
  }
}
