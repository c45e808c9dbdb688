package io.github.attrimil.command;

import io.github.attrimil.core.Crew;
import java.util.Map;

/**
 * Other machines that a command of the shell can use, by {@code cluster=MASTER}: a service that
 * jars bring which have what such machines need.
 */
public interface Cluster {

  /** The machines, until they are let go. */
  interface Machines extends Crew, AutoCloseable {
    @Override
    void close();
  }

  /**
   * Connects.
   *
   * @param master where the machines are managed, such as spark://host:7077 or local[4]
   * @param command a command's shell name, which the machines run likewise
   * @param parameters its parameters by name, with absolute paths, which all machines see
   * @return who does the pieces of the command's stages
   */
  Machines start(String master, String command, Map<String, String> parameters);
}
