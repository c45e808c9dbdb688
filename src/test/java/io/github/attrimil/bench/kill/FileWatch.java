package io.github.attrimil.bench.kill;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Sees files that appear and vanish in a folder and all below it: temporary files and renames. */
public final class FileWatch implements AutoCloseable {

  private final Path root;
  private final WatchService service;
  private int events;
  private String last = "nothing";

  /**
   * @param root a folder that exists
   * @throws IOException when it cannot be watched
   */
  public FileWatch(final Path root) throws IOException {
    this.root = root;
    this.service = root.getFileSystem().newWatchService();
    register(root);
  }

  private void register(final Path folder) throws IOException {
    try (Stream<Path> walk = Files.walk(folder)) {
      for (final Path path : walk.filter(Files::isDirectory).toList()) {
        path.register(service, ENTRY_CREATE, ENTRY_DELETE);
      }
    } catch (final IOException | UncheckedIOException e) {
      // Gone again.
      if (folder.equals(root)) {
        throw e;
      }
    }
  }

  /**
   * Waits for what happens next.
   *
   * @param millis how long at most
   * @return whether anything happened
   * @throws IOException when a folder cannot be watched
   * @throws InterruptedException when the study is stopped
   */
  public boolean await(final long millis) throws IOException, InterruptedException {
    final WatchKey key = service.poll(Math.max(0, millis), TimeUnit.MILLISECONDS);
    if (key == null) {
      return false;
    }
    final Path folder = (Path) key.watchable();
    for (final WatchEvent<?> event : key.pollEvents()) {
      if (event.context() instanceof Path name) {
        final Path path = folder.resolve(name);
        events++;
        last = root.relativize(path).toString().replaceAll("\\.part-[0-9a-f]+-", ".part-");
        if (event.kind() == ENTRY_CREATE && Files.isDirectory(path)) {
          register(path);
        }
      }
    }
    key.reset();
    return true;
  }

  /**
   * @return how many files and folders came or went so far
   */
  public int events() {
    return events;
  }

  /**
   * @return the one that came or went last
   */
  public String last() {
    return last;
  }

  @Override
  public void close() throws IOException {
    service.close();
  }
}
