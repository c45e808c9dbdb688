package io.github.attrimil.cluster;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a process of the cluster helps with: one stage of one run of a command.
 *
 * @param run the application's id, and a number for each stage of it
 * @param command the command's shell name
 * @param parameters of the command, by name
 * @param stage the stage's name
 */
record Help(String run, String command, LinkedHashMap<String, String> parameters, String stage)
    implements Serializable {

  Help(
      final String run,
      final String command,
      final Map<String, String> parameters,
      final String stage) {
    this(run, command, new LinkedHashMap<>(parameters), stage);
  }
}
