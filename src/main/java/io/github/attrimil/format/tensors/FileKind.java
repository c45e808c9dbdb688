package io.github.attrimil.format.tensors;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;

/** What a file of tensors is, by its first bytes. */
enum FileKind {
  /** A zip archive, such as torch.save writes. */
  ZIP,
  /** A binary pickle, such as torch.save wrote before PyTorch 1.6. */
  PICKLE,
  /** safetensors: the length of a JSON text, then this text. */
  SAFETENSORS,
  /** None of these, or too short to recognize. */
  UNKNOWN;

  private static final int ZIP_MAGIC = 0x04034b50;
  private static final int HEAD_BYTES = 9;

  /**
   * @param refusal to refuse the file, and which file it is
   * @return its kind
   * @throws IOException when it cannot be read
   */
  static FileKind of(final Refusal refusal) throws IOException {
    if (!Files.isRegularFile(refusal.file())) {
      throw refusal.because("there is no such file", "Check the path");
    }
    final byte[] head;
    try (InputStream in = Files.newInputStream(refusal.file())) {
      head = in.readNBytes(HEAD_BYTES);
    }
    final ByteBuffer start = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
    // First, because a length may begin like a pickle; neither zip nor torch.save has these zeros.
    if (head.length == HEAD_BYTES && start.getInt(4) == 0 && head[HEAD_BYTES - 1] == '{') {
      return SAFETENSORS;
    }
    if (head.length >= Integer.BYTES && start.getInt(0) == ZIP_MAGIC) {
      return ZIP;
    }
    return head.length > 1 && Byte.toUnsignedInt(head[0]) == TorchLegacy.FIRST_BYTE
        ? PICKLE
        : UNKNOWN;
  }
}
