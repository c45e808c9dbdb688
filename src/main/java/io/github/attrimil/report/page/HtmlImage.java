package io.github.attrimil.report.page;

import io.github.attrimil.core.AttriMilException;
import java.util.Base64;
import java.util.Locale;

/**
 * A picture that lies within the page.
 *
 * @param type "png" or "jpeg"
 * @param bytes of such a file; not copied
 * @param width in pixels of the page
 * @param height in pixels of the page
 * @param alt what it shows, for those who do not see it
 * @param caption a few words below it, may be empty
 */
public record HtmlImage(
    String type, byte[] bytes, int width, int height, String alt, String caption) {

  /** Checks the type and the sizes. */
  public HtmlImage {
    if (!type.matches("png|jpeg") || width < 1 || height < 1 || alt.isBlank()) {
      throw new AttriMilException(
          String.format(
              Locale.ROOT,
              "A picture of a report needs a type png or jpeg, a size and words for it, not %s, %d"
                  + " x %d and \"%s\"",
              type,
              width,
              height,
              alt));
    }
  }

  /**
   * @return how many characters it takes on the page
   */
  public long characters() {
    return (bytes.length + 2L) / 3 * 4;
  }

  void append(final StringBuilder out) {
    out.append("<figure><img width=\"").append(width).append("\" height=\"").append(height);
    out.append("\" alt=\"").append(HtmlText.escape(alt)).append("\" src=\"data:image/");
    out.append(type).append(";base64,").append(Base64.getEncoder().encodeToString(bytes));
    out.append("\">");
    if (!caption.isEmpty()) {
      out.append("<figcaption>").append(HtmlText.escape(caption)).append("</figcaption>");
    }
    out.append("</figure>\n");
  }
}
