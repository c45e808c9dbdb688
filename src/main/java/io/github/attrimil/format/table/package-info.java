/**
 * Tables as CSV files. The only place that uses commons-csv; may use {@code core} only. Start with
 * {@link io.github.attrimil.format.table.CsvTable}, which reads and writes whole tables; {@link
 * io.github.attrimil.format.table.CsvDialect} finds out how files from elsewhere are written.
 */
package io.github.attrimil.format.table;
