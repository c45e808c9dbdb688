package io.github.attrimil.project;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StampsTest {

  @TempDir Path root;
  private Path input;
  private Path output;
  private Stamps stamps;

  @BeforeEach
  void write() throws IOException {
    input = Files.writeString(root.resolve("in.txt"), "abc");
    output = Files.writeString(root.resolve("out.txt"), "result");
    stamps = new Project(root).stamps();
    stamps.write("stage", target("s1", 256), Optional.empty(), Remarks.NONE);
  }

  private Target target(final String name, final int size) {
    return new Target(name, new StampKey().with("size", size), List.of(input), List.of(output));
  }

  private Stamps.State state(final int size) {
    return stamps.state("stage", target("s1", size)).state();
  }

  @Test
  void sameInputAndParametersAreFresh() {
    assertEquals(Stamps.State.FRESH, state(256));
  }

  @Test
  void otherParametersAreStale() {
    assertEquals(Stamps.State.OTHER_PARAMETERS, state(128));
  }

  @Test
  void otherContentOfTheSameSizeIsStale() throws IOException {
    Files.writeString(input, "abd");
    Files.setLastModifiedTime(input, FileTime.fromMillis(1));
    assertEquals(Stamps.State.OTHER_INPUTS, state(256));
  }

  @Test
  void aCopyWithAnotherTimeIsFresh() throws IOException {
    Files.setLastModifiedTime(input, FileTime.fromMillis(1));
    assertEquals(Stamps.State.FRESH, state(256));
  }

  @Test
  void aMissingOutputIsMissing() throws IOException {
    Files.delete(output);
    assertEquals(Stamps.State.MISSING, state(256));
  }

  @Test
  void anOutputNobodyStampedIsForeign() {
    assertEquals(Stamps.State.FOREIGN, stamps.state("stage", target("s2", 256)).state());
  }

  @Test
  void aDamagedStampIsStale() throws IOException {
    Files.writeString(root.resolve(".attrimil/stage/s1.json"), "{\"parameters\": [");
    assertEquals(Stamps.State.OTHER_PARAMETERS, state(256));
  }

  /** Gson meets a NumberFormatException here, which is no JsonParseException. */
  @Test
  void aStampWithABrokenEscapeIsStale() throws IOException {
    Files.writeString(root.resolve(".attrimil/stage/s1.json"), "{\"parameters\": \"\\uZZZZ\"}");
    assertEquals(Stamps.State.OTHER_PARAMETERS, state(256));
  }

  /** What a power cut may leave: the name is there, the bytes are not. */
  @Test
  void anEmptyOrShorterOutputIsDamaged() throws IOException {
    Files.writeString(output, "");
    assertEquals(Stamps.State.DAMAGED, state(256));
    Files.writeString(output, "resul");
    assertEquals(Stamps.State.DAMAGED, state(256));
    assertEquals("a damaged out.txt", stamps.state("stage", target("s1", 256)).reason());
    Files.writeString(output, "result of a later stage");
    assertEquals(Stamps.State.FRESH, state(256));
  }

  @Test
  void aTableThatItsUserShortenedIsKept() throws IOException {
    output = Files.writeString(root.resolve("splits.csv"), "train,val\na,b\n");
    stamps.write("stage", target("s1", 256), Optional.empty(), Remarks.NONE);
    Files.writeString(output, "train,val\na,\n");
    assertEquals(Stamps.State.FRESH, state(256));
    Files.writeString(output, "");
    assertEquals(Stamps.State.DAMAGED, state(256));
  }

  @Test
  void parametersThatChangedAreNamed() {
    assertEquals(
        "other parameters: size was \"256\", is \"128\"",
        stamps.state("stage", target("s1", 128)).reason());
  }

  @Test
  void filesBesideTheOutputsMustBeWholeOrDeleted() throws IOException {
    final Path folder = Files.createDirectories(root.resolve("maps/top"));
    final Path picture = Files.writeString(folder.resolve("tumor_01.png"), "picture");
    stamps.write("stage", target("s1", 256), Optional.of(root.resolve("maps")), Remarks.NONE);
    assertEquals(Stamps.State.FRESH, state(256));
    Files.writeString(picture, "");
    assertEquals(
        "a damaged maps/top/tumor_01.png", stamps.state("stage", target("s1", 256)).reason());
    Files.delete(picture);
    assertEquals(Stamps.State.FRESH, state(256));
  }
}
