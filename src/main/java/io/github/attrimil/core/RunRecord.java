package io.github.attrimil.core;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a run was: parameters, versions, device, seconds and counts per stage, warnings, each
 * slide's status, and the stack trace of every failure. Written to {@code runs/TIME-COMMAND.json}
 * of the project.
 */
public final class RunRecord {

  /** How one slide fared in one stage. */
  public enum Status {
    /** Finished now. */
    DONE,
    /** A finished, matching output was found. */
    SKIPPED,
    /** Failed; reason and stack trace are recorded with it. */
    FAILED
  }

  private record SlideStatus(
      String stage, String slide, Status status, String reason, Optional<String> trace) {

    Map<String, Object> json() {
      final Map<String, Object> json = new LinkedHashMap<>();
      json.put("stage", stage);
      json.put("slide", slide);
      json.put("status", status);
      json.put("reason", reason);
      trace.ifPresent(t -> json.put("trace", t.lines().toList()));
      return json;
    }
  }

  private static final Gson GSON =
      new GsonBuilder()
          .setPrettyPrinting()
          .serializeNulls()
          .serializeSpecialFloatingPointValues()
          .create();
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

  private final String command;
  private final Instant started = Instant.now();
  private final Map<String, Object> parameters = new LinkedHashMap<>();
  private final Map<String, String> meanings = new LinkedHashMap<>();
  private final Map<String, String> versions = new LinkedHashMap<>();
  private final Map<String, Map<String, Object>> stages = new LinkedHashMap<>();
  private final List<String> warnings = new ArrayList<>();
  private final List<SlideStatus> slides = new ArrayList<>();
  private String device = "none";
  private String outcome = "running";
  private String trace = "";

  RunRecord(final String command) {
    this.command = command;
    versions.put("attrimil", Versions.ofThis());
    versions.put("java", System.getProperty("java.version"));
    versions.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
  }

  /**
   * @return the command's name
   */
  String command() {
    return command;
  }

  /**
   * @param name a parameter's name
   * @param value its value
   */
  public synchronized void parameter(final String name, final Object value) {
    parameters.put(name, value == null ? null : value.toString());
  }

  /**
   * @param name a parameter's name
   * @param description what it means, one sentence
   */
  public synchronized void meaning(final String name, final String description) {
    meanings.put(name, description);
  }

  /**
   * @return this run so far, as one that is over
   */
  public synchronized PastRun asPast() {
    return PastRun.of(GSON.toJsonTree(json()).getAsJsonObject());
  }

  /**
   * @param what a library
   * @param version its version
   */
  public synchronized void version(final String what, final String version) {
    versions.put(what, version);
  }

  /**
   * @param name the device computed on, for example "cpu (2 cores)"
   * @return whether it was not known before
   */
  public synchronized boolean device(final String name) {
    final boolean other = !device.equals(name);
    device = name;
    return other;
  }

  /**
   * @param stage a stage's name
   * @param key what is counted or timed, for example "seconds"
   * @param value its value
   */
  public synchronized void stage(final String stage, final String key, final Object value) {
    stages.computeIfAbsent(stage, s -> new LinkedHashMap<>()).put(key, value);
  }

  /**
   * @param stage a stage's name
   * @param key what is counted or timed
   * @return its value, if it is a number that was recorded
   */
  public synchronized OptionalDouble stage(final String stage, final String key) {
    return stages.getOrDefault(stage, Map.of()).get(key) instanceof Number number
        ? OptionalDouble.of(number.doubleValue())
        : OptionalDouble.empty();
  }

  /**
   * @param stage a stage's name
   * @param slide a slide's id
   * @param status how it fared
   * @param reason why it failed, or empty
   */
  public synchronized void slide(
      final String stage, final String slide, final Status status, final String reason) {
    slides.add(new SlideStatus(stage, slide, status, reason, Optional.empty()));
  }

  /**
   * @param stage a stage's name
   * @param slide a slide's id
   * @param reason why it failed
   * @param stackTrace where
   */
  public synchronized void failed(
      final String stage, final String slide, final String reason, final String stackTrace) {
    slides.add(new SlideStatus(stage, slide, Status.FAILED, reason, Optional.of(stackTrace)));
  }

  synchronized void trace(final String stackTrace) {
    trace = stackTrace;
  }

  /**
   * @param status a status
   * @return the slides that had it in any stage, each once
   */
  public synchronized List<String> slidesWith(final Status status) {
    return slides.stream().filter(s -> s.status == status).map(s -> s.slide).distinct().toList();
  }

  /**
   * @param message a warning that was shown
   */
  public synchronized void warning(final String message) {
    warnings.add(message);
  }

  /**
   * @return the warnings so far, in order
   */
  public synchronized List<String> warnings() {
    return Collections.unmodifiableList(new ArrayList<>(warnings));
  }

  /**
   * @param text "done", or "partly: ..." or "failed: ..." with the reason
   */
  public synchronized void outcome(final String text) {
    outcome = text;
  }

  /**
   * Writes the record.
   *
   * @param runs the project's folder for records, made when it is missing
   * @return the file written
   */
  public synchronized Path write(final Path runs) {
    final Map<String, Object> json = json();
    final String name = TIME.format(started) + "-" + command;
    Path file = runs.resolve(name + ".json");
    try {
      Files.createDirectories(runs);
      // Two runs may start in one millisecond.
      for (int k = 2; Files.exists(file); k++) {
        file = runs.resolve(name + "-" + k + ".json");
      }
    } catch (final IOException e) {
      throw FileFailure.of("write", file, e);
    }
    AtomicFile.write(file, part -> Files.writeString(part, GSON.toJson(json) + "\n"));
    return file;
  }

  private Map<String, Object> json() {
    final Map<String, Object> json = new LinkedHashMap<>();
    json.put("command", command);
    json.put("started", started.toString());
    json.put("finished", Instant.now().toString());
    json.put("outcome", outcome);
    if (!trace.isEmpty()) {
      json.put("trace", trace.lines().toList());
    }
    json.put("device", device);
    json.put("parameters", parameters);
    json.put("meanings", meanings);
    json.put("versions", versions);
    json.put("stages", stages);
    json.put("warnings", warnings);
    json.put("slides", slides.stream().map(SlideStatus::json).toList());
    return json;
  }
}
