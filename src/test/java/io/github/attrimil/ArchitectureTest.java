package io.github.attrimil;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameStartingWith;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The package picture of the design holds: data flows one way, each library has one owner. */
class ArchitectureTest {

  private static final String ROOT = "io.github.attrimil.";

  // Not ArchUnit's own test engine, which the JUnit of this build is too new for.
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.github.attrimil");

  /** Rows use only rows above them; packages of one row do not use each other. */
  private static final List<List<String>> LAYERS =
      List.of(
          List.of("job"),
          List.of("file"),
          List.of("slide"),
          List.of("patch"),
          List.of("encoder"),
          List.of("bag"),
          List.of("model"),
          List.of("train", "evaluate"),
          List.of("adapt"),
          List.of("map"),
          List.of("pipeline"),
          List.of("demo"),
          List.of("command"));

  @Test
  void dataFlowsOneWay() {
    check(layers());
  }

  @Test
  void everyClassIsInALayer() {
    check(
        classes()
            .should()
            .resideInAnyPackage(
                LAYERS.stream().flatMap(List::stream).map(p -> ROOT + p).toArray(String[]::new)));
  }

  @Test
  void noCycles() {
    check(slices().matching("io.github.attrimil.(*)..").should().beFreeOfCycles());
  }

  @Test
  void onlyFileKnowsHdf5AndCsv() {
    check(only(resideInAnyPackage("io.jhdf..", "org.apache.commons.csv.."), "file"));
  }

  @Test
  void onlySlideKnowsBioFormats() {
    check(only(resideInAnyPackage("loci..", "ome.."), "slide"));
  }

  @Test
  void onlyNetworksKnowDjl() {
    check(only(resideInAnyPackage("ai.djl.."), "encoder", "model", "train", "adapt"));
  }

  @Test
  void onlyCommandsKnowSciJava() {
    check(only(resideInAnyPackage("org.scijava.."), "command"));
  }

  @Test
  void onlyMapTouchesImageJ() {
    check(
        only(
            resideInAnyPackage("ij..")
                .and(DescribedPredicate.not(type(ij.ImagePlus.class)))
                .and(DescribedPredicate.not(type(ij.measure.Calibration.class)))
                .and(DescribedPredicate.not(type(ij.measure.ResultsTable.class)))
                // What an ImagePlus hands out when its pixels are read.
                .and(DescribedPredicate.not(type(ij.ImageStack.class)))
                .and(DescribedPredicate.not(type(ij.process.ImageProcessor.class))),
            "map"));
  }

  @Test
  void imagesOfFijiAreSlidesMapsAndOutputs() {
    check(only(resideInAnyPackage("ij.."), "slide", "map", "command"));
  }

  @Test
  void onlyTheMapsPanelOpensWindows() {
    check(
        noClasses()
            .that(
                DescribedPredicate.not(
                    resideInAnyPackage(ROOT + "map")
                        .and(
                            simpleNameStartingWith("MapPanel")
                                .or(simpleNameStartingWith("LiveMap"))
                                .or(simpleNameStartingWith("PatchWindow")))))
            .should()
            .dependOnClassesThat(
                resideInAnyPackage("javax.swing..")
                    .or(type(java.awt.Window.class))
                    .or(type(java.awt.Frame.class))
                    .or(type(java.awt.Dialog.class))
                    .or(type(ij.gui.GenericDialog.class))));
  }

  @Test
  void onlyTheShellPrints() {
    check(
        noClasses()
            .that(DescribedPredicate.not(simpleNameStartingWith("Shell")))
            .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS));
  }

  private static void check(final ArchRule rule) {
    rule.check(CLASSES);
  }

  private static ArchRule only(
      final DescribedPredicate<? super JavaClass> library, final String... owners) {
    final String[] packages = new String[owners.length];
    for (int i = 0; i < owners.length; i++) {
      packages[i] = ROOT + owners[i];
    }
    return noClasses()
        .that()
        .resideOutsideOfPackages(packages)
        .should()
        .dependOnClassesThat(library);
  }

  private static ArchRule layers() {
    // Optional, because `adapt` has no classes yet.
    LayeredArchitecture all =
        layeredArchitecture().consideringAllDependencies().withOptionalLayers(true);
    for (final List<String> row : LAYERS) {
      for (final String name : row) {
        all = all.layer(name).definedBy(ROOT + name);
      }
    }
    for (int i = 0; i < LAYERS.size(); i++) {
      final String[] users =
          LAYERS.subList(i + 1, LAYERS.size()).stream()
              .flatMap(List::stream)
              .toArray(String[]::new);
      for (final String name : LAYERS.get(i)) {
        all =
            users.length == 0
                ? all.whereLayer(name).mayNotBeAccessedByAnyLayer()
                : all.whereLayer(name).mayOnlyBeAccessedByLayers(users);
      }
    }
    return all.ignoreDependency(
        alwaysTrue(), DescribedPredicate.not(resideInAnyPackage("io.github.attrimil..")));
  }
}
