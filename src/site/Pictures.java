import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/**
 * Makes the pictures of the documents out of a finished demo:
 *
 * <pre>
 * java -jar target/attrimil.jar demo project=attrimil-demo
 * java src/site/Pictures.java attrimil-demo src/site/resources/images
 * </pre>
 */
public final class Pictures {

  private static final float QUALITY = 0.85f;

  private Pictures() {}

  public static void main(final String[] args) throws IOException {
    System.setProperty("java.awt.headless", "true");
    final Path maps = Path.of(args[0], "maps", "attrimil");
    final Path images = Files.createDirectories(Path.of(args[1]));
    write(scaled(maps.resolve("demo_018/overlay_tumor.png"), 880), images.resolve("map.jpg"));
    write(scaled(maps.resolve("demo_018/gallery_tumor.png"), 880), images.resolve("gallery.jpg"));
    write(scaled(Path.of(args[0], "stitches", "demo_018.png"), 440), images.resolve("patches.jpg"));
    write(
        scaled(Path.of(args[0], "results", "attrimil", "roc.png"), 600), images.resolve("roc.jpg"));
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

  private static void write(final BufferedImage image, final Path file) throws IOException {
    final ImageWriter writer = ImageIO.getImageWritersByFormatName("jpg").next();
    final ImageWriteParam how = writer.getDefaultWriteParam();
    how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    how.setCompressionQuality(QUALITY);
    final BufferedImage rgb = resized(image, image.getWidth());
    Files.deleteIfExists(file);
    try (ImageOutputStream out = ImageIO.createImageOutputStream(new File(file.toString()))) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(rgb, null, null), how);
    } finally {
      writer.dispose();
    }
  }
}
