package io.github.attrimil.encoder.features;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.core.Listeners;
import io.github.attrimil.core.Sha256;
import io.github.attrimil.encoder.EncoderCard;
import io.github.attrimil.encoder.KnownEncoder;
import io.github.attrimil.format.tensors.TorchFile;
import io.github.attrimil.tensor.DeviceChoice;
import io.github.attrimil.tensor.Tensor;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of known encoders, and what happens with their weights. */
class KnownEncoderTest {

  private static final List<String> NAMED =
      List.of(
          "resnet18",
          "resnet50",
          "uni",
          "uni2-h",
          "virchow",
          "virchow2",
          "h-optimus-0",
          "h-optimus-1",
          "h0-mini",
          "hibou-b",
          "hibou-l",
          "phikon",
          "phikon-v2",
          "prov-gigapath",
          "ctranspath",
          "midnight",
          "lunit-dino-s16",
          "lunit-dino-s8");

  /** May be null: what cannot be downloaded directly, and what is recorded on first use. */
  private static final Set<String> NULLABLE = Set.of("source", "sha256");

  @TempDir Path folder;

  private String before;

  @BeforeEach
  void useAFolderOfItsOwn() {
    before = System.getProperty(KnownWeights.FOLDER_PROPERTY);
    System.setProperty(KnownWeights.FOLDER_PROPERTY, folder.toString());
  }

  @AfterEach
  void useTheFormerFolder() {
    if (before == null) {
      System.clearProperty(KnownWeights.FOLDER_PROPERTY);
    } else {
      System.setProperty(KnownWeights.FOLDER_PROPERTY, before);
    }
  }

  static List<KnownEncoder> all() {
    return KnownEncoder.all();
  }

  private static KnownEncoder known(final String name) {
    return KnownEncoder.find(name).orElseThrow();
  }

  @Test
  void everyEncoderIsInTheTableOnce() {
    assertEquals(new TreeSet<>(NAMED), new TreeSet<>(all().stream().map(k -> k.name()).toList()));
    assertEquals(NAMED.size(), all().size());
  }

  @ParameterizedTest
  @MethodSource("all")
  void everyRowHasEveryItem(final KnownEncoder row) throws ReflectiveOperationException {
    for (final RecordComponent item : KnownEncoder.class.getRecordComponents()) {
      final Object value = item.getAccessor().invoke(row);
      assertTrue(value != null || NULLABLE.contains(item.getName()), item.getName());
      assertFalse(value instanceof String text && text.isBlank(), item.getName());
      assertFalse(value instanceof Number number && number.doubleValue() <= 0, item.getName());
    }
    assertTrue(row.page().startsWith("https://"), row.page());
    assertTrue(row.paper().matches(".*(doi:10\\.|arXiv:|https://|model card).*"), row.paper());
    assertTrue(row.source() == null || row.source().startsWith("https://"));
    assertTrue(row.gated() ? row.source() == null : true, "Gated weights cannot be downloaded");
    assertTrue(row.sha256() == null || row.sha256().matches("[0-9a-f]{64}"));
    assertTrue(Set.of("cls", "cls_mean", "mean").contains(row.token()), row.token());
    assertEquals("cls_mean".equals(row.token()), row.features() > 2000, "Features of two parts");
    assertTrue(row.memoryGb() > 4e-3 * row.parametersMillion(), "Less memory than the weights");
    assertFalse(row.tensors().isEmpty());
    row.card("00");
  }

  @ParameterizedTest
  @MethodSource("all")
  void weightsThatAreMissingAreSaidInOneMessage(final KnownEncoder row) {
    if (row.source() != null) {
      // Would be downloaded.
      return;
    }
    final String message =
        assertThrows(AttriMilException.class, () -> Encoders.card(row.name())).getMessage();
    final Path target = folder.resolve(row.file());
    for (final String part :
        List.of(
            "encoder=" + row.name(),
            target.getFileName().toString(),
            row.page(),
            row.license(),
            target.getParent().toString())) {
      assertTrue(message.contains(part), message);
    }
  }

