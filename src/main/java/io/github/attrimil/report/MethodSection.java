package io.github.attrimil.report;

import io.github.attrimil.cohort.FeatureCard;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.PastRun;
import io.github.attrimil.core.Versions;
import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.OptionText;
import io.github.attrimil.core.options.Options;
import io.github.attrimil.mil.ModelKind;
import io.github.attrimil.report.page.HtmlReport;
import io.github.attrimil.report.page.HtmlTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What was run, with which versions, and every parameter with its meaning. */
final class MethodSection {

  private static final String UNKNOWN = "not known";

  /** Records of earlier runs that are read. */
  private static final int RUNS = 50;

  private final Subject of;
  private final List<PastRun> runs;

  private MethodSection(final Subject of, final PastRun now) {
    this.of = of;
    this.runs = new ArrayList<>(past(of));
    runs.add(now);
  }

  /**
   * @param html the report
   * @param of what it is about
   * @param now the run that writes the report
   */
  static void add(final HtmlReport html, final Subject of, final PastRun now) {
    html.section("How it was made");
    final MethodSection section = new MethodSection(of, now);
    html.facts(section.facts());
    section.hyperparameters(html);
    section.runs(html);
    section.parameters(html);
  }

  private static List<PastRun> past(final Subject of) {
    try {
      return PastRun.read(of.project().runs(), RUNS);
    } catch (final AttriMilException e) {
      return List.of(); // a folder that cannot be listed: this run alone is shown
    }
  }

  private Map<String, String> facts() {
    final Map<String, String> facts = new LinkedHashMap<>(of.more());
    facts.put("Model", of.kind().map(ModelKind::title).orElse(of.card().kind()));
    facts.put("Classes, in order", String.join(", ", of.classes()));
    facts.put("Networks", Digits.count(of.card().training().folds(), "fold"));
    final FeatureCard features = of.card().features();
    facts.put("Encoder", features.encoder().isEmpty() ? UNKNOWN : features.encoder());
    facts.put("Features of a patch", features());
    facts.put("Patches", patches(features));
    facts.put("Preset", orUnknown(of.card().training().preset()));
    facts.put("Seed", Long.toString(of.card().training().seed()));
    of.kind().ifPresent(k -> facts.put("Reference", k.citation()));
    facts.put("Trained with AttriMIL for Fiji", orUnknown(of.card().training().version()));
    facts.put("Report by AttriMIL for Fiji", Versions.ofThis());
    facts.put("Name of the model", of.card().name());
    return facts;
  }

  private static String orUnknown(final String text) {
    return text.isEmpty() ? UNKNOWN : text;
  }

  static String patches(final FeatureCard features) {
    return features.patchSize() > 0 && features.mpp() > 0
        ? features.patchSize() + " px at " + features.mpp() + " µm/px"
        : UNKNOWN;
  }

  private String features() {
    final List<Integer> widths = of.card().training().widths();
    return of.card().features().dimension()
        + (widths.isEmpty()
            ? ""
            : ", reduced to "
                + widths.stream().distinct().map(String::valueOf).collect(Collectors.joining(", "))
                + " whitened principal components of the training patches");
  }

  private void hyperparameters(final HtmlReport html) {
    final Map<String, String> values = of.card().training().options();
    if (values.isEmpty()) {
      return;
    }
    final Options known =
        of.kind().map(k -> k.recipe(k.presets().get(0))).orElseGet(() -> Options.of());
    final List<List<Object>> rows = new ArrayList<>();
    values.forEach(
        (name, value) -> {
          final String label = known.find(name).map(Option::label).orElse("");
          rows.add(
              List.of(
                  label.isEmpty() ? name : label,
                  OptionText.readable(value),
                  known.find(name).map(Option::description).orElse("")));
        });
    html.fold(
        "Hyperparameters of the training (" + values.size() + ")",
        h -> h.table(new HtmlTable("Hyperparameters", List.of("Name", "Value", "Meaning"), rows)));
  }

  private void runs(final HtmlReport html) {
    final List<List<Object>> rows = new ArrayList<>();
    for (final PastRun run : runs) {
      rows.add(
          List.of(
              run.started().replaceFirst("\\..*", "").replace('T', ' '),
              run.command(),
              run == runs.get(runs.size() - 1) ? "this run" : run.outcome(),
              run.device(),
              run.versions().entrySet().stream()
                  .map(v -> v.getKey() + " " + v.getValue())
                  .collect(Collectors.joining(", "))));
    }
    html.fold(
        "Runs in this project, and their versions (" + runs.size() + ")",
        h ->
            h.table(
                new HtmlTable(
                    "The last runs, by their records in the folder runs",
                    List.of("Started (UTC)", "Command", "Outcome", "Device", "Versions"),
                    rows)));
  }

  /** Of the last run of each command. */
  private void parameters(final HtmlReport html) {
    final Map<String, PastRun> last = new LinkedHashMap<>();
    final Map<String, String> meanings = new LinkedHashMap<>();
    for (final PastRun run : runs) {
      last.remove(run.command());
      last.put(run.command(), run);
      meanings.putAll(run.meanings());
    }
    for (final PastRun run : last.values()) {
      final List<List<Object>> rows = new ArrayList<>();
      run.parameters()
          .forEach(
              (name, value) ->
                  rows.add(
                      List.of(
                          name,
                          OptionText.readable(withoutFolders(value)),
                          run.meanings().getOrDefault(name, meanings.getOrDefault(name, "")))));
      if (!rows.isEmpty()) {
        html.fold(
            "Parameters of " + run.command() + " (" + rows.size() + ")",
            h ->
                h.table(
                    new HtmlTable(
                        "Parameters of "
                            + run.command()
                            + "; those not listed have the values of the preset",
                        List.of("Name", "Value", "Meaning"),
                        rows)));
      }
    }
  }

  /** Folders of a machine are of no use to others, and may name a user. */
  static String withoutFolders(final String value) {
    return value.matches("(/|[A-Za-z]:[/\\\\]|\\\\\\\\).*")
        ? "…/" + value.replaceFirst("[/\\\\]+$", "").replaceFirst(".*[/\\\\]", "")
        : value;
  }
}
