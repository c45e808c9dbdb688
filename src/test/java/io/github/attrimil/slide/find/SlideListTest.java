package io.github.attrimil.slide.find;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.project.ProcessList;
import io.github.attrimil.project.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlideListTest {

  @TempDir Path root;
  private Project project;
  private Path folder;

  @BeforeEach
  void makeFiles() throws IOException {
    project = new Project(root.resolve("study"));
    Files.createDirectories(project.root());
    folder = Files.createDirectory(root.resolve("in"));
    // Bio-Formats' own test format: two series of equal size.
    Files.writeString(folder.resolve("two&series=2&sizeX=600&sizeY=500&sizeC=3&rgb=3.fake"), "\n");
    Files.createFile(folder.resolve("b.svs"));
    Files.createFile(folder.resolve("a.TIFF"));
    Files.createFile(folder.resolve("notes.txt"));
    Files.createFile(folder.resolve(".hidden.svs"));
  }

  private static List<String> ids(final List<SlideSource> slides) {
    return slides.stream().map(SlideSource::id).toList();
  }

  private static SlideList.Wanted wanted(final Path slides, final String scene) {
    return new SlideList.Wanted(Optional.of(slides), Optional.empty(), scene);
  }

  @Test
  void aFolderGivesItsSlidesByName() {
    assertEquals(List.of("a", "b"), ids(SlideList.find(project, wanted(folder, ""))));
  }

  @Test
  void aFolderWithoutSlidesIsRefused() throws IOException {
    final Path empty = Files.createDirectory(root.resolve("empty"));
    assertThrows(AttriMilException.class, () -> SlideList.find(project, wanted(empty, "")));
    assertThrows(
        AttriMilException.class,
        () -> SlideList.find(project, SlideList.Wanted.of(Optional.empty())));
  }

  @Test
  void twoFilesOfOneIdAreRefused() throws IOException {
    Files.createFile(folder.resolve("a.svs"));
    final AttriMilException e =
        assertThrows(AttriMilException.class, () -> SlideList.find(project, wanted(folder, "")));
    assertTrue(e.getMessage().contains("\"a\""), e.getMessage());
  }

  @Test
  void everySceneMayBecomeASlide() {
    final Path fake = folder.resolve("two&series=2&sizeX=600&sizeY=500&sizeC=3&rgb=3.fake");
    final List<SlideSource> slides = SlideList.find(project, wanted(fake, "all"));
    assertEquals(2, slides.size());
    assertTrue(slides.get(1).id().endsWith("_scene2"), slides.get(1).id());
    assertEquals(600, slides.get(1).read().levels().get(0).width());
    // Files of its outputs are named so.
    assertEquals(slides.get(1).id(), slides.get(1).read().id());
    assertThrows(
        AttriMilException.class, () -> SlideList.find(project, wanted(fake, "3")).get(0).read());
    assertThrows(AttriMilException.class, () -> wanted(fake, "first"));
  }

  /** Files of outputs are named by the id, and a name in a table need not be that of the file. */
  @Test
  void aSlideHasTheIdOfTheTable() throws IOException {
    Files.createDirectories(project.root());
    Files.createFile(project.root().resolve("b&sizeX=600&sizeC=3&rgb=3.fake"));
    Files.writeString(
        project.slidesCsv(), "slide_id,label,path\ns1,normal,b&sizeX=600&sizeC=3&rgb=3.fake\n");
    final SlideSource slide = SlideList.find(project, SlideList.Wanted.of(Optional.empty())).get(0);
    assertEquals("s1", slide.id());
    assertEquals("s1", slide.read().id());
    assertEquals("s1", slide.withMpp(Optional.of(0.5)).read().id());
    assertEquals(0.5, slide.withMpp(Optional.of(0.5)).read().pixelSize().orElseThrow().mpp());
  }

  @Test
  void scenesOfAnEarlierStageAreFoundAgain() {
    final Path file = folder.resolve("b.svs");
    final ProcessList list = new ProcessList(project);
    for (int scene = 1; scene <= 2; scene++) {
      list.noteSource("b_scene" + scene, file.toAbsolutePath().toString(), scene);
      list.note("b_scene" + scene, "", "patch", "done", "");
    }
    final List<SlideSource> again = SlideList.find(project, wanted(file, ""));
    assertEquals(List.of("b_scene1", "b_scene2"), ids(again));
    assertEquals(2, again.get(1).scene());
    assertEquals(again, SlideList.find(project, SlideList.Wanted.of(Optional.empty())));
  }

  @Test
  void theTableCountsBeforeTheProcessList() throws IOException {
    Files.writeString(project.slidesCsv(), "slide_id,label,path,mpp\ns1,normal,../in/b.svs,0.25\n");
    final SlideSource slide =
        SlideList.find(project, new SlideList.Wanted(Optional.empty(), Optional.of(0.5), ""))
            .get(0);
    assertEquals(folder.resolve("b.svs"), slide.path());
    assertEquals(Optional.of(0.25), slide.mpp());
  }

  @Test
  void slidesInSubfoldersAreMentioned() throws IOException {
    assertEquals(Optional.empty(), SlideList.leftOut(wanted(folder, "")));
    final Path inner = Files.createDirectories(folder.resolve("case1"));
    Files.createFile(inner.resolve("c.svs"));
    final String warning = SlideList.leftOut(wanted(folder, "")).orElseThrow();
    assertTrue(warning.startsWith("1 slide(s) lie in subfolders of " + folder), warning);
    final Path outer = Files.createDirectories(root.resolve("outer/inner"));
    Files.createFile(outer.resolve("d.svs"));
    final AttriMilException e =
        assertThrows(
            AttriMilException.class, () -> SlideList.find(project, wanted(outer.getParent(), "")));
    assertTrue(e.getMessage().contains("1 lie in its subfolders"), e.getMessage());
  }

  @Test
  void aNameThatCannotBeASlidesFailsAlone() throws IOException {
    Files.createFile(folder.resolve("c".repeat(201) + ".svs"));
    final List<SlideSource> slides = SlideList.find(project, wanted(folder, ""));
    assertEquals(3, slides.size());
    final SlideSource refused = slides.get(2);
    final AttriMilException e = assertThrows(AttriMilException.class, refused::read);
    assertTrue(e.getMessage().contains("has 201 characters, more than 200"), e.getMessage());
  }

  @Test
  void anIdThatTheTableKnowsIsTaken() throws IOException {
    Files.createFile(folder.resolve("s0.ome.tif"));
    assertTrue(ids(SlideList.find(project, wanted(folder, ""))).contains("s0"));
    Files.writeString(project.slidesCsv(), "slide_id,label\ns0.ome,normal\n");
    assertTrue(ids(SlideList.find(project, wanted(folder, ""))).contains("s0.ome"));
  }
}
