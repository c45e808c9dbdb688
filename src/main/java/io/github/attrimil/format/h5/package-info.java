/**
 * HDF5 files of patches and features, in the layouts of CLAM, TRIDENT and official AttriMIL: the
 * only place that touches jHDF. It uses {@code core} and {@code geometry}, whose {@link
 * io.github.attrimil.geometry.PatchGrid} a {@link io.github.attrimil.format.h5.PatchFile} reads
 * into. Files come from others, so sizes are checked before memory is asked for. Start reading with
 * {@code FeatureFile}; {@code H5File} is what lies below.
 */
package io.github.attrimil.format.h5;
