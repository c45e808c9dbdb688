package io.github.attrimil.demo;

import java.nio.file.Path;

/**
 * A slide of the demo's cohort.
 *
 * @param caseId the patient; some have two slides
 * @param slideId the file's name without extension
 * @param label {@link SyntheticCohort#NORMAL} or {@link SyntheticCohort#TUMOR}
 * @param file the pyramidal OME-TIFF
 * @param truth the mask of its lesions, a PNG of 0 and 255, {@link
 *     SyntheticCohort#TRUTH_DOWNSAMPLE} times smaller
 * @param spec what it shows
 */
public record SyntheticSlide(
    String caseId, String slideId, String label, Path file, Path truth, TissueSpec spec) {}
