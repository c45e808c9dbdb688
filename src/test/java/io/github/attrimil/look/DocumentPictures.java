package io.github.attrimil.look;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/**
 * Makes all pictures of the documents out of a finished demo, those of windows in a real Fiji.
 * Needs a display, and Chromium for the picture of the report:
 *
 * <pre>
 * java -jar target/attrimil.jar demo project=attrimil-demo
 * xvfb-run java -Dfiji=/path/to/Fiji.app -cp CLASSPATH-OF-TESTS io.github.attrimil.look.DocumentPictures attrimil-demo src/site/resources/images
 * </pre>
 */
public final class DocumentPictures {

  private static final float QUALITY = 0.75f;

  /** Shows the head, the charts of the cohort and the first slide, and hides the rest. */
  private static final String EXCERPT =
      "section:has(#s1)~section:not(:has(.card)),section:has(#s1)>details,section:has(.card)>p,"
          + "details:has(.card)~details,.card~.card{display:none}";

  /** Width and height of that excerpt of the demo's report in pixels. */
  private static final String EXCERPT_SIZE = "1080,1655";

  private final Path demo;
  private final Path images;

  private DocumentPictures(final Path demo, final Path images) {
    this.demo = demo;
    this.images = images;
  }

  /**
   * @param args the folder of the demo, and the folder of the pictures
   */
  public static void main(final String[] args) throws Exception {
    final DocumentPictures pictures =
        new DocumentPictures(Path.of(args[0]).toAbsolutePath(), Path.of(args[1]).toAbsolutePath());
    Files.createDirectories(pictures.images);
    pictures.files();
    pictures.report(System.getProperty("chromium", "chromium"));
    pictures.windows(new FijiStart(Path.of(System.getProperty("fiji"))));
  }

  /** What the demo itself wrote. */
  private void files() throws IOException {
    final Path maps = demo.resolve("maps/attrimil");
    final String slide = lesion(maps);
    write(scaled(maps.resolve(slide + "/overlay_tumor.png"), 880), "map.jpg");
    write(scaled(maps.resolve(slide + "/gallery_tumor.png"), 880), "gallery.jpg");
    write(scaled(demo.resolve("stitches/" + slide + ".png"), 440), "patches.jpg");
    write(scaled(demo.resolve("results/attrimil/roc.png"), 600), "roc.jpg");
  }

  /** The slide that the documents show, or the first with a map in a smaller demo. */
  private static String lesion(final Path maps) throws IOException {
    final String usual = "demo_018";
    if (Files.exists(maps.resolve(usual))) {
      return usual;
    }
    try (var all = Files.list(maps)) {
      return all.filter(Files::isDirectory)
          .sorted()
          .findFirst()
          .orElseThrow()
          .getFileName()
          .toString();
    }
  }

  /** The report's head, cohort, and first slide; what else is on the page is hidden. */
  private void report(final String browser) throws IOException, InterruptedException {
    final String page = Files.readString(demo.resolve("results/attrimil/report.html"));
    final Path excerpt = Files.createTempFile("report", ".html");
    Files.writeString(excerpt, page.replaceFirst("</style>", EXCERPT + "</style>"));
    final Path shot = Files.createTempFile("report", ".png");
    final Process process =
        new ProcessBuilder(
                browser,
                "--headless",
                "--no-sandbox",
                "--hide-scrollbars",
                "--window-size=" + EXCERPT_SIZE,
                "--screenshot=" + shot,
                excerpt.toUri().toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (process.waitFor() != 0 || Files.size(shot) == 0) {
      throw new IOException(browser + " made no picture of the report");
    }
    write(scaled(shot, 760), "report.jpg");
    Files.delete(shot);
    Files.delete(excerpt);
  }

  /** What is seen in Fiji. */
  private void windows(final FijiStart fiji) throws Exception {
    // Short names, because the pictures show them.
    final Path work = Path.of(System.getProperty("java.io.tmpdir"), "study").toAbsolutePath();
    if (Files.exists(work)) {
      throw new IOException(work + " is in the way; remove it");
    }
    Files.createDirectories(work);
    final Path shown = Files.createSymbolicLink(work.resolve("attrimil-demo"), demo);
    final Path shots = Files.createDirectories(work.resolve("shots"));
    final Path log = work.resolve("fiji.log");
    final int status =
        fiji.run(
            log,
            true,
            List.of(),
            WorkbenchTour.class.getName(),
            shown.toString(),
            work.toString(),
            shots.toString());
    if (status != 0) {
      throw new IOException(
          "Fiji ended with " + status + "; " + log + " and " + shots + " tell why");
    }
    // As PNG, which is sharper and smaller for windows.
    for (final String name :
        List.of(
            "workbench",
            "workbench-empty",
            "workbench-running",
            "workbench-reason",
            "dialog",
            "curves")) {
      Files.copy(
          shots.resolve(name + ".png"),
          images.resolve(name + ".png"),
          StandardCopyOption.REPLACE_EXISTING);
    }
    System.out.println("further pictures: " + shots);
  }

  private static BufferedImage scaled(final Path file, final int width) throws IOException {
    BufferedImage image = ImageIO.read(file.toFile());
    while (image.getWidth() > width) {
      // Halving keeps thin lines; one large step would lose them.
      image = resized(image, Math.max(width, image.getWidth() / 2));
    }
    return image;
  }

  private static BufferedImage resized(final BufferedImage image, final int width) {
    final int height = Math.max(1, image.getHeight() * width / image.getWidth());
    final BufferedImage out = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    final Graphics2D g = out.createGraphics();
    g.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    g.drawImage(image, 0, 0, width, height, Color.WHITE, null);
    g.dispose();
    return out;
  }

  private void write(final BufferedImage image, final String name) throws IOException {
    final ImageWriter writer = ImageIO.getImageWritersByFormatName("jpg").next();
    final ImageWriteParam how = writer.getDefaultWriteParam();
    how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    how.setCompressionQuality(QUALITY);
    final Path file = images.resolve(name);
    Files.deleteIfExists(file);
    try (ImageOutputStream out = ImageIO.createImageOutputStream(new File(file.toString()))) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(resized(image, image.getWidth()), null, null), how);
    } finally {
      writer.dispose();
    }
  }
}
