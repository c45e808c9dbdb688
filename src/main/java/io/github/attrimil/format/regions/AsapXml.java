package io.github.attrimil.format.regions;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.geometry.Polygon;
import io.github.attrimil.geometry.Region;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Annotations of the viewer ASAP, as the Camelyon challenges give them: {@code Annotation} elements
 * with {@code Coordinate} elements in level-0 pixels. Splines are taken as the polygons through
 * their points; dots and lines have no area and are ignored. The parser takes no document type and
 * no outside entity, so that a file can neither read others nor grow in memory.
 */
final class AsapXml {

  private static final Set<String> AREAS = Set.of("polygon", "spline", "rectangle");
  private static final int MAX_POINTS = 5_000_000;
  private static final int MAX_NAME = 1000;
  private static final long MAX_BYTES = 1L << 30;

  private record Point(double order, double x, double y) {}

  private final Path file;
  private final XMLStreamReader xml;
  private final List<Region> regions = new ArrayList<>();
  private int points;

  private AsapXml(final Path file, final XMLStreamReader xml) {
    this.file = file;
    this.xml = xml;
  }

  /**
   * @param file a file of at most 5 million points
   * @return its areas, named by their group
   * @throws AttriMilException when it cannot be read or is no such file
   */
  static List<Region> read(final Path file) {
    final XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    try (InputStream in = Files.newInputStream(file)) {
      if (Files.size(file) > MAX_BYTES) {
        throw new AttriMilException(file + " has more than 1 GiB; split it");
      }
      final AsapXml reader = new AsapXml(file, factory.createXMLStreamReader(in));
      reader.all();
      return reader.regions;
    } catch (final XMLStreamException | NumberFormatException e) {
      throw new AttriMilException(
          "'" + file + "' is not an ASAP annotation file: " + AttriMilException.oneLine(e), e);
    } catch (final IOException e) {
      throw new AttriMilException("Cannot read '" + file + "': " + AttriMilException.oneLine(e), e);
    }
  }

  private void all() throws XMLStreamException {
    boolean asap = false;
    while (xml.hasNext()) {
      if (xml.next() == XMLStreamConstants.START_ELEMENT) {
        asap |= xml.getLocalName().equals("ASAP_Annotations");
        if (!asap) {
          throw new AttriMilException(
              "'" + file + "' is not an ASAP annotation file: its root is not ASAP_Annotations");
        }
        if (xml.getLocalName().equals("Annotation")) {
          annotation();
        }
      }
    }
  }

  private void annotation() throws XMLStreamException {
    final String type = attribute("Type").toLowerCase(java.util.Locale.ROOT);
    final String group = attribute("PartOfGroup");
    final String name = group.length() > MAX_NAME ? group.substring(0, MAX_NAME) : group;
    final List<Point> at = new ArrayList<>();
    while (xml.hasNext()) {
      final int event = xml.next();
      if (event == XMLStreamConstants.START_ELEMENT && xml.getLocalName().equals("Coordinate")) {
        final String order = attribute("Order");
        at.add(
            new Point(
                order.isEmpty() ? at.size() : Double.parseDouble(order),
                Double.parseDouble(attribute("X")),
                Double.parseDouble(attribute("Y"))));
        if (++points > MAX_POINTS) {
          throw new AttriMilException(file + " has more than " + MAX_POINTS + " points; split it");
        }
      } else if (event == XMLStreamConstants.END_ELEMENT
          && xml.getLocalName().equals("Annotation")) {
        break;
      }
    }
    if (AREAS.contains(type) && at.size() >= 3) {
      at.sort(Comparator.comparingDouble(Point::order));
      final double[] x = at.stream().mapToDouble(Point::x).toArray();
      final double[] y = at.stream().mapToDouble(Point::y).toArray();
      regions.add(new Region(name, List.of(new Polygon(x, y))));
    }
  }

  private String attribute(final String name) {
    final String value = xml.getAttributeValue(null, name);
    return value == null ? "" : value;
  }
}
