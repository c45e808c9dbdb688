package io.github.attrimil.anonymous;

import io.github.attrimil.cohort.Leak;
import io.github.attrimil.cohort.Leaks;
import io.github.attrimil.cohort.Split;
import io.github.attrimil.cohort.SplitFiles;
import io.github.attrimil.core.AttriMilException;
import io.github.attrimil.core.Job;
import io.github.attrimil.format.table.CsvTable;
import io.github.attrimil.mil.registry.FoldSplit;
import io.github.attrimil.mil.registry.ModelCard;
import io.github.attrimil.mil.registry.TrainedModel;
import io.github.attrimil.project.Project;
import io.github.attrimil.project.SlideTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The twin of a project in which slides and patients have numbers in place of names. Features,
 * tissue pictures, splits, models and the table of slides lie under numbers in {@code
 * .attrimil/anonymous}; what stages make of them, results and maps, is in {@code anonymous/}, which
 * may be given away. The {@link NameKey} lies beside that folder, not in it.
 *
 * @param project the twin
 * @param key the names of its numbers
 */
public record AnonymousProject(Project project, NameKey key) {

  /** The folder, in the project, of results and maps that hold numbers. */
  public static final String FOLDER = "anonymous";

  private static final String CARD = "model.json";

  /**
   * Makes or renews the twin of a project.
   *
   * @param project the project
   * @param job shown where the results and the names are
   * @return its twin
   * @throws AttriMilException when a file cannot be read or written
   */
  public static AnonymousProject of(final Project project, final Job job) {
    final SlideTable table = SlideTable.of(project);
    final Map<Path, ModelCard> models = models(project);
    final Map<Path, Split> splits = splits(project);
    final Set<String> slides = new LinkedHashSet<>();
    table.rows().forEach(r -> slides.add(r.slideId()));
    slides.addAll(project.slidesWithFeatures());
    slides.addAll(project.slidesWithPatches());
    splits.values().forEach(s -> addAll(s, slides));
    models.values().forEach(m -> m.splits().forEach(s -> addAll(s.split(), slides)));
    final Set<String> patients = new LinkedHashSet<>();
    table.rows().forEach(r -> patients.add(r.caseId()));
    models
        .values()
        .forEach(
            m ->
                m.leaks().found().stream()
                    .flatMap(l -> l.who().stream())
                    .filter(who -> !slides.contains(who))
                    .forEach(patients::add));
    final NameKey key = NameKey.of(project, slides, patients);
    final Project twin =
        new Project(
            project.root().resolve(".attrimil").resolve(FOLDER), project.root().resolve(FOLDER));
    final AnonymousProject made = new AnonymousProject(twin, key);
    if (Files.exists(project.slidesCsv())) {
      made.table(table);
    }
    made.splits(splits);
    models.forEach(made::model);
    made.slides(project, slides);
    job.info(
        "Names are replaced by numbers in "
            + twin.shown()
            + "; "
            + NameKey.file(project)
            + " has the names; do not share it");
    return made;
  }

  /**
   * Checks that a model's numbers can be told: those of a checkpoint file are by the name of the
   * model that it is of.
   *
   * @param project the project
   * @param model as {@link TrainedModel#find} takes it
   * @throws AttriMilException when it is a file of a model whose training slides are known
   */
  public static void requireName(final Project project, final String model) {
    final TrainedModel found = TrainedModel.find(project, model);
    if (found.origin().isPresent()
        && !found.origin().get().folder().equals(project.model(found.card().name()))) {
      throw new AttriMilException(
          "anonymous=true: model="
              + model
              + " belongs to the model in "
              + found.origin().get().folder()
              + "; give the name of a model of the project, such as model="
              + found.origin().get().card().name());
    }
  }

  /**
   * @param annotations a folder of annotations, a file a slide, by their ids
   * @return the same under numbers
   */
  public Path annotations(final Path annotations) {
    final Path folder = project.root().resolve("annotations");
    final LinkFolder links = new LinkFolder(folder);
    try (Stream<Path> files = Files.list(annotations)) {
      for (final Path file : (Iterable<Path>) files::iterator) {
        annotation(file.getFileName().toString()).ifPresent(name -> links.add(name, file));
      }
      Files.createDirectories(folder);
    } catch (final IOException e) {
      throw new AttriMilException("Cannot list " + annotations + ": " + e.getMessage(), e);
    }
    links.removeOthers();
    return folder;
  }

  /**
   * @param slides slide ids
   * @return their numbers in order: that of names would tell something of them
   */
  public List<String> numbers(final Collection<String> slides) {
    return slides.stream().map(key::slide).sorted().toList();
  }

  /** The longest beginning of a file's name that is a slide's id, replaced. */
  private Optional<String> annotation(final String name) {
    for (int end = name.lastIndexOf('.'); end > 0; end = name.lastIndexOf('.', end - 1)) {
      for (final String rest : List.of("", "_mask")) {
        final String id = name.substring(0, end);
        if (id.endsWith(rest)) {
          final Optional<String> number = key.find(id.substring(0, id.length() - rest.length()));
          if (number.isPresent()) {
            return Optional.of(number.get() + rest + name.substring(end));
          }
        }
      }
    }
    return Optional.empty();
  }

