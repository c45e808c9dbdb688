/**
 * Files of regions on a slide: GeoJSON as QuPath has it, read and written, ASAP XML and ROI files
 * of ImageJ, read. It uses {@code core}, {@code geometry} and quotes as {@code format.table} does;
 * {@code GuardedRoi} alone touches ImageJ. Files come from others: depth, points and sizes are
 * bounded, and none can read another file. Start reading with {@link
 * io.github.attrimil.format.regions.RegionFile}.
 */
package io.github.attrimil.format.regions;
