package io.github.attrimil.core;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Checksums by which files are recognized. */
public final class Sha256 {

  private Sha256() {}

  /**
   * @param file a file
   * @return its sha256 in 64 hexadecimal digits
   * @throws AttriMilException when it cannot be read
   */
  public static String of(final Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return of(in);
    } catch (final IOException e) {
      throw FileFailure.of("read", file, e);
    }
  }

  /**
   * @param in bytes, read to their end; the caller closes them
   * @return their sha256 in 64 hexadecimal digits
   * @throws IOException when they cannot be read
   */
  public static String of(final InputStream in) throws IOException {
    final MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (final NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
    new DigestInputStream(in, digest).transferTo(OutputStream.nullOutputStream());
    return HexFormat.of().formatHex(digest.digest());
  }
}
