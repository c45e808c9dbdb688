package io.github.attrimil.slide.bioformats;

import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.SAXParserFactory;

/**
 * Gives this thread parsers of XML that refuse document types, until it is closed. Bio-Formats
 * parses the XML in headers of slides with whatever parser Java finds, which fetches what an entity
 * names: a file of this machine, or an address, and waits for it. Java looks for parsers by the
 * thread's class loader, so that no other thread and no other program in Fiji is concerned.
 */
final class XmlGuard implements AutoCloseable {

  private static final String SERVICES = "META-INF/services/";

  private static final Map<String, URL> PARSERS =
      Map.of(
          SERVICES + DocumentBuilderFactory.class.getName(),
          XmlGuard.class.getResource("document-parsers"),
          SERVICES + SAXParserFactory.class.getName(),
          XmlGuard.class.getResource("sax-parsers"));

  private final ClassLoader before;

  private XmlGuard(final ClassLoader before) {
    this.before = before;
  }

  /**
   * @return to be closed by the same thread
   */
  static XmlGuard begin() {
    final Thread thread = Thread.currentThread();
    final XmlGuard guard = new XmlGuard(thread.getContextClassLoader());
    thread.setContextClassLoader(new Loader());
    return guard;
  }

  @Override
  public void close() {
    Thread.currentThread().setContextClassLoader(before);
  }

  private static final class Loader extends ClassLoader {

    Loader() {
      super(XmlGuard.class.getClassLoader());
    }

    @Override
    public Enumeration<URL> getResources(final String name) throws IOException {
      final URL parsers = PARSERS.get(name);
      return parsers == null
          ? super.getResources(name)
          : Collections.enumeration(Collections.singleton(parsers));
    }
  }
}
