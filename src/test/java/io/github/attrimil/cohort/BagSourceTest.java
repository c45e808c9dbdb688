package io.github.attrimil.cohort;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.format.h5.FeatureFile;
import io.github.attrimil.format.h5.PatchAttributes;
import io.github.attrimil.format.h5.PatchFile;
import io.github.attrimil.geometry.PatchCoords;
import io.github.attrimil.project.Project;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Features that are missing, broken, or made for another model are refused in one place. */
class BagSourceTest {

  private static final FeatureCard WANTED = new FeatureCard(4, "resnet", "{\"v\":1}", 256, 0.5);
  private static final PatchCoords COORDS = new PatchCoords(new long[] {0, 256}, new long[] {0, 0});

  @TempDir private Path folder;
  private Project project;
  private BagSource source;

  @BeforeEach
  void project() {
    project = new Project(folder);
    source = BagSource.of(project);
  }

  /** Two patches with the features of a card; further attributes of their coordinates by name. */
  private Path write(final String slide, final FeatureCard card, final Object... more)
      throws Exception {
    final Map<String, Object> patches = new HashMap<>();
    if (card.patchSize() > 0) {
      patches.put(PatchAttributes.TARGET_SIZE, (long) card.patchSize());
      patches.put(PatchAttributes.PATCH_SIZE_LEVEL0, 256.0);
    }
    if (card.mpp() > 0) {
      patches.put(PatchAttributes.TARGET_MPP, card.mpp());
    }
    for (int k = 0; k < more.length; k += 2) {
      patches.put((String) more[k], more[k + 1]);
    }
    return write(slide, card, Optional.of(PatchFile.of(COORDS, new PatchAttributes(patches))));
  }

  private Path write(final String slide, final FeatureCard card, final Optional<PatchFile> patches)
      throws Exception {
    final float[] features = new float[2 * card.dimension()];
    Arrays.fill(features, 0.5f);
    final Map<String, Object> attributes = new HashMap<>();
    if (!card.encoderCard().isEmpty()) {
      attributes.put(FeatureFile.ENCODER, card.encoder());
      attributes.put(FeatureFile.CARD, card.encoderCard());
    }
    final Path file = project.features(slide);
    Files.createDirectories(file.getParent());
    new FeatureFile(features, card.dimension(), attributes, patches).write(file);
    return file;
  }

  private static void refused(final Executable reading, final String... parts) {
    final String message = assertThrows(AttriMilException.class, reading).getMessage();
    for (final String part : parts) {
      assertTrue(message.contains(part), () -> message + " lacks " + part);
    }
  }

  @Test
  void whatAFileHoldsIsRead() throws Exception {
    write("a", WANTED, PatchAttributes.MPP, 0.25, PatchAttributes.PATCH_LEVEL, 1L);
    assertEquals(WANTED, source.card("a"));
    final Bag bag = source.open("a", WANTED);
    assertEquals(WANTED, bag.card());
    assertEquals(2, bag.size());
    assertEquals(4, bag.dimension());
    assertEquals(256, bag.grid().patchSizeLevel0());
    assertEquals(256, bag.grid().coords().xLevel0()[1]);
    assertEquals(1, bag.grid().scale().level());
    assertEquals(0.25, bag.grid().scale().mppLevel0());
    assertEquals(1, bag.grid().neighbors()[4]);
  }

  @Test
  void featuresAloneAreABagWithoutPlaces() throws Exception {
    final Path file = write("a", FeatureCard.of(4), Optional.empty());
    final Bag bag = source.open("a", WANTED);
    assertFalse(bag.grid().placed());
    assertArrayEquals(
        new int[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1}, bag.grid().neighbors());
    refused(() -> source.openPlaced("a", WANTED), file.toString(), "no coords", "run `patch`");
  }

  @Test
  void aMapNeedsTheSizeOfThePatches() throws Exception {
    final Path file = write("a", FeatureCard.of(4));
    assertEquals(2, source.open("a", WANTED).size());
    refused(() -> source.openPlaced("a", WANTED), file.toString(), "size", "patch_size_level0");
    write("b", WANTED);
    assertTrue(source.openPlaced("b", WANTED).grid().placed());
  }

  @Test
  void aMissingFile() {
    for (final Executable reading :
        List.<Executable>of(
            () -> source.open("a"),
            () -> source.open("a", WANTED),
            () -> source.card("a"),
            () -> source.common(List.of("a")))) {
      refused(reading, "\"a\"", project.features("a").toString(), "run `features` first");
    }
  }

