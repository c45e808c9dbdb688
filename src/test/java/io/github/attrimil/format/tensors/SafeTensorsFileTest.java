package io.github.attrimil.format.tensors;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafeTensorsFileTest {

  private static final int DATA_BYTES = 8;

  @TempDir private Path folder;

  @Test
  void readsOfficialFile() {
    final Path file = GoldenPt.file("types.safetensors");
    final Map<String, Tensor> tensors = SafeTensorsFile.read(file);
    assertEquals(Set.of("f64", "i64", "i32", "i16", "i8", "u8", "bool", "f16"), tensors.keySet());
    final Map<String, Tensor> torch = TorchFile.read(GoldenPt.file("types.pt"));
    torch.forEach(
        (name, tensor) ->
            assertArrayEquals(
                new Object[] {tensor.data()}, new Object[] {tensors.get(name).data()}, name));
    assertEquals(65504, tensors.get("f16").floats()[3]);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}; none",
        "{'__metadata__':{'format':'pt'},"
            + "'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}; none",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[4,8]},"
            + "'b':{'dtype':'I8','shape':[2,2],'data_offsets':[0,4]}}   ; none",
        "{'a':{'dtype':'F32','shape':[3],'data_offsets':[0,12]}}; at bytes 0 to 12 of 8",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}}; its tensors take 4",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}}; should begin at byte 0",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},"
            + "'b':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}}; should begin at byte 8",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},"
            + "'a':{'dtype':'F32','shape':[0],'data_offsets':[8,8]}}; two tensors 'a'",
        "{'a':{'dtype':'F32','shape':[3],'data_offsets':[0,8]}}; of 3 elements of type F32 has 8",
        "{'a':{'dtype':'F32','shape':[4294967296,4294967296],'data_offsets':[0,8]}}; has 8 bytes",
        "{'a':{'dtype':'F32','shape':[-2],'data_offsets':[0,8]}}; negative length or offset -2",
        "{'a':{'dtype':'F8_E4M3','shape':[8],'data_offsets':[0,8]}}; of type 'F8_E4M3'",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0]}}; lacks its dtype",
        "{'a':{'dtype':'F32','shape':[2]}}; lacks its dtype",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8],'x':1}}; unknown property 'x'",
        "{'a':[]}; Expected BEGIN_OBJECT",
        "{'__metadata__':{'a':{}},'a':1}; Expected a string",
        "{'a':{'dtype':'F32','shape':['x'],'data_offsets':[0,8]}}; NumberFormatException",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}{}; MalformedJsonException",
        "{'a':; EOFException"
      })
  void checksHeader(final String header, final String cause) throws IOException {
    final byte[] json = header.replace('\'', '"').getBytes(UTF_8);
    final Path file = write(json.length, json);
    if ("none".equals(cause)) {
      assertTrue(SafeTensorsFile.read(file).get("a").elements() > 0);
    } else {
      assertRefused(file, cause);
    }
  }

  @Test
  void readsNamesOfAnyScript() throws IOException {
    final byte[] json =
        "{\"w <ä>\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]}}".getBytes(UTF_8);
    final Map<String, Tensor> read = TensorFiles.read(write(json.length, json));
    assertEquals(Set.of("w <ä>"), read.keySet());
    assertArrayEquals(new long[] {1, 2}, read.get("w <ä>").shape());
  }

  @Test
  void refusesHeaderBeyondFileOrLimit() throws IOException {
    final byte[] json = "{}".getBytes(UTF_8);
    assertRefused(write(1000, json), "claims 1000 bytes");
    assertRefused(write(4_000_000_000L, json), "claims 4000000000 bytes");
    assertRefused(write(-1, json), "does not begin like a safetensors file");
    assertRefused(write(0, json), "EOFException");
  }

  @Test
  void refusesHeaderThatIsNotUtf8() throws IOException {
    assertRefused(write(3, new byte[] {'{', (byte) 0xff, '}'}), "MalformedInputException");
  }

  private Path write(final long headerBytes, final byte[] header) throws IOException {
    final Path file = folder.resolve("made.safetensors");
    Files.write(
        file,
        ByteBuffer.allocate(Long.BYTES + header.length + DATA_BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(headerBytes)
            .put(header)
            .array());
    return file;
  }

  private static void assertRefused(final Path file, final String cause) {
    final String message =
        assertThrows(AttriMilException.class, () -> SafeTensorsFile.read(file)).getMessage();
    assertTrue(message.contains(cause), message);
    assertTrue(message.startsWith("Cannot read " + file + ": "), message);
    assertEquals(1, message.lines().count(), message);
  }
}
