package io.github.attrimil.slide.bioformats;

import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;

/** Java's own parsers of documents, without document types; found by {@link XmlGuard}. */
public final class GuardedDocuments extends DocumentBuilderFactory {

  static final String NO_TYPES = "http://apache.org/xml/features/disallow-doctype-decl";

  private final DocumentBuilderFactory own = DocumentBuilderFactory.newDefaultInstance();

  /** Called by Java. */
  public GuardedDocuments() {
    // A ServiceLoader needs a public one.
  }

  @Override
  public DocumentBuilder newDocumentBuilder() throws ParserConfigurationException {
    own.setNamespaceAware(isNamespaceAware());
    own.setValidating(isValidating());
    own.setIgnoringComments(isIgnoringComments());
    own.setIgnoringElementContentWhitespace(isIgnoringElementContentWhitespace());
    own.setCoalescing(isCoalescing());
    own.setXIncludeAware(false);
    own.setFeature(NO_TYPES, true);
    return own.newDocumentBuilder();
  }

  @Override
  public void setAttribute(final String name, final Object value) {
    own.setAttribute(name, value);
  }

  @Override
  public Object getAttribute(final String name) {
    return own.getAttribute(name);
  }

  @Override
  public void setFeature(final String name, final boolean value)
      throws ParserConfigurationException {
    own.setFeature(name, value);
  }

  @Override
  public boolean getFeature(final String name) throws ParserConfigurationException {
    return own.getFeature(name);
  }
}