  @Test
  void aValueThatIsNotFinite() throws Exception {
    for (final float value : new float[] {Float.NaN, Float.NEGATIVE_INFINITY}) {
      final float[] features = new float[8];
      features[6] = value;
      final Path file = write("a", WANTED);
      new FeatureFile(features, 4, Map.of(), Optional.empty()).write(file);
      refused(
          () -> source.open("a"),
          file.toString(),
          "feature 2 of patch 1 is " + value,
          "extract the features again",
          "process_list.csv");
    }
  }

  @Test
  void anotherWidth() throws Exception {
    final Path file = write("a", FeatureCard.of(7));
    refused(
        () -> source.open("a", WANTED),
        "expects 4 features per patch",
        "\"a\"",
        file.toString(),
        "has 7",
        "encoder resnet");
  }

  @Test
  void anotherEncoder() throws Exception {
    write("a", new FeatureCard(4, "other", "{\"v\":2}", 256, 0.5));
    refused(() -> source.open("a", WANTED), "encoder resnet", "\"a\"", "from other", "extract");
    // Other weights of one name.
    write("b", new FeatureCard(4, "resnet", "{\"v\":2}", 256, 0.5));
    refused(() -> source.open("b", WANTED), "{\"v\":1}", "{\"v\":2}");
    write("c", new FeatureCard(4, "", "", 256, 0.5));
    assertEquals(2, source.open("c", WANTED).size(), "an unknown encoder may be the right one");
  }

  @Test
  void anotherPixelSize() throws Exception {
    write("a", new FeatureCard(4, "resnet", "{\"v\":1}", 256, 0.25));
    refused(() -> source.open("a", WANTED), "0.5 micrometers", "\"a\"", "0.25", "mpp=0.5");
    for (final double mpp : new double[] {0.4889, 0.5111}) {
      write("b", new FeatureCard(4, "resnet", "{\"v\":1}", 256, mpp));
      refused(() -> source.open("b", WANTED), "micrometers");
    }
    for (final double mpp : new double[] {0.4901, 0.5099, 0}) {
      write("c", new FeatureCard(4, "resnet", "{\"v\":1}", 256, mpp));
      assertEquals(2, source.open("c", WANTED).size(), "within 2 % or not known");
    }
  }

  @Test
  void anotherPatchSize() throws Exception {
    write("a", new FeatureCard(4, "resnet", "{\"v\":1}", 512, 0.5));
    refused(() -> source.open("a", WANTED), "256 x 256", "\"a\"", "512 x 512", "size=256");
    // As CLAM writes it.
    write("b", FeatureCard.of(4), PatchAttributes.PATCH_SIZE, 512L);
    refused(() -> source.open("b", WANTED), "512 x 512");
  }

  @Test
  void aModelThatKnowsOnlyItsWidthTakesAll() throws Exception {
    write("a", WANTED);
    assertEquals(WANTED, source.open("a", FeatureCard.of(4)).card());
  }

  @Test
  void slidesOfOneTrainingShareACard() throws Exception {
    write("a", new FeatureCard(4, "resnet", "{\"v\":1}", 0, 0));
    write("b", new FeatureCard(4, "resnet", "{\"v\":1}", 256, 0.5));
    write("c", new FeatureCard(4, "resnet", "{\"v\":1}", 256, 0.505));
    assertEquals(WANTED, source.common(List.of("a", "b", "c")));
  }

  @Test
  void slidesThatCannotBeTrainedOnTogether() throws Exception {
    write("a", WANTED);
    final Map<FeatureCard, String> others =
        Map.of(
            FeatureCard.of(7),
            "width (4 and 7)",
            new FeatureCard(4, "other", "{}", 256, 0.5),
            "encoder (resnet and other)",
            new FeatureCard(4, "", "", 256, 0.5),
            "encoder (resnet and not known)",
            new FeatureCard(4, "resnet", "{\"v\":2}", 256, 0.5),
            "encoder ({\"v\":1} and",
            new FeatureCard(4, "resnet", "{\"v\":1}", 256, 0.25),
            "mpp (0.5 and 0.25)",
            new FeatureCard(4, "resnet", "{\"v\":1}", 224, 0.5),
            "patch size (256 and 224)");
    for (final Map.Entry<FeatureCard, String> other : others.entrySet()) {
      write("b", other.getKey());
      refused(() -> source.common(List.of("a", "b")), "\"a\" and \"b\"", other.getValue());
      refused(() -> source.common(List.of("b", "a")), "\"b\" and \"a\"");
    }
    refused(() -> source.common(List.of()), "No slides");
  }
}
