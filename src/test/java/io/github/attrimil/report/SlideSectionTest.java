package io.github.attrimil.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.cohort.Cohort;
import io.github.attrimil.cohort.FeatureCard;
import io.github.attrimil.core.Job;
import io.github.attrimil.evaluate.Predictions;
import io.github.attrimil.evaluate.summary.EvaluationSummary;
import io.github.attrimil.format.image.PngFile;
import io.github.attrimil.mil.registry.ModelCard;
import io.github.attrimil.project.Project;
import io.github.attrimil.report.page.HtmlReport;
import io.github.attrimil.report.page.Pages;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** Rows of slides with their pictures. */
class SlideSectionTest {

  private static final String NAME = "m";

  @TempDir private Path folder;

  private String kind = "attrimil";

  private static Predictions.Row row(final String id, final int truth, final double p1) {
    return new Predictions.Row(id, truth, p1 >= 0.5 ? 1 : 0, new double[] {1 - p1, p1});
  }

  private Project project() {
    return new Project(folder.resolve("slides"));
  }

  private Project modelProject() {
    return new Project(folder.resolve("model"));
  }

  private String html(final List<String> classes, final List<Predictions.Row> rows) {
    return html(classes, rows, Optional.empty());
  }

  private String html(
      final List<String> classes, final List<Predictions.Row> rows, final Optional<Cohort> cohort) {
    final EvaluationSummary summary =
        EvaluationSummary.of(
            List.of(new EvaluationSummary.Fold(0, new Predictions(rows), Optional.empty())), 1);
    final ModelCard card =
        new ModelCard(
            kind,
            NAME,
            classes,
            new FeatureCard(8, "", "", 0, 0),
            new ModelCard.Training(1, 7, "", Map.of(), List.of(), "", List.of()),
            List.of());
    final HtmlReport html = HtmlReport.title("t");
    SlideSection.add(
        html,
        new Subject(
            modelProject(),
            project(),
            folder,
            card,
            summary,
            Optional.empty(),
            cohort,
            List.of(),
            List.of(),
            Map.of()),
        Job.silent());
    return html.html();
  }

  private Document page(final Predictions.Row... rows) {
    return Pages.parse(html(List.of("normal", "tumor"), List.of(rows)));
  }

  private static List<String> titles(final Document page) {
    return Pages.all(page, "h3").stream().map(Element::getTextContent).toList();
  }

  private static BufferedImage picture(final int width, final int height, final Color color) {
    final BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    final Graphics2D g = image.createGraphics();
    g.setColor(color);
    g.fillRect(0, 0, width, height);
    g.dispose();
    return image;
  }

  private static BufferedImage decode(final Element img) throws IOException {
    final String src = img.getAttribute("src");
    return ImageIO.read(
        new ByteArrayInputStream(
            Base64.getDecoder().decode(src.substring("data:image/jpeg;base64,".length()))));
  }

  @Test
  void wrongOnesComeFirstTheSurestAtTheTopThenTheLeastCertain() {
    final Document page =
        page(
            row("right sure", 1, 0.99),
            row("wrong unsure", 1, 0.45),
            row("right unsure", 0, 0.4),
            row("wrong sure", 0, 0.97));
    assertEquals(
        List.of(
            "wrong sure ✗ misclassified",
            "wrong unsure ✗ misclassified",
            "right unsure correct",
            "right sure correct"),
        titles(page));
    final List<Element> folds = Pages.all(page, "details");
    assertTrue(folds.get(0).hasAttribute("open"), "wrong ones are open");
    assertFalse(folds.get(1).hasAttribute("open"));
    assertEquals("Misclassified (2 slides)", Pages.texts(folds.get(0), "summary").get(0));
    assertTrue(page.getDocumentElement().getTextContent().contains("no pictures of slides"));
  }

