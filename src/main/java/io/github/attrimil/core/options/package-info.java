/**
 * Typed options, each defined once: an {@link io.github.attrimil.core.options.Option} has name,
 * description, default and range, from which dialogs, help, records and model.json are made, and
 * {@link io.github.attrimil.core.options.Options} are values of a list of them. Stages and kinds of
 * models define options where they are used; commands compose them. The room uses {@code core}
 * only. Start reading with {@code Option}.
 */
package io.github.attrimil.core.options;
