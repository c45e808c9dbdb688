package io.github.attrimil.site;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.attrimil.geometry.LongIntMap;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code update-site/Site.java} refuses, on folders that look like a build and a Fiji. With
 * -Dattrimil.fiji=FOLDER its Updater writes a site of them.
 */
class UpdateSiteTest {

  private static final String MODULE = "Automatic-Module-Name";

  @TempDir private static Path classes;
  @TempDir private Path folder;
  private Path project;
  private Path fiji;

  @BeforeAll
  static void compile() {
    final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    assumeTrue(compiler != null, "no JDK");
    assertEquals(
        0, compiler.run(null, null, null, "-d", classes.toString(), "update-site/Site.java"));
  }

  @BeforeEach
  void build() throws IOException {
    project = folder.resolve("a project");
    final Path target = project.resolve("target");
    jar(
        target.resolve("attrimil.jar"),
        "io/github/attrimil/Ours.class",
        "lib/jhdf-0.13.0.jar lib/gson-2.10.1.jar lib/pytorch-native-cpu-2.7.1-linux-x86_64.jar"
            + " lib/bioformats_package-7.3.1.jar");
    jar(target.resolve("lib").resolve("jhdf-0.13.0.jar"), "io/jhdf/HdfFile.class");
    jar(target.resolve("lib").resolve("jhdf-0.12.0.jar"), "left/by/an/earlier/Build.class");
    jar(target.resolve("lib").resolve("gson-2.10.1.jar"), "com/google/gson/Gson.class");
    jar(target.resolve("lib").resolve("bioformats_package-7.3.1.jar"), "loci/Of.class");
    for (final String platform :
        List.of("linux-x86_64", "linux-aarch64", "win-x86_64", "osx-aarch64")) {
      jar(natives("2.7.1-" + platform), "x");
      jar(natives("2.5.1-" + platform), "x");
    }
    Files.createDirectories(project.resolve("macros"));
    Files.writeString(project.resolve("macros").resolve("Demo.ijm"), "print(1);");
    fiji = folder.resolve("my Fiji.app");
    jar(fiji.resolve("jars").resolve("imagej-updater-1.0.jar"), "net/imagej/updater/None.class");
    jar(fiji.resolve("jars").resolve("gson-2.9.0.jar"), "com/google/gson/Gson.class");
    Files.createDirectories(fiji.resolve("plugins"));
  }

  private Path natives(final String version) {
    return project.resolve("target/natives/pytorch-native-cpu-" + version + ".jar");
  }

  private static void jar(final Path file, final String entry, final String... classPath)
      throws IOException {
    Files.createDirectories(file.getParent());
    final Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    if (entry.equals("x")) {
      manifest.getMainAttributes().putValue(MODULE, "ai.djl.pytorch_native_cpu_linux-x86_64");
    }
    if (classPath.length > 0) {
      manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, classPath[0]);
    }
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(file), manifest)) {
      out.putNextEntry(new ZipEntry(entry));
      if (entry.endsWith(".class")) {
        // Of another name, but one that the Updater can look for dependencies in.
        try (InputStream in = LongIntMap.class.getResourceAsStream("LongIntMap.class")) {
          in.transferTo(out);
        }
      }
      out.closeEntry();
    }
  }

  private String site(final String fijiFolder, final int status) throws Exception {
    final String printed =
        java(
            status,
            "-Dfiji=" + fijiFolder,
            "-Dversion=1.2.3",
            "-Durl=${site.url}",
            "-cp",
            classes.toString(),
            "Site",
            project.toString());
    assertEquals(status == 0, Files.exists(project.resolve("target/update-site/db.xml.gz")));
    return printed;
  }

  private String java(final int status, final String... arguments) throws Exception {
    final Path log = folder.resolve("log.txt");
    final List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(arguments));
    final Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    assertTrue(process.waitFor(120, TimeUnit.SECONDS));
    final String printed = Files.readString(log);
    assertEquals(status, process.exitValue(), printed);
    return printed;
  }

  @Test
  void withoutAFijiItSaysWhatForAndHow() throws Exception {
    final String printed = site("${fiji}", 1);
    assertTrue(printed.contains("-Dfiji=/path/to/Fiji.app"), printed);
    assertTrue(printed.contains("imagej-updater"), printed);
    assertEquals(1, printed.strip().lines().count(), printed);
  }

  @Test
  void refusesToReplaceFilesAndClassesOfFiji() throws Exception {
    Files.createDirectories(fiji.resolve("macros/AttriMIL"));
    Files.writeString(fiji.resolve("macros/AttriMIL/Demo.ijm"), "print(2);");
    jar(fiji.resolve("plugins").resolve("Other_HDF5.jar"), "io/jhdf/HdfFile.class");
    final String printed = site(fiji.toString(), 1);
    assertTrue(printed.contains("macros/AttriMIL/Demo.ijm would replace a file"), printed);
    assertTrue(
        printed.contains(
            "jars/jhdf-0.13.0.jar has classes of plugins/Other_HDF5.jar: io/jhdf/HdfFile.class"),
        printed);
  }

  @Test
  void refusesAFijiThatHasThePlugin() throws Exception {
    jar(fiji.resolve("plugins").resolve("attrimil.jar"), "io/github/attrimil/Ours.class");
    final String printed = site(fiji.toString(), 1);
    assertTrue(printed.contains("AttriMIL was installed there"), printed);
  }

  /** Current Fiji starts Java with the folder of its platform as module path. */
  @Test
  void javaStartsWithNativesOnTheModulePath() throws Exception {
    final Path from = natives("2.7.1-linux-x86_64");
    final String start = "--module-path=" + from.getParent();
    assertTrue(java(1, start, "-version").contains("Invalid module name"));
    final Path to = folder.resolve("jars/linux64").resolve(from.getFileName());
    java(0, "-cp", classes.toString(), "Site", "native", from.toString(), to.toString());
    java(0, "--module-path=" + to.getParent(), "-version");
    try (JarFile jar = new JarFile(to.toFile())) {
      assertTrue(jar.getEntry("x") != null);
    }
  }

  @Test
  void theUpdaterOfAFijiWritesTheSite() throws Exception {
    final String real = System.getProperty("attrimil.fiji", "");
    assumeTrue(!real.isEmpty(), "-Dattrimil.fiji=FOLDER names no Fiji");
    final String printed = site(real, 0);
    assertTrue(printed.contains("added   jars/jhdf-0.13.0.jar"), printed);
    assertTrue(printed.contains("added   jars/win64/pytorch-native"), printed);
    assertTrue(printed.contains("added   jars/macos-arm64/pytorch-native"), printed);
    assertTrue(printed.contains("kept    jars/gson-"), printed);
    assertFalse(printed.contains("jhdf-0.12.0") || printed.contains("2.5.1"), printed);
    assertTrue(Files.exists(project.resolve("target/attrimil-1.2.3-linux64.zip")));
  }
}
