/**
 * Operations on images that must equal those of OpenCV, which CLAM uses, to the last pixel: median,
 * Otsu, closing, border following; and drawing for pictures of what was found. By hand, because
 * neither ImageJ nor ImgLib2 gives the same pixels; golden files of OpenCV hold them. It uses
 * images of {@code format.image} and polygons of {@code geometry}, no slide. Start reading with
 * {@link io.github.attrimil.tissue.image.BorderFollowing}.
 */
package io.github.attrimil.tissue.image;