  private static void addAll(final Split split, final Collection<String> slides) {
    slides.addAll(split.train());
    slides.addAll(split.val());
    slides.addAll(split.test());
  }

  /** The models that have a record of what they are. */
  private static Map<Path, ModelCard> models(final Project project) {
    final Map<Path, ModelCard> models = new LinkedHashMap<>();
    final Path folder = project.root().resolve("models");
    try (Stream<Path> all = Files.isDirectory(folder) ? Files.list(folder) : Stream.empty()) {
      for (final Path model : (Iterable<Path>) all.sorted()::iterator) {
        if (Files.exists(model.resolve(CARD))) {
          models.put(model, ModelCard.read(model.resolve(CARD)));
        }
      }
    } catch (final IOException e) {
      throw new AttriMilException("Cannot list " + folder + ": " + e.getMessage(), e);
    }
    return models;
  }

  private static Map<Path, Split> splits(final Project project) {
    final Map<Path, Split> splits = new LinkedHashMap<>();
    for (int k = 0; Files.exists(project.split(k)); k++) {
      splits.put(project.split(k), SplitFiles.read(project, project.split(k)));
    }
    return splits;
  }

  private void table(final SlideTable table) {
    final Set<String> more = new TreeSet<>();
    table.rows().forEach(r -> more.addAll(r.more().keySet()));
    new SlideTable(
            table.csv(),
            table.rows().stream()
                .map(
                    r ->
                        new SlideTable.Row(
                            key.patient(r.caseId()),
                            key.slide(r.slideId()),
                            r.label(),
                            r.path(),
                            r.mpp(),
                            r.scene(),
                            r.more()))
                .sorted(Comparator.comparing(SlideTable.Row::slideId))
                .toList(),
            table.hasLabels(),
            List.of())
        .takeOver(project);
  }

  private void splits(final Map<Path, Split> splits) {
    final LinkFolder folder = new LinkFolder(project.split(0).getParent());
    splits.forEach(
        (csv, split) -> {
          folder.keep(csv.getFileName().toString());
          final CsvTable table = CsvTable.of("", "train", "val", "test");
          final Split numbered = numbered(split);
          final List<List<String>> parts =
              List.of(numbered.train(), numbered.val(), numbered.test());
          final int rows = parts.stream().mapToInt(List::size).max().orElse(0);
          for (int row = 0; row < rows; row++) {
            final int r = row;
            final List<Object> cells = new ArrayList<>(List.of(row));
            parts.forEach(part -> cells.add(r < part.size() ? part.get(r) : ""));
            table.add(cells.toArray());
          }
          table.write(project.split(0).resolveSibling(csv.getFileName()));
        });
    folder.removeOthers();
  }

  private Split numbered(final Split split) {
    return new Split(numbers(split.train()), numbers(split.val()), numbers(split.test()));
  }

  private void model(final Path folder, final ModelCard card) {
    final Path here = project.root().resolve("models").resolve(folder.getFileName());
    final LinkFolder links = new LinkFolder(here);
    for (int k = 0; k < card.training().folds(); k++) {
      final String name = "s_" + k + "_checkpoint.pt";
      links.add(name, folder.resolve(name));
    }
    links.add("log.csv", folder.resolve("log.csv"));
    final ModelCard.Training training = card.training();
    new ModelCard(
            card.kind(),
            card.name(),
            card.classes(),
            card.features(),
            new ModelCard.Training(
                training.folds(),
                training.seed(),
                training.preset(),
                training.options(),
                training.widths(),
                training.version(),
                training.warnings().stream().map(key::text).toList()),
            card.splits().stream().map(this::split).toList(),
            new Leaks(card.leaks().found().stream().map(this::leak).toList()))
        .write(here.resolve(CARD));
  }

  private FoldSplit split(final FoldSplit split) {
    final Split numbered = numbered(split.split());
    return new FoldSplit(split.sha256(), numbered.train(), numbered.val(), numbered.test());
  }

  private Leak leak(final Leak leak) {
    return new Leak(
        leak.kind(),
        leak.fold(),
        leak.who().stream().map(key::either).toList(),
        key.text(leak.text()));
  }

  private void slides(final Project from, final Set<String> slides) {
    final Map<Path, LinkFolder> folders = new LinkedHashMap<>();
    for (final String slide : slides) {
      final String number = key.slide(slide);
      link(folders, project.features(number), from.features(slide));
      link(folders, project.patches(number), from.patches(slide));
      link(folders, project.mask(number), from.mask(slide));
      link(folders, project.stitch(number), from.stitch(slide));
    }
    folders.values().forEach(LinkFolder::removeOthers);
  }

  private static void link(final Map<Path, LinkFolder> folders, final Path here, final Path file) {
    folders
        .computeIfAbsent(here.getParent(), LinkFolder::new)
        .add(here.getFileName().toString(), file);
  }
}
