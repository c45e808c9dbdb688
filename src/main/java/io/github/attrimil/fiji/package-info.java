/**
 * Everything that needs an image open in Fiji or a window: an image as a slide, a map as image,
 * overlay and table, its panel of controls, the window of a patch, and the preview of patches. What
 * windows show is computed in {@code explain}; here it is only laid out. Start reading with {@link
 * io.github.attrimil.fiji.FijiMap}, for live maps with {@code LiveMap}.
 */
package io.github.attrimil.fiji;
