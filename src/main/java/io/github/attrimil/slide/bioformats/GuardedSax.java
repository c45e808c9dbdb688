package io.github.attrimil.slide.bioformats;

import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParser;
import javax.xml.parsers.SAXParserFactory;
import org.xml.sax.SAXException;
import org.xml.sax.SAXNotRecognizedException;
import org.xml.sax.SAXNotSupportedException;

/** Java's own parsers of events, without document types; found by {@link XmlGuard}. */
public final class GuardedSax extends SAXParserFactory {

  private final SAXParserFactory own = SAXParserFactory.newDefaultInstance();

  /** Called by Java. */
  public GuardedSax() {
    // A ServiceLoader needs a public one.
  }

  @Override
  public SAXParser newSAXParser() throws ParserConfigurationException, SAXException {
    own.setNamespaceAware(isNamespaceAware());
    own.setValidating(isValidating());
    own.setXIncludeAware(false);
    own.setFeature(GuardedDocuments.NO_TYPES, true);
    return own.newSAXParser();
  }

  @Override
  public void setFeature(final String name, final boolean value)
      throws ParserConfigurationException, SAXNotRecognizedException, SAXNotSupportedException {
    own.setFeature(name, value);
  }

  @Override
  public boolean getFeature(final String name)
      throws ParserConfigurationException, SAXNotRecognizedException, SAXNotSupportedException {
    return own.getFeature(name);
  }
}
