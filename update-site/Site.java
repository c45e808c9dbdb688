import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.module.FindException;
import java.lang.module.ModuleFinder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Builds the update site and the zips for Fijis without a network, of what a Fiji lacks: the
 * plugin, libraries, PyTorch for each platform, macros. {@code mvn -Psite package
 * -Dfiji=/path/to/Fiji.app} runs it. The index, db.xml.gz, is written by the Updater of that Fiji:
 * its checksums are its own.
 *
 * <p>Nothing is written where a file or class of that Fiji would be replaced.
 *
 * <p>Argument: the project's folder. Properties: fiji, version, and url, the address of the site,
 * so that earlier versions stay in its index.
 *
 * <p>The arguments {@code native FROM TO} copy one jar of PyTorch as the site has it: see {@link
 * #copyNative}.
 */
public final class Site {

  private static final String NAME = "AttriMIL";

  /** Where Fiji looks for libraries of one platform, by the classifiers of DJL's jars. */
  private static final Map<String, List<String>> PLATFORMS =
      Map.of(
          "linux-x86_64", List.of("linux64"),
          "linux-aarch64", List.of("linux-arm64"),
          "win-x86_64", List.of("win64"),
          // Not macosx: to the Updater of 2025 and later that is every Mac, and needs it twice.
          "osx-aarch64", List.of("macos-arm64"));

  private static final Map<String, List<String>> ZIPS =
      Map.of(
          "linux64", List.of("linux64"),
          "linux-arm64", List.of("linux-arm64"),
          "win64", List.of("win64"),
          "macos-arm64", List.of("macos-arm64"));

  /** Jars that no Fiji has before ours is installed. */
  private static final List<String> OWN = List.of("attrimil", "pytorch-engine", "pytorch-jni");

  private static final String MODULE = "Automatic-Module-Name";

  private static final Pattern PLATFORM_FOLDER = Pattern.compile("jars/([^/]+)/.*");

  private final Path target;
  private final Path fiji;
  private final String version;
  private final String url;

  /** What the site holds: paths in Fiji's folder, and the files. */
  private final Map<String, Path> files = new TreeMap<>();

  private final List<String> kept = new ArrayList<>();

  private Site(final Path project, final Path fiji, final String version, final String url) {
    this.target = project.resolve("target");
    this.fiji = fiji;
    this.version = version;
    this.url = url;
  }

  public static void main(final String[] args) throws Exception {
    try {
      if (args[0].equals("native")) {
        copyNative(Path.of(args[1]), Path.of(args[2]));
        return;
      }
      final Path project = Path.of(args[0]).toAbsolutePath();
      final Path fiji = fiji(property("fiji"));
      final Site site = new Site(project, fiji, property("version"), property("url"));
      site.build(project);
    } catch (final Refusal e) {
      System.err.println("update site: " + e.getMessage());
      System.exit(1);
    }
  }

  /** Something a user can mend. */
  private static final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    Refusal(final String message) {
      super(message);
    }
  }

  /** Empty also where Maven had nothing to put in. */
  private static String property(final String name) {
    final String value = System.getProperty(name, "");
    return value.startsWith("${") ? "" : value;
  }

  private static Path fiji(final String given) throws Refusal, IOException {
    if (given.isEmpty()) {
      throw new Refusal(
          "which Fiji? Add -Dfiji=/path/to/Fiji.app. Its Updater (jars/imagej-updater-*.jar) writes"
              + " the index of the site, because Maven Central does not have it; its jars show what"
              + " Fiji has already, and are checked for clashes.");
    }
    final Path fiji = Path.of(given).toAbsolutePath().normalize();
    if (!Files.isDirectory(fiji.resolve("jars"))) {
      throw new Refusal("\"" + fiji + "\" has no folder jars; give the folder of a Fiji");
    }
    try (Stream<Path> jars = Files.list(fiji.resolve("jars"))) {
      if (jars.noneMatch(j -> j.getFileName().toString().startsWith("imagej-updater-"))) {
        throw new Refusal(
            "\"" + fiji + "\" has no jars/imagej-updater-*.jar; give a Fiji with its Updater");
      }
    }
    return fiji;
  }

  private void build(final Path project) throws Exception {
    fresh(target.resolve("natives-named"));
    collect(project);
    refuseClashes();
    reportMissing();
    final Path site = fresh(target.resolve("update-site"));
    final Path root = fresh(target.resolve("update-site-root"));
    for (final Map.Entry<String, Path> file : files.entrySet()) {
      link(root.resolve(file.getKey()), file.getValue());
    }
    upload(root, site);
    checkIndex(site.resolve("db.xml.gz"));
    delete(root);
    for (final Map.Entry<String, List<String>> zip : new TreeMap<>(ZIPS).entrySet()) {
      zip(target.resolve("attrimil-" + version + "-" + zip.getKey() + ".zip"), zip.getValue());
    }
    kept.forEach(name -> System.out.println("kept    " + name));
    files.keySet().forEach(name -> System.out.println("added   " + name));
    System.out.println("Update site: " + site + " (" + files.size() + " files)");
    System.out.println("Zips to unpack into a Fiji: " + target + "/attrimil-" + version + "-*.zip");
  }

  // -- What belongs on the site --

  private void collect(final Path project) throws IOException, Refusal {
    final Path plugin = target.resolve("attrimil.jar");
    if (!Files.exists(plugin)) {
      throw new Refusal("\"" + plugin + "\" is missing; run mvn -Psite package");
    }
    files.put("jars/attrimil-" + version + ".jar", plugin);
    final Map<String, String> has = new TreeMap<>();
    jars(fiji).forEach(j -> has.put(artifact(j), fiji.relativize(j).toString()));
    for (final String own : OWN) {
      if (has.containsKey(own)) {
        throw new Refusal(
            "\""
                + fiji
                + "\" has "
                + has.get(own)
                + ", so AttriMIL was installed there; give a Fiji without it, or the site would"
                + " lack what that one has");
      }
    }
    String natives = "";
    for (final Path jar : classPath(plugin)) {
      final String artifact = artifact(jar);
      if (artifact.startsWith("pytorch-native")) {
        // That of this machine alone; all platforms come below, in this version.
        natives = jar.getFileName().toString().replaceFirst("(-[0-9][0-9.]*-).*", "$1");
        continue;
      }
      if (artifact.equals("bioformats_package")) {
        kept.add("Bio-Formats, which Fiji has in parts");
      } else if (has.containsKey(artifact)) {
        kept.add(has.get(artifact) + " (built with " + jar.getFileName() + ")");
      } else {
        files.put("jars/" + jar.getFileName(), jar);
      }
    }
    for (final Path jar : list(target.resolve("natives"), ".jar")) {
      if (!jar.getFileName().toString().startsWith(natives)) {
        continue; // Left by an earlier build.
      }
      for (final Map.Entry<String, List<String>> platform : PLATFORMS.entrySet()) {
        if (jar.getFileName().toString().endsWith("-" + platform.getKey() + ".jar")) {
          final Path named = target.resolve("natives-named").resolve(jar.getFileName());
          copyNative(jar, named);
          platform.getValue().forEach(f -> files.put("jars/" + f + "/" + jar.getFileName(), named));
        }
      }
    }
    for (final String folder :
        PLATFORMS.values().stream().flatMap(List::stream).collect(Collectors.toList())) {
      if (files.keySet().stream().noneMatch(f -> f.startsWith("jars/" + folder + "/"))) {
        throw new Refusal("PyTorch for " + folder + " is missing in " + target.resolve("natives"));
      }
    }
    for (final Path macro : list(project.resolve("macros"), ".ijm")) {
      files.put("macros/" + NAME + "/" + macro.getFileName(), macro);
    }
  }

  /**
   * Copies a jar of PyTorch's libraries, and gives it a name of a Java module that is one. Fiji's
   * launcher puts the folder of its platform on the module path, for JavaFX, and DJL's name has a
   * hyphen ({@code ai.djl.pytorch_native_cpu_linux-x86_64}): with it Java would not start at all.
   * Nothing else is changed, and nothing is compressed again.
   */
  private static void copyNative(final Path from, final Path to) throws IOException, Refusal {
    Files.createDirectories(to.toAbsolutePath().getParent());
    Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
    try (FileSystem jar = FileSystems.newFileSystem(to, (ClassLoader) null)) {
      final Path file = jar.getPath("META-INF", "MANIFEST.MF");
      final FileTime time = Files.getLastModifiedTime(file);
      final Manifest manifest;
      try (InputStream in = Files.newInputStream(file)) {
        manifest = new Manifest(in);
      }
      final String name = manifest.getMainAttributes().getValue(MODULE);
      if (name != null) {
        manifest.getMainAttributes().putValue(MODULE, name.replace('-', '_'));
        try (OutputStream out = Files.newOutputStream(file)) {
          manifest.write(out);
        }
        Files.setLastModifiedTime(file, time);
      }
    }
    try {
      ModuleFinder.of(to).findAll();
    } catch (final FindException e) {
      throw new Refusal(
          "Fiji's launcher could not start Java with "
              + from.getFileName()
              + ": "
              + e.getMessage());
    }
  }

  /** The libraries of this build; the folder lib may hold those of earlier ones, too. */
  private List<Path> classPath(final Path plugin) throws IOException, Refusal {
    final List<Path> jars = new ArrayList<>();
    try (JarFile jar = new JarFile(plugin.toFile())) {
      final String path =
          jar.getManifest() == null
              ? null
              : jar.getManifest().getMainAttributes().getValue("Class-Path");
      if (path == null) {
        throw new Refusal("\"" + plugin + "\" has no Class-Path; build again: mvn package");
      }
      for (final String library : path.trim().split(" +")) {
        jars.add(target.resolve(library));
      }
    }
    return jars;
  }

  /** The name of an artifact: all before the first hyphen that a digit follows. */
  private static String artifact(final Path jar) {
    return jar.getFileName().toString().replaceFirst("(-[0-9].*)?\\.jar$", "");
  }

  private static List<Path> jars(final Path fiji) throws IOException {
    final List<Path> jars = new ArrayList<>();
    for (final String folder : List.of("jars", "plugins")) {
      try (Stream<Path> found = Files.walk(fiji.resolve(folder))) {
        found.filter(f -> f.toString().endsWith(".jar")).forEach(jars::add);
      }
    }
    return jars;
  }

  private static List<Path> list(final Path folder, final String ending) throws IOException {
    try (Stream<Path> found = Files.list(folder)) {
      return found.filter(f -> f.toString().endsWith(ending)).sorted().collect(Collectors.toList());
    }
  }

  // -- Clashes --

  /** The Updater knows a file by its path without version; Java knows a class by its name. */
  private void refuseClashes() throws IOException, Refusal {
    final Set<String> clashes = new TreeSet<>();
    final Set<String> names = new TreeSet<>();
    try (Stream<Path> found = Files.walk(fiji)) {
      found.filter(Files::isRegularFile).forEach(f -> names.add(unversioned(fiji.relativize(f))));
    }
    for (final String file : files.keySet()) {
      if (names.contains(unversioned(Path.of(file)))) {
        clashes.add(file + " would replace a file of this Fiji");
      }
    }
    final Map<String, String> classes = new TreeMap<>();
    for (final Path jar : jars(fiji)) {
      classes(jar).forEach(name -> classes.put(name, fiji.relativize(jar).toString()));
    }
    for (final Map.Entry<String, Path> file : files.entrySet()) {
      if (file.getKey().endsWith(".jar")) {
        for (final String name : classes(file.getValue())) {
          if (classes.containsKey(name)) {
            clashes.add(file.getKey() + " has classes of " + classes.get(name) + ": " + name);
          }
        }
      }
    }
    if (!clashes.isEmpty()) {
      throw new Refusal(
          "clashes with "
              + fiji
              + ":\n  "
              + clashes.stream().limit(20).collect(Collectors.joining("\n  "))
              + "\nUse a clean Fiji, or take the library from Fiji.");
    }
  }

  private static String unversioned(final Path path) {
    return path.toString().replace('\\', '/').replaceFirst("-[0-9][^/]*\\.jar$", ".jar");
  }

  private static Set<String> classes(final Path jar) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      return zip.stream()
          .map(ZipEntry::getName)
          .filter(n -> n.endsWith(".class") && !n.startsWith("META-INF/"))
          .filter(n -> !n.endsWith("module-info.class") && !n.endsWith("package-info.class"))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  /** Classes that the plugin uses and neither Fiji nor the site has. */
  private void reportMissing() throws IOException, Refusal {
    final String path =
        Stream.concat(
                jars(fiji).stream(),
                files.entrySet().stream()
                    .filter(f -> f.getKey().matches("jars/[^/]+\\.jar"))
                    .map(Map.Entry::getValue))
            .map(Path::toString)
            .collect(Collectors.joining(File.pathSeparator));
    final StringWriter out = new StringWriter();
    final PrintWriter writer = new PrintWriter(out);
    final ToolProvider jdeps =
        ToolProvider.findFirst("jdeps")
            .orElseThrow(() -> new Refusal("jdeps is missing; run Maven with a JDK"));
    jdeps.run(
        writer,
        writer,
        "--missing-deps",
        "--multi-release",
        "17",
        "-cp",
        path,
        target.resolve("attrimil.jar").toString());
    final List<String> missing =
        out.toString().lines().filter(l -> l.contains("not found")).collect(Collectors.toList());
    if (!missing.isEmpty()) {
      throw new Refusal("this Fiji lacks what the plugin uses:\n" + String.join("\n", missing));
    }
  }

  // -- The Updater --

  /** The Updater's own command line uploads all files that it does not know to a folder. */
  private void upload(final Path root, final Path site) throws Exception {
    final String address = url.isEmpty() ? site.toUri().toString() : url;
    final String sites =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><!DOCTYPE pluginRecords><pluginRecords>"
            + "<disabled-update-site name=\"ImageJ\" url=\"https://update.imagej.net/\""
            + " timestamp=\"0\"/><update-site name=\""
            + NAME
            + "\" url=\""
            + address
            + "\" ssh-host=\"file:localhost\" upload-directory=\""
            + site
            + "\" timestamp=\"0\"/></pluginRecords>";
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(root.resolve("db.xml.gz")))) {
      out.write(sites.getBytes(StandardCharsets.UTF_8));
    }
    final Path log = target.resolve("update-site.log");
    final Process updater =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.awt.headless=true",
                "-Dimagej.dir=" + root,
                "-cp",
                fiji.resolve("jars") + File.separator + "*",
                "net.imagej.updater.CommandLine",
                "upload-complete-site",
                "--force",
                "--platforms",
                "all",
                NAME)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    if (!updater.waitFor(20, TimeUnit.MINUTES) || updater.exitValue() != 0) {
      updater.destroy();
      throw new Refusal("Fiji's Updater failed; its output is in " + log);
    }
  }

  /**
   * What the Updater wrote is what was meant: every file, and each library for its platform only.
   */
  private void checkIndex(final Path index) throws IOException, Refusal {
    if (!Files.exists(index)) {
      throw new Refusal(
          "Fiji's Updater wrote no " + index + "; its output is in target/update-site.log");
    }
    final String xml;
    try (InputStream in = new GZIPInputStream(Files.newInputStream(index))) {
      xml = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    for (final String file : files.keySet()) {
      final Matcher entry =
          Pattern.compile(
                  "<plugin filename=\"" + Pattern.quote(file) + "\"[^>]*>(.*?)</plugin>",
                  Pattern.DOTALL)
              .matcher(xml);
      if (!entry.find()) {
        throw new Refusal(index + " does not list " + file);
      }
      final Matcher folder = PLATFORM_FOLDER.matcher(file);
      final String platform = folder.matches() ? folder.group(1) : "";
      if (!platform.isEmpty()
          && !entry.group(1).contains("<platform>" + platform + "</platform>")) {
        throw new Refusal(
            "the Updater of this Fiji does not know the platform "
                + platform
                + ", so that every Fiji would load "
                + file
                + "; give a newer Fiji");
      }
    }
  }

  // -- Files --

  private void zip(final Path zip, final List<String> folders) throws IOException {
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      for (final Map.Entry<String, Path> file : files.entrySet()) {
        final Matcher folder = PLATFORM_FOLDER.matcher(file.getKey());
        if (!folder.matches() || folders.contains(folder.group(1))) {
          out.putNextEntry(entry(file.getKey(), file.getValue()));
          Files.copy(file.getValue(), out);
          out.closeEntry();
        }
      }
    }
  }

  /** Jars are packed already. */
  private static ZipEntry entry(final String name, final Path file) throws IOException {
    final ZipEntry entry = new ZipEntry(name);
    if (name.toLowerCase(Locale.ROOT).endsWith(".jar")) {
      final CRC32 crc = new CRC32();
      try (InputStream in = Files.newInputStream(file)) {
        final byte[] part = new byte[1 << 16];
        for (int n = in.read(part); n >= 0; n = in.read(part)) {
          crc.update(part, 0, n);
        }
      }
      entry.setMethod(ZipEntry.STORED);
      entry.setSize(Files.size(file));
      entry.setCrc(crc.getValue());
    }
    return entry;
  }

  private static void link(final Path link, final Path file) throws IOException {
    Files.createDirectories(link.getParent());
    try {
      Files.createLink(link, file);
    } catch (final FileSystemException | UnsupportedOperationException e) {
      Files.copy(file, link);
    }
  }

  private static Path fresh(final Path folder) throws IOException {
    delete(folder);
    return Files.createDirectories(folder);
  }

  private static void delete(final Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> found = Files.walk(folder)) {
      for (final Path file : found.sorted(Comparator.reverseOrder()).collect(Collectors.toList())) {
        Files.delete(file);
      }
    }
  }
}