  @Test
  void slidesAreInFoldsOfTen() {
    final List<Predictions.Row> rows = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      rows.add(row("slide <" + i + ">", 1, 0.51 + 0.01 * i));
    }
    final Document page = Pages.parse(html(List.of("normal", "tumor"), rows));
    final List<String> summaries =
        Pages.all(page, "summary").stream().map(Element::getTextContent).toList();
    assertEquals(
        List.of(
            "Correct, least certain first: 1 to 10 of 24",
            "Correct, least certain first: 11 to 20 of 24",
            "Correct, least certain first: 21 to 24 of 24",
            "Table of all slides"),
        summaries);
    assertEquals("slide <0> correct", titles(page).get(0));
  }

  @Test
  void mapsAreShownWithoutTheirLegendAndCalledWhatTheyAre() throws IOException {
    PngFile.write(project().stitch("s"), picture(300, 200, Color.PINK));
    // A map of the slide's shape, 1200 x 800, a gap, and a legend.
    final BufferedImage overlay = picture(1500, 800, Color.WHITE);
    final Graphics2D g = overlay.createGraphics();
    g.setColor(new Color(200, 60, 40));
    g.fillRect(0, 0, 1200, 800);
    g.setColor(Color.BLACK);
    g.fillRect(1216, 0, 280, 400);
    g.dispose();
    final Path maps = modelProject().maps(NAME, "s");
    PngFile.write(maps.resolve("overlay_tumor.png"), overlay);
    Files.createFile(maps.resolve("patchlogit_normal.tif"));
    Files.createFile(maps.resolve("patchlogit_tumor.tif"));
    PngFile.write(maps.resolve("top/normal_01.png"), picture(256, 256, Color.BLUE));
    PngFile.write(maps.resolve("top/tumor_01.png"), picture(256, 256, Color.RED));
    PngFile.write(maps.resolve("top/tumor_02.png"), picture(256, 256, Color.RED));
    final Document page = page(row("s", 1, 0.2));
    final List<Element> images = Pages.all(page, "img");
    assertEquals(4, images.size(), "slide, map, patches of the predicted and of the true class");
    final BufferedImage map = decode(images.get(1));
    assertEquals(1.5, map.getWidth() / (double) map.getHeight(), 0.01, "the legend is cut off");
    final int corner = map.getRGB(map.getWidth() - 1, map.getHeight() - 1);
    assertTrue((corner & 0xff) < 80 && (corner >> 16 & 0xff) > 170, Integer.toHexString(corner));
    assertEquals(
        "Map of slide s: Patch's own logit, tumor; red supports tumor, blue opposes it",
        images.get(1).getAttribute("alt"));
    assertEquals(
        List.of(
            "Slide, patches framed",
            "Patch's own logit, tumor: red supports tumor, blue opposes it",
            "Supports normal (predicted), strongest first",
            "Supports tumor (true), strongest first"),
        Pages.all(page, "figcaption").stream().map(Element::getTextContent).toList());
  }

  /** Files of several meanings have the same name. */
  @ParameterizedTest
  @CsvSource({
    "attrimil, Attribute score per patch",
    "attrimildsmil, 'Attribute score per patch, in context'",
    "additive, 'Contribution per patch, unnormalized'",
    "unknown, Attribute score per patch"
  })
  void scoresAreCalledWhatTheModelGives(final String of, final String title) throws IOException {
    kind = of;
    final Path maps = modelProject().maps(NAME, "s");
    PngFile.write(maps.resolve("overlay_tumor.png"), picture(90, 60, Color.ORANGE));
    Files.createFile(maps.resolve("score_tumor.tif"));
    assertEquals(
        title + ", tumor: red supports tumor, blue opposes it", captions(page(row("s", 1, 0.9))));
  }

  @Test
  void oneAttentionForAllClassesIsNoSupport() throws IOException {
    final Path maps = modelProject().maps(NAME, "s");
    PngFile.write(maps.resolve("overlay_attention.png"), picture(90, 60, Color.ORANGE));
    Files.createFile(maps.resolve("share_attention.tif"));
    PngFile.write(maps.resolve("top/attention_01.png"), picture(256, 256, Color.RED));
    final Document page = page(row("s", 1, 0.2));
    assertEquals(
        List.of(
            "Share of attention per patch, not contribution: where the model looked; neither for"
                + " nor against a class",
            "Attended most, strongest first"),
        Pages.all(page, "figcaption").stream().map(Element::getTextContent).toList());
    assertFalse(page.getDocumentElement().getTextContent().contains("upports"));
  }

  @Test
  void aMapBesideAPictureOfAnotherShapeIsShownWhole() throws IOException {
    PngFile.write(project().stitch("s"), picture(200, 200, Color.PINK));
    // Of a slide whose file was not there: the map ends at the last patch.
    PngFile.write(
        modelProject().maps(NAME, "s").resolve("overlay_tumor.png"), picture(900, 600, Color.GRAY));
    final Document page = page(row("s", 1, 0.9));
    final BufferedImage map = decode(Pages.all(page, "img").get(1));
    assertEquals(1.5, map.getWidth() / (double) map.getHeight(), 0.01);
  }

  @Test
  void mapsOfAnotherModelOfTheSameNameAreNotShown() throws IOException {
    final Path others = project().maps(NAME, "s");
    PngFile.write(others.resolve("overlay_tumor.png"), picture(90, 60, Color.ORANGE));
    PngFile.write(others.resolve("top/tumor_01.png"), picture(256, 256, Color.RED));
    assertEquals(List.of(), Pages.all(page(row("s", 1, 0.9)), "img"));
  }

  @Test
  void aMapOfAnotherStateOfTheModelSaysSo() throws IOException {
    final Path maps = modelProject().maps(NAME, "s");
    PngFile.write(maps.resolve("overlay_tumor.png"), picture(90, 60, Color.ORANGE));
    final double logit = Math.log(0.9 / 0.1);
    Files.writeString(maps.resolve("scores.csv"), "patch,logit_0,logit_1\n0,0," + logit + "\n");
    final String other = "which gives p(tumor) 0.900";
    assertFalse(captions(page(row("s", 1, 0.899))).contains(other));
    assertTrue(captions(page(row("s", 1, 0.7))).contains(other));
    Files.writeString(maps.resolve("scores.csv"), "patch\n0\n");
    assertFalse(captions(page(row("s", 1, 0.7))).contains("another state"));
  }

  private static String captions(final Document page) {
    return String.join(
        " ", Pages.all(page, "figcaption").stream().map(Element::getTextContent).toList());
  }

  @Test
  void aPatientHasThePicturesOfItsSlides() throws IOException {
    final List<Cohort.LabeledSlide> slides = new ArrayList<>();
    for (final String id : List.of("s1", "s2", "s3", "s4")) {
      slides.add(
          new Cohort.LabeledSlide(
              "p/1", id, "tumor", Optional.empty(), Optional.empty(), Map.of()));
      PngFile.write(project().stitch(id), picture(20, 20, Color.PINK));
    }
    final Document page =
        Pages.parse(
            html(
                List.of("normal", "tumor"),
                List.of(row("p/1", 1, 0.9)),
                Optional.of(new Cohort(slides))));
    assertEquals(
        List.of(
            "Slide s1 with its patches", "Slide s2 with its patches", "Slide s3 with its patches"),
        Pages.all(page, "img").stream().map(i -> i.getAttribute("alt")).toList());
    assertTrue(page.getDocumentElement().getTextContent().contains("s1, s2, s3, s4"));
  }

  @Test
  void aDamagedPictureIsLeftOut() throws IOException {
    Files.createDirectories(project().stitch("s").getParent());
    Files.writeString(project().stitch("s"), "no picture");
    assertEquals(List.of(), Pages.all(page(row("s", 1, 0.9)), "img"));
  }

  @Test
  void withoutPicturesTheFirstFiftyAreShownAndTheTableHasAll() {
    final List<Predictions.Row> rows = new ArrayList<>();
    for (int i = 0; i < 80; i++) {
      rows.add(row("s" + i, 1, 0.51));
    }
    final Document page = Pages.parse(html(List.of("normal", "tumor"), rows));
    assertEquals(SlideSection.BARE, titles(page).size());
    assertEquals(81, Pages.all(page, "tr").size());
  }

  @Test
  void thePageStaysSmallWhateverTheNumberOfSlides() throws IOException {
    // Noise: the largest JPEG there is for its size.
    final BufferedImage noise = picture(330, 330, Color.WHITE);
    final Random random = new Random(1);
    for (int i = 0; i < 330 * 330; i++) {
      noise.setRGB(i % 330, i / 330, random.nextInt());
    }
    final byte[] png = PngFile.bytes(noise);
    final List<Predictions.Row> rows = new ArrayList<>();
    Files.createDirectories(project().stitch("s").getParent());
    for (int i = 0; i < 3000; i++) {
      rows.add(row("s" + i, 1, 0.5 + 0.0001 * i));
      if (i < 400) {
        Files.write(project().stitch("s" + i), png);
      }
    }
    final String html = html(List.of("normal", "tumor"), rows);
    assertTrue(html.length() < 16 << 20, html.length() + " characters");
    assertTrue(
        html.length() > SlideSection.PICTURES, "there are pictures as long as there is room");
    assertTrue(html.contains("Pictures are shown for the first "));
    assertTrue(html.contains("Table of the first 2000 slides"));
    final int shown = html.split("<article", -1).length - 1;
    assertTrue(shown > 100 && shown <= 400, shown + " slides, as long as there is room");
    assertEquals(SlideSection.MOST, html.split("<tr><th scope=\"row\">", -1).length - 1);
  }

  @Test
  void scoresThatDoNotSumToOneAreExplained() {
    final String explained = "The model scores each class on its own";
    assertFalse(html(List.of("a", "b"), List.of(row("s", 1, 0.75))).contains(explained));
    assertTrue(
        html(List.of("a", "b"), List.of(new Predictions.Row("s", 1, 1, new double[] {0.5, 0.75})))
            .contains(explained));
  }
}
