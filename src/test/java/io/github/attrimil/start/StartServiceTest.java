package io.github.attrimil.start;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scijava.Context;
import org.scijava.command.CommandInfo;
import org.scijava.command.CommandService;
import org.scijava.plugin.PluginService;

/** Fiji on Java 8: its class loader refuses all of ours but what is compiled for it. */
class StartServiceTest {

  private static final int JAVA_8 = 52;
  private static final Path SOURCES = Path.of("src/main/java/io/github/attrimil/start");

  @TempDir private static Path classes;

  /** The build does the same; whatever runs these tests may not. */
  @BeforeAll
  static void compileForJava8() {
    final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    assumeTrue(compiler != null, "no JDK");
    final List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("--release", "8", "-proc:none", "-nowarn", "-Xlint:-options"));
    arguments.addAll(List.of("-cp", System.getProperty("java.class.path")));
    arguments.addAll(List.of("-d", classes.toString()));
    for (final String name : List.of("StartService", "JavaTooOld")) {
      arguments.add(SOURCES.resolve(name + ".java").toString());
    }
    assertEquals(0, compiler.run(null, null, null, arguments.toArray(String[]::new)));
  }

  /** Loads our classes itself, and none that Java 8 cannot. */
  private static final class Java8 extends ClassLoader {
    private final List<String> refused = new ArrayList<>();

    Java8() {
      super(StartServiceTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(final String name, final boolean resolve)
        throws ClassNotFoundException {
      if (!name.startsWith("io.github.attrimil.")) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        final Class<?> loaded = findLoadedClass(name);
        return loaded == null ? define(name) : loaded;
      }
    }

    private Class<?> define(final String name) throws ClassNotFoundException {
      final String file = name.replace('.', '/') + ".class";
      final Path own = classes.resolve(file);
      try (InputStream in =
          Files.exists(own) ? Files.newInputStream(own) : getParent().getResourceAsStream(file)) {
        if (in == null) {
          throw new ClassNotFoundException(name);
        }
        final byte[] bytes = in.readAllBytes();
        if (bytes[7] > JAVA_8) {
          refused.add(name);
          throw new UnsupportedClassVersionError(name);
        }
        return defineClass(name, bytes, 0, bytes.length);
      } catch (final IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }

  private static Map<String, String> menu(final Context context) {
    final Map<String, String> menu = new TreeMap<>();
    for (final CommandInfo info : context.getService(CommandService.class).getCommands()) {
      if (info.getDelegateClassName().startsWith("io.github.attrimil.")
          || info.getMenuPath().getMenuString().contains("AttriMIL")) {
        menu.put(info.getMenuPath().getMenuString(), info.getDelegateClassName());
      }
    }
    return menu;
  }

  @Test
  void onJava8EachMenuEntryExplains() throws Exception {
    final Map<String, String> here;
    try (Context context = new Context(CommandService.class)) {
      here = menu(context);
    }
    final Java8 loader = new Java8();
    final Thread thread = Thread.currentThread();
    final ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    final String java = System.setProperty("java.specification.version", "1.8");
    try (Context context = new Context(CommandService.class)) {
      final Map<String, String> there = menu(context);
      assertEquals(here.keySet(), there.keySet());
      assertEquals(
          List.of(JavaTooOld.class.getName()), there.values().stream().distinct().toList());
      for (final CommandInfo info : context.getService(CommandService.class).getCommands()) {
        if (there.containsKey(info.getMenuPath().getMenuString())) {
          assertEquals(loader, info.createModule().getDelegateObject().getClass().getClassLoader());
        }
      }
      assertTrue(
          context.getService(PluginService.class).getPlugins().stream()
              .noneMatch(p -> p.getClassName().startsWith("io.github.attrimil.command.")));
    } finally {
      System.setProperty("java.specification.version", java);
      thread.setContextClassLoader(before);
    }
    assertEquals(List.of(), loader.refused);
  }

  @Test
  void onThisJavaTheCommandsAreThere() {
    try (Context context = new Context(CommandService.class)) {
      assertFalse(menu(context).isEmpty());
      assertFalse(menu(context).containsValue(JavaTooOld.class.getName()));
    }
  }

  @Test
  void theMessageSaysWhatToDo() {
    final String message = JavaTooOld.message("1.8.0_322");
    assertTrue(
        message.startsWith("AttriMIL needs Java 17 or newer, and this Fiji runs on Java 1.8"));
    assertTrue(message.contains("https://fiji.sc"));
  }

  @Test
  void theBuildCompilesThemForJava8() throws IOException {
    final Path built = Path.of("target", "classes", "io", "github", "attrimil", "start");
    final String file = StartService.class.getName().replace('.', '/') + ".class";
    assumeTrue(
        StartService.class.getClassLoader().getResource(file).toString().contains("target/classes"),
        "not built by Maven");
    try (DataInputStream in =
        new DataInputStream(Files.newInputStream(built.resolve("StartService.class")))) {
      in.readInt();
      in.readUnsignedShort();
      assertEquals(JAVA_8, in.readUnsignedShort());
    }
  }
}
