package io.github.attrimil.format.regions;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.format.table.CsvTable;
import io.github.attrimil.geometry.Polygon;
import io.github.attrimil.geometry.Region;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * ImageJ's regions of interest, one (.roi) or several (.zip, as the ROI Manager saves them), drawn
 * on the slide at full resolution. Areas become polygons; lines, points and texts are ignored.
 * ImageJ keeps whole coordinates in 16 bits: beyond 32767 draw in QuPath, or with sub-pixel
 * resolution.
 */
final class RoiFile {

  private static final int MAX_ROI_BYTES = 64 << 20;
  private static final long MAX_BYTES = 256L << 20;
  private static final int MAX_ENTRIES = 100_000;
  private static final int MAX_POINTS = 5_000_000;

  private final Path file;
  private final List<Region> regions = new ArrayList<>();
  private int points;

  private RoiFile(final Path file) {
    this.file = file;
  }

  /**
   * @param file a .roi file, or a .zip of them, of at most 5 million points and 256 MiB unpacked
   * @return the areas, by the names of their files
   * @throws AttriMilException when it cannot be read or is too large
   */
  static List<Region> read(final Path file) {
    final RoiFile rois = new RoiFile(file);
    try (InputStream in = Files.newInputStream(file)) {
      if (file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".roi")) {
        rois.add(file.getFileName().toString(), in);
      } else {
        rois.unzip(new ZipInputStream(in));
      }
      return rois.regions;
    } catch (final IOException | IllegalArgumentException e) {
      throw new AttriMilException("Cannot read '" + file + "': " + AttriMilException.oneLine(e), e);
    }
  }

  private void unzip(final ZipInputStream zip) throws IOException {
    long bytes = 0;
    int entries = 0;
    for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
      if (++entries > MAX_ENTRIES) {
        throw new AttriMilException(file + " holds more than " + MAX_ENTRIES + " files; split it");
      }
      if (entry.getName().toLowerCase(Locale.ROOT).endsWith(".roi")) {
        bytes += add(entry.getName(), zip);
      } else {
        // Not left to the next entry, which would unpack a file of any size.
        bytes += skip(zip, MAX_BYTES - bytes + 1);
      }
      if (bytes > MAX_BYTES) {
        throw new AttriMilException(
            file
                + " unpacks to more than 256 MiB; put regions of interest alone in it, or split it");
      }
    }
    if (entries == 0) {
      throw new AttriMilException("'" + file + "' is not a zip file with regions of interest");
    }
  }

  private static long skip(final InputStream in, final long most) throws IOException {
    final byte[] buffer = new byte[1 << 16];
    long bytes = 0;
    for (int n = 0; n >= 0 && bytes < most; n = in.read(buffer)) {
      bytes += n;
    }
    return bytes;
  }

  /** Adds one region; returns how many bytes it took. */
  private int add(final String name, final InputStream in) throws IOException {
    final byte[] bytes = in.readNBytes(MAX_ROI_BYTES + 1);
    if (bytes.length > MAX_ROI_BYTES) {
      throw new AttriMilException(
          "'" + file + "': " + CsvTable.quote(name) + " has more than 64 MiB; split it");
    }
    final Optional<Region> region;
    try {
      region = GuardedRoi.read(bytes, name.replaceFirst("(?i)\\.roi$", ""));
    } catch (final IOException e) {
      throw new AttriMilException(
          "'"
              + file
              + "': "
              + CsvTable.quote(name)
              + " is not an ImageJ region of interest, or is damaged: "
              + e.getMessage()
              + "; save it again",
          e);
    }
    region.ifPresent(regions::add);
    points += region.stream().flatMap(r -> r.rings().stream()).mapToInt(Polygon::size).sum();
    if (points > MAX_POINTS) {
      throw new AttriMilException(file + " has more than " + MAX_POINTS + " points; split it");
    }
    return bytes.length;
  }
}
