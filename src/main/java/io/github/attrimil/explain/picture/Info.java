package io.github.attrimil.explain.picture;

import ij.ImagePlus;
import java.util.Map;

/** What Image &gt; Show Info shows of an image, and what a TIFF file keeps of it. */
public final class Info {

  private Info() {}

  /** Sets one "key: value" line each, which {@link ImagePlus#getStringProperty} finds. */
  public static void set(final ImagePlus image, final Map<String, Object> values) {
    final StringBuilder text = new StringBuilder();
    values.forEach(
        (key, value) ->
            text.append(key)
                .append(": ")
                .append(value.toString().replaceAll("[\\r\\n]+", " "))
                .append('\n'));
    image.setProperty("Info", text.toString());
  }

  /** The slide that an image is a map of, or null for any other image. */
  public static String slideOfMap(final ImagePlus image) {
    return image.getStringProperty("Logit") == null ? null : image.getStringProperty("Slide");
  }
}
