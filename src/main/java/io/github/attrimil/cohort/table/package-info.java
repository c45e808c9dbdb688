/**
 * Tables of features as projects: bags whose instances lie nowhere. Uses {@code format}, {@code
 * project} and the rooms above them. Start with {@link
 * io.github.attrimil.cohort.table.ImportStage}.
 */
package io.github.attrimil.cohort.table;
