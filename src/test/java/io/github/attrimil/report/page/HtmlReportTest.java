package io.github.attrimil.report.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.format.image.PngFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class HtmlReportTest {

  private static final String EVIL =
      "<script>alert(1)</script>\" onload='x' &amp; \u0000\u001b\u202e]--><img"
          + " src=http://evil.example/>";
  private static final String SHOWN = EVIL.replaceAll("[\\p{Cntrl}\u202e]", " ");

  @TempDir private Path folder;

  private static HtmlImage image() {
    return new HtmlImage("png", PngFile.bytes(PngFile.gray(1, 1, new byte[1])), 1, 1, EVIL, EVIL);
  }

  private static Svg svg() {
    return new Svg(10, 10, EVIL).text(0, 0, Svg.Anchor.END, EVIL).upright(1, 1, EVIL);
  }

  private static HtmlReport everything() {
    return HtmlReport.title(EVIL)
        .lead(EVIL)
        .notice(EVIL, List.of(EVIL))
        .figures(Map.of(EVIL, EVIL))
        .section(EVIL)
        .heading(EVIL)
        .paragraph(EVIL)
        .list(List.of(EVIL))
        .facts(Map.of(EVIL, EVIL))
        .table(new HtmlTable(EVIL, List.of(EVIL, EVIL), List.of(List.of(EVIL, EVIL)), Set.of(0)))
        .drawings(new HtmlReport.Drawing(svg(), EVIL, EVIL))
        .fold(
            EVIL, h -> h.card(new HtmlCard(EVIL, EVIL, true, Map.of(EVIL, EVIL), List.of(image()))))
        .section(EVIL)
        .page(EVIL, true, h -> h.paragraph(EVIL));
  }

  @Test
  void escapesEveryTextFromOutside() {
    final String html = everything().html();
    assertFalse(html.contains("<script") || html.contains("evil.example/>"), html);
    assertFalse(html.chars().anyMatch(c -> c < ' ' && c != '\n' || c == 0x202e), "control");
    final Document page = Pages.parse(html);
    for (final String name :
        List.of("title", "h1", "h2", "td", "caption", "summary", "text", "dd", "figcaption")) {
      final List<Element> all = Pages.all(page, name);
      assertFalse(all.isEmpty(), name);
      for (final Element e : all) {
        assertTrue(e.getTextContent().contains(SHOWN), name);
      }
    }
    for (final Element img : Pages.all(page, "img")) {
      assertEquals(SHOWN, img.getAttribute("alt"));
      assertEquals(4, img.getAttributes().getLength());
    }
    assertEquals(SHOWN, Pages.all(page, "svg").get(0).getAttribute("aria-label"));
  }

  @Test
  void needsNothingFromElsewhere() {
    final String html = HtmlReport.title("t").section("s").card(card()).html();
    assertTrue(html.contains("default-src 'none'"));
    assertTrue(html.contains("@media print"));
    for (final String outside : List.of("http:", "https:", "@import", "url(", "<script", "file:")) {
      assertFalse(html.contains(outside), outside);
    }
    final Matcher link = Pattern.compile("(?:src|href)=\"([^\"]*)\"").matcher(html);
    int links = 0;
    while (link.find()) {
      links++;
      assertTrue(link.group(1).matches("(data:|#).*"), link.group(1));
    }
    assertTrue(links >= 3, "icon, skip link, picture: " + links);
  }

  private static HtmlCard card() {
    return new HtmlCard(
        "s",
        "",
        false,
        Map.of(),
        List.of(new HtmlImage("jpeg", new byte[] {1, 2, 3, 4}, 3, 2, "alt", "")));
  }

  @Test
  void hasLandmarksAHeadingForEachSectionAndAWayPastTheContents() {
    final Document page =
        Pages.parse(
            HtmlReport.title("t").lead("l").section("a").section("b").paragraph("p").html());
    assertEquals("en", page.getDocumentElement().getAttribute("lang"));
    final Element skip = Pages.all(page, "a").get(0);
    assertEquals("#main", skip.getAttribute("href"));
    assertEquals("main", Pages.all(page, "main").get(0).getAttribute("id"));
    assertEquals("Contents", Pages.all(page, "nav").get(0).getAttribute("aria-label"));
    assertEquals(1, Pages.all(page, "h1").size());
    final List<Element> sections = Pages.all(page, "section");
    final List<String> headings =
        Pages.all(page, "h2").stream().map(h -> h.getAttribute("id")).toList();
    assertEquals(headings, sections.stream().map(s -> s.getAttribute("aria-labelledby")).toList());
    assertEquals(
        List.of("#s1", "#s2"),
        Pages.all(Pages.all(page, "nav").get(0), "a").stream()
            .map(a -> a.getAttribute("href"))
            .toList());
  }

  @Test
  void tablesHaveCaptionsAndHeadingsForRowsAndColumns() {
    final Document page =
        Pages.parse(
            HtmlReport.title("t")
                .table(
                    new HtmlTable(
                        "c",
                        List.of("", "auc", "n", "p", "q"),
                        List.of(
                            List.of("1a", "0.912 (0.850–0.960)", 3, "< 0.001", "x"),
                            List.of("2", "", -1, "0.5 ± 0.1", ""))))
                .html());
    final Element table = Pages.all(page, "table").get(0);
    assertEquals(List.of("c"), Pages.texts(table, "caption"));
    final List<Element> headings = Pages.all(table, "th");
    assertEquals(
        List.of("col", "col", "col", "col", "row", "row"),
        headings.stream().map(h -> h.getAttribute("scope")).toList());
    assertEquals("", Pages.all(table, "td").get(0).getAttribute("scope"), "an empty corner");
    // Numbers to the right, texts to the left.
    assertEquals("n", headings.get(0).getAttribute("class"));
    assertEquals("n", headings.get(2).getAttribute("class"));
    assertEquals("", headings.get(3).getAttribute("class"));
    // Wide ones can be scrolled by keyboard.
    assertEquals("0", ((Element) table.getParentNode()).getAttribute("tabindex"));
    assertEquals("c", ((Element) table.getParentNode()).getAttribute("aria-label"));
    assertThrows(
        AttriMilException.class, () -> new HtmlTable("c", List.of("a", "b"), List.of(List.of(1))));
  }

  @Test
  void whatIsEmptyIsNotWritten() {
    final String html =
        HtmlReport.title("t").notice("n", List.of()).list(List.of()).drawings(List.of()).html();
    assertFalse(html.contains("<ul") || html.contains("class=\"notice\""), html);
    assertFalse(html.contains("class=\"drawings\"") || html.contains("<nav"), html);
  }

  @Test
  void picturesTellTheirSize() {
    final HtmlImage image = new HtmlImage("jpeg", new byte[4], 3, 2, "alt", "");
    assertEquals(8, image.characters());
    assertThrows(
        AttriMilException.class, () -> new HtmlImage("svg+xml", new byte[4], 3, 2, "alt", ""));
    assertThrows(AttriMilException.class, () -> new HtmlImage("png", new byte[4], 3, 2, " ", ""));
  }

  @Test
  void lettersOfTwoCodeUnitsStayWholeAndHalvesCanBeWritten() throws Exception {
    final String microscope = "\ud83d\udd2c";
    assertEquals("ab…", ShortText.of("abcd", 3));
    assertEquals("abc", ShortText.of("abc", 3));
    assertEquals(microscope + "…", ShortText.of(microscope + microscope + microscope, 2));
    final Path target = folder.resolve("half.html");
    HtmlReport.title("x" + microscope + "y" + microscope.charAt(0) + "z").write(target);
    assertTrue(Files.readString(target).contains("<title>x" + microscope + "y z</title>"));
  }

  @Test
  void isWrittenWhole() throws Exception {
    final Path target = folder.resolve("a/report.html");
    everything().write(target);
    assertEquals(everything().html(), Files.readString(target));
  }

  /** Colors of texts on the grounds that the style sheet gives them. */
  @Test
  void textsAreLegible() throws Exception {
    final String css =
        new String(
            HtmlReport.class.getResourceAsStream("report.css").readAllBytes(),
            java.nio.charset.StandardCharsets.UTF_8);
    for (final String text : List.of("ink", "soft", "link")) {
      for (final String ground :
          List.of("#ffffff", "#fff6ef", color(css, "shade"), color(css, "mark"))) {
        assertTrue(
            io.github.attrimil.report.chart.Palette.contrast(color(css, text), ground) >= 4.5,
            text + " on " + ground);
      }
    }
  }

  private static String color(final String css, final String name) {
    final Matcher m = Pattern.compile("--" + name + ": (#[0-9a-f]{6});").matcher(css);
    assertTrue(m.find(), name);
    return m.group(1);
  }
}