  /** Zeros of the shapes by which an encoder is recognized. */
  private static Map<String, Tensor> state(final String encoder) {
    final Map<String, Tensor> state = new LinkedHashMap<>();
    known(encoder)
        .tensors()
        .forEach(
            (name, shape) ->
                state.put(name, Tensor.of(new float[(int) Tensor.elements(shape)], shape)));
    return state;
  }

  private Path file(final String name, final Map<String, Tensor> state) throws IOException {
    final Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    TorchFile.write(file, state);
    return file;
  }

  @ParameterizedTest
  @MethodSource("all")
  void everyEncoderIsRecognizedByItsTensorsAndNoOther(final KnownEncoder row) {
    final Map<String, Tensor> prefixed = new LinkedHashMap<>();
    state(row.name()).forEach((name, tensor) -> prefixed.put("module." + name, tensor));
    final List<KnownEncoder> like = KnownWeights.like(prefixed);
    assertTrue(like.contains(row), like.toString());
    assertTrue(like.stream().allMatch(row::usedLike), like.toString());
    assertEquals(row.name().startsWith("h-optimus") ? 2 : 1, like.size());
  }

  @Test
  void aFileWithoutACardIsUsedAsTheEncoderThatItIs() throws IOException {
    final EncoderCard card =
        Encoders.card(file("some/download.pt", state("h-optimus-1")).toString());
    assertEquals("download", card.name());
    assertEquals(0.707223, card.mean()[0]);
    assertTrue(card.source().contains("h-optimus"), card.source());
  }

  @Test
  void aDroppedFileIsFoundWhateverItsName() throws IOException {
    final Path dropped = file("my download.pt", state("uni"));
    assertEquals(dropped, KnownWeights.of(known("uni")));
    assertEquals(Sha256.of(dropped), Encoders.card("uni").sha256());
    assertTrue(KnownWeights.there(known("virchow")).isEmpty());
  }

  @Test
  void oneOfTwoAlikeIsTakenOnlyFromItsOwnFolder() throws IOException {
    file("h.pt", state("h-optimus-0"));
    assertTrue(KnownWeights.there(known("h-optimus-0")).isEmpty());
    final Path own = file("h-optimus-0/h.pt", state("h-optimus-0"));
    assertEquals(own, KnownWeights.of(known("h-optimus-0")));
    assertTrue(KnownWeights.there(known("h-optimus-1")).isEmpty());
  }

  @Test
  void theChecksumOfTheFirstUseHolds() throws IOException {
    final Path file = file("uni/pytorch_model.bin", state("uni"));
    final String first = Encoders.card("uni").sha256();
    assertEquals(Sha256.of(file), first);
    final Map<String, Tensor> changed = state("uni");
    ((float[]) changed.values().iterator().next().data())[0] = 1;
    TorchFile.write(file, changed);
    final String message =
        assertThrows(AttriMilException.class, () -> KnownWeights.of(known("uni"))).getMessage();
    assertTrue(message.contains("recorded on first use as " + first), message);
  }

  @Test
  void whatWasLoadedIsSaid() throws IOException {
    final Path uni = file("uni/pytorch_model.bin", state("uni"));
    KnownWeights.of(known("uni"));
    final String loaded = said("uni");
    assertTrue(loaded.contains(uni.toString()) && loaded.contains(Sha256.of(uni)), loaded);
    assertTrue(loaded.contains("recorded on first use"), loaded);
    final Path other = file("other/mine.pt", state("virchow2"));
    final String taken = said(other.toString());
    assertTrue(taken.contains("mine.pt has the tensors of virchow2"), taken);
  }

  private static String said(final String encoder) {
    final List<String> said = new ArrayList<>();
    final Job job = new Job("test", Listeners.to(said), () -> false);
    KnownWeights.announce(encoder, job);
    return String.join("\n", said);
  }

  @Test
  void aFileOfAnotherEncoderIsRefusedWithTheTensor() throws IOException {
    file("virchow/pytorch_model.bin", state("virchow2"));
    final String message =
        assertThrows(
                AttriMilException.class,
                () -> Encoders.open("virchow", DeviceChoice.CPU, Job.silent()))
            .getMessage();
    assertTrue(message.contains("\"reg_token\""), message);
  }
}
