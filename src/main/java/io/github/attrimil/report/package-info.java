/**
 * What a person reads at the end: {@code report.html}, one page that needs nothing else, and {@code
 * roc.png}. The only place that uses JFreeChart; may use everything that computes metrics, and is
 * independent of the kind of model. Start with {@link io.github.attrimil.report.ModelReport}, which
 * commands call; {@code EvaluationReport} lists what is on the page, {@code HtmlReport} how it is
 * written.
 */
package io.github.attrimil.report;
