package io.github.attrimil.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.evaluate.Interval;
import io.github.attrimil.evaluate.Predictions;
import io.github.attrimil.evaluate.Tables;
import io.github.attrimil.evaluate.localize.Localization;
import io.github.attrimil.evaluate.summary.EvaluationSummary;
import io.github.attrimil.format.image.PngFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

class HtmlReportTest {

  private static final String EVIL =
      "<script>alert(1)</script>\" onload='x' &amp; \u0000\u001b]--><img src=http://evil.example/>";

  /** The body of the page, parsed: what is not well-formed fails. */
  private static Document body(final String html)
      throws IOException, SAXException, ParserConfigurationException {
    final String main =
        html.substring(html.indexOf("<main>"), html.indexOf("</main>") + "</main>".length())
            .replaceAll("(<img [^>]*)>", "$1/>");
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new java.io.StringReader(main)));
  }

  @Test
  void escapesEveryTextFromOutside() throws Exception {
    final String html =
        HtmlReport.title(EVIL)
            .section(EVIL)
            .paragraph(EVIL)
            .facts(Map.of(EVIL, EVIL))
            .table(List.of(EVIL), List.of(List.of(EVIL)), Set.of(0))
            .image(PngFile.gray(1, 1, new byte[1]), EVIL)
            .gallery(List.of(new HtmlReport.Picture("maps/" + EVIL, EVIL)))
            .warnings(List.of(EVIL))
            .html();
    assertFalse(html.contains("<script") || html.contains("evil.example/>"), html);
    assertFalse(html.chars().anyMatch(c -> c < ' ' && c != '\n'), "control characters");
    final Document body = body(html);
    final String shown = EVIL.replaceAll("\\p{Cntrl}", " ");
    assertEquals(shown, body.getElementsByTagName("h1").item(0).getTextContent());
    assertEquals(shown, body.getElementsByTagName("td").item(0).getTextContent());
    assertEquals(shown, body.getElementsByTagName("li").item(0).getTextContent());
    assertEquals(2, body.getElementsByTagName("img").getLength());
    for (int i = 0; i < 2; i++) {
      final var attributes = body.getElementsByTagName("img").item(i).getAttributes();
      assertEquals(2, attributes.getLength());
      assertEquals(shown, attributes.getNamedItem("alt").getNodeValue());
    }
  }

  @Test
  void linksStayRelativeWhateverTheSlideIsCalled() {
    assertEquals("../maps/a%20b%23%3F/%25.png", HtmlText.link("../maps/a b#?/%.png"));
    assertEquals("javascript%3Aalert%281%29", HtmlText.link("javascript:alert(1)"));
    assertEquals("%5C%5Chost/x.png", HtmlText.link("\\\\host/x.png"));
    assertThrows(AttriMilException.class, () -> HtmlText.link("//evil.example/x.png"));
    assertThrows(AttriMilException.class, () -> HtmlText.link(""));
  }

  @Test
  void needsNothingFromElsewhere() {
    final String html = HtmlReport.title("t").section("s").paragraph("p").html();
    assertTrue(html.contains("default-src 'none'"));
    assertTrue(html.contains("@media print"));
    for (final String outside : List.of("http:", "https:", "<link", "@import", "url(", "<script")) {
      assertFalse(html.contains(outside), outside);
    }
  }

  @Test
  void alignsNumbersAndRefusesRaggedRows() throws Exception {
    final Document body =
        body(
            HtmlReport.title("t")
                .table(
                    List.of("name", "auc", "n"),
                    List.of(List.of("1a", "0.912 (0.850–0.960)", 3), List.of("2", "", -1)))
                .html());
    final var cells = body.getElementsByTagName("td");
    assertEquals(0, cells.item(0).getAttributes().getLength());
    assertEquals("n", cells.item(1).getAttributes().getNamedItem("class").getNodeValue());
    assertEquals("n", cells.item(2).getAttributes().getNamedItem("class").getNodeValue());
    assertThrows(
        AttriMilException.class,
        () -> HtmlReport.title("t").table(List.of("a", "b"), List.of(List.of(1))));
  }

  @Test
  void evaluationReportShowsFiguresMistakesAndMaps() throws Exception {
    final Path folder = Path.of("target", "examples", "results");
    final EvaluationSummary summary = RocPlotTest.folds(5, 2, 0.9);
    final List<HtmlReport.Picture> maps = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      final byte[] rgb = new byte[3 * 120 * 90];
      for (int p = 0; p < rgb.length; p++) {
        rgb[p] = (byte) (128 + 100 * Math.sin(p / 3 % 120 / 15.0 + i) * Math.cos(p / 360 / 12.0));
      }
      PngFile.write(folder.resolve("maps/slide #" + i + ".png"), PngFile.rgb(120, 90, rgb));
      maps.add(new HtmlReport.Picture("maps/slide #" + i + ".png", "slide #" + i + ", tumour"));
    }
    final Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("model", "attrimil");
    parameters.put(
        "project", "/home/user/A rather long path/with many folders/and_no_break_at_all");
    parameters.put("encoder", "resnet18");
    final EvaluationReport report =
        new EvaluationReport(
            "Evaluation of attrimil",
            List.of("normal", "tumour"),
            summary,
            Optional.of(
                new Localization(
                    List.of(
                        new Localization.Row(
                            "s<1>",
                            0,
                            new Localization.Patches(
                                10,
                                3,
                                OptionalDouble.of(0.75),
                                OptionalDouble.empty(),
                                0.5,
                                OptionalDouble.of(0.5)),
                            new Localization.Found(4, 3, 1, 2))),
                    Map.of(Localization.FROC, new Interval(0.625, 0.5, 0.75)),
                    1)),
            maps,
            new EvaluationReport.Notes(
                parameters,
                List.of("Slide 'x' has no features and was left out: run Extract Patch Features"),
                Map.of("seed", 1, "AttriMIL", "0.1.0")));
    report.toHtml().write(folder.resolve("report.html"));
    final String html = Files.readString(folder.resolve("report.html"));
    final Document body = body(html);
    assertEquals(7, body.getElementsByTagName("h2").getLength());
    assertEquals(7, body.getElementsByTagName("img").getLength());
    final long mistakes = summary.pooled().rows().stream().filter(r -> !r.correct()).count();
    assertEquals(mistakes, html.split("class=\"marked\"", -1).length - 1);
    assertTrue(mistakes > 0);
    assertTrue(html.contains(summary.pooledAuc().orElseThrow().text()));
    assertTrue(html.contains("<td>3 of 4</td>") && html.contains("0.625 (0.500–0.750)"));
    assertTrue(html.contains("s&lt;1&gt;"));
    assertTrue(html.contains("href=\"maps/slide%20%230.png\""));
  }

  @Test
  void evaluationReportExplainsScoresThatDoNotSumToOne() {
    assertFalse(slides(0.25, 0.75).contains("on its own"));
    assertTrue(slides(0.5, 0.75).contains("The model scores each class on its own"));
  }

  private static String slides(final double... p) {
    final Predictions test = new Predictions(List.of(new Predictions.Row("s", 1, 1, p)));
    final EvaluationSummary summary =
        EvaluationSummary.of(List.of(new EvaluationSummary.Fold(0, test, Optional.empty())), 1);
    final EvaluationReport.Notes notes = new EvaluationReport.Notes(Map.of(), List.of(), Map.of());
    return new EvaluationReport("t", List.of("a", "b"), summary, Optional.empty(), List.of(), notes)
        .toHtml()
        .html();
  }

  @Test
  void evaluationReportOfOneClassSaysUndefined() {
    final EvaluationSummary one =
        EvaluationSummary.of(
            List.of(
                new EvaluationSummary.Fold(
                    0, Tables.binary(new int[] {1, 1}, 0.2, 0.8), Optional.empty())),
            1);
    final EvaluationReport.Notes notes = new EvaluationReport.Notes(Map.of(), List.of(), Map.of());
    final String html =
        new EvaluationReport("t", List.of("a", "b"), one, Optional.empty(), List.of(), notes)
            .toHtml()
            .html();
    assertTrue(html.contains("AUC undefined"));
    assertThrows(
        AttriMilException.class,
        () -> new EvaluationReport("t", List.of("a"), one, Optional.empty(), List.of(), notes));
  }
}
