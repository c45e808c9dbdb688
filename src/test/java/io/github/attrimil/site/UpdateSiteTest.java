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
      jar(target.resolve("natives").resolve("pytorch-native-cpu-2.7.1-" + platform + ".jar"), "x");
      jar(target.resolve("natives").resolve("pytorch-native-cpu-2.5.1-" + platform + ".jar"), "x");
    }
    Files.createDirectories(project.resolve("macros"));
    Files.writeString(project.resolve("macros").resolve("Demo.ijm"), "print(1);");
    fiji = folder.resolve("my Fiji.app");
    jar(fiji.resolve("jars").resolve("imagej-updater-1.0.jar"), "net/imagej/updater/None.class");
    jar(fiji.resolve("jars").resolve("gson-2.9.0.jar"), "com/google/gson/Gson.class");
    Files.createDirectories(fiji.resolve("plugins"));
  }

  private static void jar(final Path file, final String entry, final String... classPath)
      throws IOException {
    Files.createDirectories(file.getParent());
    final Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
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
    final Path log = folder.resolve("log.txt");
    final List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Dfiji=" + fijiFolder, "-Dversion=1.2.3", "-Durl=${site.url}"));
    command.addAll(List.of("-cp", classes.toString(), "Site", project.toString()));
    final Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    assertTrue(process.waitFor(120, TimeUnit.SECONDS));
    final String printed = Files.readString(log);
    assertEquals(status, process.exitValue(), printed);
    assertEquals(status == 0, Files.exists(project.resolve("target/update-site/db.xml.gz")));
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
