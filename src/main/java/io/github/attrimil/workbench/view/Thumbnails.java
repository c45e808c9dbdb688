package io.github.attrimil.workbench.view;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.explain.map.Overviews;
import io.github.attrimil.format.image.RgbImage;
import io.github.attrimil.workbench.SlideRow;
import java.awt.Color;
import java.awt.Component;
import java.awt.EventQueue;
import java.awt.Graphics;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.swing.Icon;

/** Small pictures of slides, read one after the other on a thread of their own. */
final class Thumbnails {

  static final int WIDTH = 60;
  static final int HEIGHT = 44;

  /** Smaller than a pyramid's usual last level. */
  private static final int PIXELS = 160;

  private final Map<String, Icon> pictures = new HashMap<>();
  private final Set<String> asked = new HashSet<>();
  private final Icon none = new Picture(null);
  private final Runnable changed;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          work -> {
            final Thread one = new Thread(work, "attrimil-thumbnails");
            one.setDaemon(true);
            one.setPriority(Thread.MIN_PRIORITY);
            return one;
          });

  /**
   * @param changed called when there is another picture
   */
  Thumbnails(final Runnable changed) {
    this.changed = changed;
  }

  /** A slide's picture; a gray box while it is not read, or cannot be. */
  Icon of(final SlideRow slide) {
    if (slide.source().isPresent() && !slide.fileMissing() && asked.add(slide.id())) {
      thread.execute(() -> read(slide));
    }
    return pictures.getOrDefault(slide.id(), none);
  }

  private void read(final SlideRow slide) {
    try {
      if (slide.source().get().files().stream().allMatch(Files::exists)) {
        final RgbImage image =
            Overviews.slide(slide.source().get().read(), PIXELS, Job.silent()).image();
        final Icon icon = new Picture(fit(image));
        EventQueue.invokeLater(
            () -> {
              pictures.put(slide.id(), icon);
              changed.run();
            });
      }
    } catch (final AttriMilException e) {
      // A slide that cannot be read is reported when it is processed.
      return;
    }
  }

  private static BufferedImage fit(final RgbImage image) {
    final BufferedImage full =
        new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
    full.setRGB(0, 0, image.width(), image.height(), image.toArgb(), 0, image.width());
    final double scale = Math.min(WIDTH / (double) image.width(), HEIGHT / (double) image.height());
    final int w = Math.max(1, (int) Math.round(scale * image.width()));
    final int h = Math.max(1, (int) Math.round(scale * image.height()));
    final BufferedImage small = new BufferedImage(w, h, BufferedImage.TYPE_INT_RGB);
    final java.awt.Graphics2D g = small.createGraphics();
    g.drawImage(full.getScaledInstance(w, h, java.awt.Image.SCALE_AREA_AVERAGING), 0, 0, null);
    g.dispose();
    return small;
  }

  void close() {
    thread.shutdownNow();
  }

  /** In the middle of its box. */
  private record Picture(BufferedImage image) implements Icon {
    @Override
    public void paintIcon(final Component c, final Graphics g, final int x, final int y) {
      if (image == null) {
        g.setColor(new Color(0xd8d8d8));
        g.drawRect(x + 8, y + 4, WIDTH - 17, HEIGHT - 9);
      } else {
        g.drawImage(
            image, x + (WIDTH - image.getWidth()) / 2, y + (HEIGHT - image.getHeight()) / 2, null);
      }
    }

    @Override
    public int getIconWidth() {
      return WIDTH;
    }

    @Override
    public int getIconHeight() {
      return HEIGHT;
    }
  }
}
