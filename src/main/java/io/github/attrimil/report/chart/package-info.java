/**
 * Charts of the report as drawings within the page: lines with bands, stacked bars, intervals. They
 * know numbers and names, nothing of models. Uses {@code report.page}, and {@code evaluate} for
 * intervals. Why not JFreeChart: it draws pixels, which are blurred on paper and at other widths,
 * and its texts are no texts; the library that makes SVG of it is under the GPL. Start with {@link
 * io.github.attrimil.report.chart.LineChart}.
 */
package io.github.attrimil.report.chart;
