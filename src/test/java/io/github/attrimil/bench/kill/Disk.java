package io.github.attrimil.bench.kill;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Where the project lies: a folder, or a small file system of its own (ext4 in a file, mounted
 * there; needs Linux and root) that can be filled, turned read-only, or cut from power.
 */
final class Disk {

  /** Of files that a power cut empties. */
  private static final int CUT_FILES = 3;

  private static final int UNMOUNTS = 10;

  private final Path folder;
  private final Path image;
  private final int megabytes;

  /**
   * @param folder where the project lies
   * @param megabytes size of a file system of its own, 0 for a plain folder
   */
  Disk(final Path folder, final int megabytes) {
    this.folder = folder;
    this.image = folder.resolveSibling("disk.img");
    this.megabytes = megabytes;
  }

  void open() throws IOException, InterruptedException {
    Files.createDirectories(folder);
    if (megabytes > 0) {
      try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
        file.setLength((long) megabytes << 20);
      }
      run("mkfs.ext4", "-q", "-F", "-m", "0", image.toString());
      mount();
    }
  }

  private void mount() throws IOException, InterruptedException {
    run("mount", "-o", "loop,errors=remount-ro", image.toString(), folder.toString());
  }

  void close() throws IOException, InterruptedException {
    if (megabytes > 0) {
      unmount();
    }
  }

  /** Forces all that was written to the disk: what a run starts from is not lost with the power. */
  void sync() throws IOException, InterruptedException {
    if (megabytes > 0) {
      run("sync", "-f", folder.toString());
    }
  }

  /**
   * From now on nothing can be written, and what was not yet forced to the disk is lost, as when
   * the power is cut or a cable is pulled.
   */
  void stop() throws IOException, InterruptedException {
    run("mount", "-o", "remount,abort", folder.toString());
  }

  /** Files that this process read stay mapped until its memory is cleaned up. */
  private void unmount() throws IOException, InterruptedException {
    for (int k = 1; true; k++) {
      try {
        run("umount", folder.toString());
        return;
      } catch (final IOException e) {
        if (k == UNMOUNTS) {
          throw e;
        }
        System.gc();
        Thread.sleep(100L * k);
      }
    }
  }

  /** As after the next start of the machine. */
  void restart() throws IOException, InterruptedException {
    unmount();
    // Its status tells of the repairs that are expected here.
    new ProcessBuilder("e2fsck", "-fy", image.toString())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
    mount();
  }

  private static void run(final String... command) throws IOException, InterruptedException {
    final Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    final String said = new String(process.getInputStream().readAllBytes());
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + ": " + said.strip());
    }
  }

  /** Takes all space that is left. */
  void fill() throws IOException {
    for (int block = 1 << 16; block > 0; block >>= 8) {
      try (OutputStream out = Files.newOutputStream(folder.resolve("ballast" + block))) {
        while (true) {
          out.write(new byte[block]);
        }
      } catch (final IOException e) {
        if (!Files.exists(folder.resolve("ballast" + (1 << 16)))) {
          throw e;
        }
      }
    }
  }

  void empty() throws IOException {
    for (int block = 1 << 16; block > 0; block >>= 8) {
      Files.deleteIfExists(folder.resolve("ballast" + block));
    }
  }

  /**
   * Empties some files that were written since a moment, as file systems that do not order names
   * and bytes do in a power cut.
   *
   * @param project the project
   * @param since milliseconds; older files are safe on the disk
   * @param random draws them
   * @return which
   * @throws IOException when a file cannot be written
   */
  static List<String> cut(final Path project, final long since, final Random random)
      throws IOException {
    final List<Path> young = new ArrayList<>();
    for (final Path file : ProjectFiles.of(project).values()) {
      if (Files.getLastModifiedTime(file).toMillis() >= since && Files.size(file) > 0) {
        young.add(file);
      }
    }
    Collections.shuffle(young, random);
    final List<Path> cut = young.subList(0, Math.min(young.size(), 1 + random.nextInt(CUT_FILES)));
    for (final Path file : cut) {
      Files.write(file, new byte[0]);
    }
    return cut.stream().map(f -> project.relativize(f).toString()).toList();
  }
}
