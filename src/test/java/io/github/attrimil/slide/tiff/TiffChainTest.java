package io.github.attrimil.slide.tiff;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.format.tiff.StatedTiff;
import io.github.attrimil.slide.bioformats.BioFormatsSlide;
import io.github.attrimil.slide.bioformats.LabelImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/**
 * Directories of a pyramid: two levels under the first, the second also after the first of them.
 */
class TiffChainTest {

  private static final int FIRST = 8;
  private static final int LEVEL_1 = 40;
  private static final int LEVEL_2 = 60;

  @TempDir private Path folder;

  private Path pyramid(final int afterLevel1, final int afterLevel2) throws Exception {
    final ByteBuffer file = ByteBuffer.allocate(100).order(ByteOrder.LITTLE_ENDIAN);
    file.put((byte) 'I').put((byte) 'I').putShort((short) 42).putInt(FIRST);
    file.position(FIRST);
    file.putShort((short) 1)
        .putShort((short) 330)
        .putShort((short) 4)
        .putInt(2)
        .putInt(30)
        .putInt(0);
    file.position(30);
    file.putInt(LEVEL_1).putInt(LEVEL_2);
    file.position(LEVEL_1);
    file.putShort((short) 0).putInt(afterLevel1);
    file.position(LEVEL_2);
    file.putShort((short) 0).putInt(afterLevel2);
    return Files.write(folder.resolve("slide.tif"), file.array());
  }

  @Test
  void levelsThatAreListedAndChainedAreNoCircle() throws Exception {
    final Path listed = pyramid(0, 0);
    assertDoesNotThrow(() -> TiffChain.check(listed));
    final Path chained = pyramid(LEVEL_2, 0);
    assertDoesNotThrow(() -> TiffChain.check(chained));
  }

  @Test
  void circlesAreRefused() throws Exception {
    for (final int back : new int[] {FIRST, LEVEL_1, LEVEL_2}) {
      final Path file = pyramid(LEVEL_2, back);
      final AttriMilException e =
          assertThrows(AttriMilException.class, () -> TiffChain.check(file));
      assertTrue(e.getMessage().contains("circle"), e.getMessage());
      final Path ndpi = Files.move(file, folder.resolve("slide" + back + ".ndpi"));
      assertThrows(AttriMilException.class, () -> TiffDirectories.read(ndpi));
    }
  }

  /** Bio-Formats reserves what is stated, and Java has no array of this length. */
  @Test
  void aStripOfMoreThanTheFileIsRefusedBeforeItIsRead() throws Exception {
    final Path file =
        StatedTiff.strip(StatedTiff.DEFLATE, 5000, 5000, new byte[300])
            .with(279, Integer.MAX_VALUE)
            .write(folder.resolve("labels.tif"));
    for (final Executable reading :
        List.<Executable>of(
            () -> LabelImage.read(file, 0, 1, 100_000_000), () -> new BioFormatsSlide(file))) {
      final AttriMilException e = assertThrows(AttriMilException.class, reading);
      assertTrue(
          e.getMessage()
              .endsWith(
                  "labels.tif is damaged: a strip states 2,147 MB, and the file has 452 bytes; copy"
                      + " or save it again"),
          e.getMessage());
    }
  }
}
