/**
 * What is wrong with a cohort and what to do, before hours are spent: classes, patients, features,
 * slides, splits, and what goes together with the label. Uses {@code cohort}, {@code metrics} and
 * the rooms above them. Start with {@link io.github.attrimil.cohort.check.CohortCheck}; the page is
 * written by {@code pipeline}, because only rooms below may use {@code report}.
 */
package io.github.attrimil.cohort.check;
