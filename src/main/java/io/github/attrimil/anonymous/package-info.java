/**
 * Projects whose slides and patients have numbers in place of names, for results that are given to
 * others. {@link io.github.attrimil.anonymous.NameKey} is the table of names and numbers, {@link
 * io.github.attrimil.anonymous.AnonymousProject} a project that stages work in as in any other, so
 * that nothing they write can hold a name they never met. It uses {@code project}, {@code cohort}
 * for splits and {@code mil.registry} for model.json. Start reading with {@code AnonymousProject}.
 */
package io.github.attrimil.anonymous;
