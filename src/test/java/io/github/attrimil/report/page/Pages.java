package io.github.attrimil.report.page;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** Reads pages back for tests. */
public final class Pages {

  private Pages() {}

  /** A whole page; what is not well-formed fails. */
  public static Document parse(final String html) {
    final String xml =
        html.replaceFirst("<!DOCTYPE html>\n", "")
            .replaceAll("(<(?:img|meta|link) [^>]*)>", "$1/>");
    try {
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(new InputSource(new StringReader(xml)));
    } catch (final IOException | SAXException | ParserConfigurationException e) {
      throw new AssertionError(e.getMessage() + " in\n" + xml, e);
    }
  }

  /** A drawing alone. */
  public static Element svg(final Svg svg) {
    final StringBuilder out = new StringBuilder();
    svg.append(out);
    return parse(out.toString()).getDocumentElement();
  }

  /** All elements of a name, in order. */
  public static List<Element> all(final Document page, final String name) {
    return list(page.getElementsByTagName(name));
  }

  /** All elements of a name within another, in order. */
  public static List<Element> all(final Element within, final String name) {
    return list(within.getElementsByTagName(name));
  }

  /** The texts of all elements of a name within another, in order. */
  public static List<String> texts(final Element within, final String name) {
    return all(within, name).stream().map(Element::getTextContent).toList();
  }

  private static List<Element> list(final NodeList nodes) {
    final List<Element> elements = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      elements.add((Element) nodes.item(i));
    }
    return elements;
  }
}
