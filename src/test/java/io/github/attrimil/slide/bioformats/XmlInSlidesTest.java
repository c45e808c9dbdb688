package io.github.attrimil.slide.bioformats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.slide.tiff.TiffPhantom;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import loci.formats.FormatException;
import loci.formats.tiff.TiffCompression;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The XML in a slide's header fetches nothing and does not grow. */
@Timeout(60)
class XmlInSlidesTest {

  @TempDir private Path folder;

  private Path slide(final String type, final String name) throws IOException, FormatException {
    final Path file = folder.resolve("a.ome.tif");
    final String xml =
        "<?xml version=\"1.0\"?><!DOCTYPE OME ["
            + type
            + "]><OME xmlns=\"http://www.openmicroscopy.org/Schemas/OME/2016-06\"><Image"
            + " ID=\"Image:0\" Name=\"a\"><Description>"
            + name
            + "</Description><Pixels BigEndian=\"false\" DimensionOrder=\"XYCZT\" ID=\"Pixels:0\""
            + " SizeC=\"3\" SizeT=\"1\" SizeX=\""
            + TiffPhantom.WIDTH
            + "\" SizeY=\""
            + TiffPhantom.HEIGHT
            + "\" SizeZ=\"1\" Type=\"uint8\"><Channel ID=\"Channel:0:0\" SamplesPerPixel=\"3\"/>"
            + "<TiffData IFD=\"0\" PlaneCount=\"1\"/></Pixels></Image></OME>";
    new TiffPhantom(TiffCompression.UNCOMPRESSED, 1, TiffPhantom.Layout.PIXELS, 0).write(file, xml);
    return file;
  }

  @Test
  void nothingIsFetched() throws IOException, FormatException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      server.setSoTimeout(20);
      final Path file =
          slide(
              "<!ENTITY a SYSTEM \"http://127.0.0.1:" + server.getLocalPort() + "/a\">", "x &a; x");
      try {
        assertEquals(TiffPhantom.WIDTH, new BioFormatsSlide(file, 0).levels().get(0).width());
      } catch (final AttriMilException e) {
        // Refused is as good.
      }
      assertThrows(SocketTimeoutException.class, server::accept);
    }
  }

  @Test
  void entitiesDoNotGrow() throws IOException, FormatException {
    final StringBuilder type = new StringBuilder("<!ENTITY e0 \"lol\">");
    for (int k = 1; k < 12; k++) {
      type.append("<!ENTITY e").append(k).append(" \"");
      type.append(("&e" + (k - 1) + ";").repeat(10)).append("\">");
    }
    final Path file = slide(type.toString(), "&e11;");
    try {
      new BioFormatsSlide(file, 0).levels();
    } catch (final AttriMilException e) {
      assertEquals(1, e.getMessage().lines().count());
    }
  }
}
