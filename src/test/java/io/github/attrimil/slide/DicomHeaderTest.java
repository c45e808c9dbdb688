package io.github.attrimil.slide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DicomHeaderTest {

  @TempDir private Path folder;

  /** A DICOM file of a few elements, explicit and little endian. */
  private static final class Bytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Bytes() {
      out.writeBytes(new byte[128]);
      out.writeBytes("DICM".getBytes(StandardCharsets.US_ASCII));
      text(0x00020010, "UI", "1.2.840.10008.1.2.1");
    }

    private void little(final long value, final int bytes) {
      out.writeBytes(
          java.util.Arrays.copyOf(
              ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array(), bytes));
    }

    private void tag(final int tag) {
      little(tag >>> 16, 2);
      little(tag & 0xffff, 2);
    }

    Bytes text(final int tag, final String type, final String value) {
      final String even = value.length() % 2 == 0 ? value : value + " ";
      tag(tag);
      out.writeBytes(type.getBytes(StandardCharsets.US_ASCII));
      little(even.length(), 2);
      out.writeBytes(even.getBytes(StandardCharsets.US_ASCII));
      return this;
    }

    Bytes number(final int tag, final long value) {
      tag(tag);
      out.writeBytes("UL".getBytes(StandardCharsets.US_ASCII));
      little(4, 2);
      little(value, 4);
      return this;
    }

    /** A sequence of undefined length with an item of undefined length with one element. */
    Bytes sequence(final int tag) {
      tag(tag);
      out.writeBytes("SQ".getBytes(StandardCharsets.US_ASCII));
      little(0, 2);
      little(0xFFFFFFFFL, 4);
      tag(0xFFFEE000);
      little(0xFFFFFFFFL, 4);
      text(0x0020000E, "UI", "9.9");
      tag(0xFFFEE00D);
      little(0, 4);
      tag(0xFFFEE0DD);
      little(0, 4);
      return this;
    }

    Path write(final Path file) throws IOException {
      return Files.write(file, out.toByteArray());
    }
  }

  private static Bytes image(final String type, final String series) {
    return new Bytes()
        .text(0x00080008, "CS", "ORIGINAL\\PRIMARY\\" + type)
        .sequence(0x00081115)
        .text(0x0020000E, "UI", series);
  }

  private DicomHeader header(final Bytes bytes) throws IOException {
    return DicomHeader.read(bytes.write(folder.resolve("a.dcm"))).orElseThrow();
  }

  @Test
  void elementsBehindNestedSequencesAreRead() throws IOException {
    final DicomHeader header =
        header(image("VOLUME", "1.2.3").text(0x00280008, "IS", "24").number(0x00480006, 1536));
    assertEquals(Optional.of("1.2.3"), header.series());
    assertEquals(1536, header.width());
    assertEquals(1, header.parts());
    assertFalse(header.isNoTissue());
    assertFalse(header.placesFrames());
    assertTrue(header(image("LABEL", "1.2.3")).isNoTissue());
  }

  @Test
  void framesHaveTheirPlaces() throws IOException {
    assertTrue(header(image("VOLUME", "1").text(0x00280008, "IS", "1")).placesFrames());
    assertTrue(
        header(
                image("VOLUME", "1")
                    .text(0x00209311, "CS", "TILED_FULL")
                    .text(0x00280008, "IS", "24"))
            .placesFrames());
    assertTrue(
        header(image("VOLUME", "1").text(0x00280008, "IS", "24").sequence(0x52009230))
            .placesFrames());
  }

  @Test
  void partsOfAnImageAreCounted() throws IOException {
    assertEquals(
        3,
        header(image("VOLUME", "1").text(0x00209161, "UI", "1.5").text(0x00209163, "IS", "3"))
            .parts());
  }

  @Test
  void otherFilesHaveNoHeader() throws IOException {
    assertEquals(
        Optional.empty(), DicomHeader.read(Files.writeString(folder.resolve("b.dcm"), "text")));
  }

  /** A slide is a series of files; its largest image stands for it. */
  @Test
  void aSeriesIsOneSlide() throws IOException {
    image("VOLUME", "1").number(0x00480006, 384).write(folder.resolve("level1.dcm"));
    final Path largest =
        image("VOLUME", "1").number(0x00480006, 1536).write(folder.resolve("level2.dcm"));
    image("LABEL", "1").number(0x00480006, 9000).write(folder.resolve("label.dcm"));
    final Path other =
        image("VOLUME", "2").number(0x00480006, 300).write(folder.resolve("other.dcm"));
    assertEquals(List.of(largest, other), Slides.list(folder));
  }
}
