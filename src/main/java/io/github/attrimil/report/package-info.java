/**
 * What a person reads at the end: {@code report.html}, one page that needs nothing else, and {@code
 * roc.png}. The only place that uses JFreeChart; may use everything that computes metrics, and is
 * independent of the kind of model. Start with {@link io.github.attrimil.report.ModelReport}, which
 * commands call and which lists the sections of the page; every section is a class and takes its
 * facts from a {@code Subject}. {@code report.page} writes HTML, {@code report.chart} draws.
 */
package io.github.attrimil.report;
