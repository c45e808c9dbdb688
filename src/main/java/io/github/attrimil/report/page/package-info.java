/**
 * How a report is written: one HTML page that needs nothing else, with headings, tables, pictures
 * and folds, every text of which is escaped here. It knows nothing of models and metrics. Uses
 * {@code core} and {@code format.image} only. Start with {@link
 * io.github.attrimil.report.page.HtmlReport}; {@code Svg} is the only way to drawings within the
 * page.
 */
package io.github.attrimil.report.page;
