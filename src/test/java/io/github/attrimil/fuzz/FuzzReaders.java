package io.github.attrimil.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Fuzzes every reader of foreign files with Jazzer, guided by coverage, on demand:
 *
 * <pre>mvn -Pfuzz test -Dtest=FuzzReaders -Dfuzz.seconds=200 -Dfuzz.readers=TORCH,CSV</pre>
 *
 * A file that is read longer than 10 s, takes more than 512 MB, or ends in anything but a refusal
 * is a finding: it stays in target/fuzz/READER, and belongs in src/test/resources/fuzz/READER once
 * it is mended, where {@link ForeignReaderTest} reads it in every run.
 */
class FuzzReaders {

  private static final String JAZZER = "com.code_intelligence.jazzer.Jazzer";
  private static final Pattern STATE =
      Pattern.compile("#(\\d+)\\s+\\S+\\s+cov: (\\d+) ft: (\\d+).*exec/s: (\\d+)");
  private static final Pattern DONE = Pattern.compile("stat::number_of_executed_units: (\\d+)");

  private record Result(
      ForeignReader reader, long executions, long edges, long features, int findings) {}

  @Test
  void everyReader() throws IOException, InterruptedException {
    assumeTrue(isThere(), "Jazzer is on the class path with -Pfuzz alone");
    final int seconds = Integer.getInteger("fuzz.seconds", 10);
    final List<Result> results = new ArrayList<>();
    for (final ForeignReader reader : wanted()) {
      results.add(fuzz(reader, seconds));
    }
    results.forEach(
        r ->
            System.out.printf(
                Locale.ROOT,
                "| %s | %,d | %,d | %,d | %d |%n",
                r.reader().folderName(),
                r.executions(),
                r.edges(),
                r.features(),
                r.findings()));
    assertTrue(
        results.stream().allMatch(r -> r.findings() == 0 && r.executions() > 0),
        "See target/fuzz for the files and the logs");
  }

  private static boolean isThere() {
    try {
      Class.forName(JAZZER, false, FuzzReaders.class.getClassLoader());
      return true;
    } catch (final ClassNotFoundException e) {
      return false;
    }
  }

  private static List<ForeignReader> wanted() {
    final String names = System.getProperty("fuzz.readers", "");
    return names.isEmpty()
        ? List.of(ForeignReader.values())
        : Arrays.stream(names.split(",")).map(ForeignReader::valueOf).toList();
  }

  private static Result fuzz(final ForeignReader reader, final int seconds)
      throws IOException, InterruptedException {
    final Path folder =
        Files.createDirectories(Path.of("target", "fuzz", reader.folderName())).toAbsolutePath();
    final Path corpus = Files.createDirectories(folder.resolve("corpus"));
    int number = 0;
    for (final byte[] seed : new FuzzSeeds(folder).of(reader)) {
      Files.write(corpus.resolve("seed" + number++), seed);
    }
    final Path log = folder.resolve("log.txt");
    new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "-Djava.awt.headless=true",
            "-Dlogback.configurationFile=io/github/attrimil/command/shell-logback.xml",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            JAZZER,
            "--target_class=" + ReaderFuzzer.class.getName(),
            "--target_args=" + reader + " " + folder.resolve("file"),
            "--instrumentation_includes=io.github.attrimil.**:io.jhdf.**:org.apache.commons.csv.**"
                + ":com.google.gson.**:ij.io.**:loci.formats.tiff.**",
            "--keep_going=10",
            "-max_total_time=" + seconds,
            "-timeout=10",
            "-rss_limit_mb=3000",
            "-max_len=100000",
            "-print_final_stats=1",
            "-len_control=10",
            "-artifact_prefix=" + folder + "/",
            "-dict=" + dictionary(reader),
            corpus.toString())
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start()
        .waitFor();
    return new Result(
        reader, executions(log), last(STATE, log, 2), last(STATE, log, 3), findings(folder));
  }

  /** Words of the format, by the ending of its files. */
  private static Path dictionary(final ForeignReader reader) {
    final String name = reader.fileName();
    final String ending = name.substring(name.lastIndexOf('.') + 1);
    final String format =
        switch (ending) {
          case "geojson" -> "json";
          case "zip" -> "roi";
          case "tfevents" -> "pt";
          default -> ending;
        };
    try {
      return Path.of(FuzzReaders.class.getResource("/dictionaries/" + format + ".dict").toURI());
    } catch (final URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long executions(final Path log) throws IOException {
    return last(DONE, log, 1) > 0 ? last(DONE, log, 1) : last(STATE, log, 1);
  }

  private static long last(final Pattern pattern, final Path log, final int group)
      throws IOException {
    long value = 0;
    for (final String line :
        Files.readAllLines(log, java.nio.charset.StandardCharsets.ISO_8859_1)) {
      final Matcher matcher = pattern.matcher(line);
      if (matcher.find()) {
        value = Long.parseLong(matcher.group(group));
      }
    }
    return value;
  }

  private static int findings(final Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return (int)
          files
              .map(f -> f.getFileName().toString())
              .filter(n -> n.matches("(crash|timeout|oom|slow-unit)-.*"))
              .count();
    }
  }
}
