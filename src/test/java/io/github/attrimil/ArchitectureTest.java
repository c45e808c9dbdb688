package io.github.attrimil;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
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

  /** Each room uses only rooms above it. */
  private static final List<String> ROOMS =
      List.of(
          "start",
          "core",
          "core.options",
          "geometry",
          "tensor",
          "format.table",
          "format.image",
          "format.h5",
          "format.tensors",
          "format.regions",
          "format.events",
          "format.tiff",
          "project",
          "slide",
          "slide.tiff",
          "slide.bioformats",
          "slide.find",
          "tissue.image",
          "tissue",
          "tissue.patches",
          "encoder",
          "encoder.stain",
          "encoder.baseline",
          "encoder.script",
          "encoder.resnet",
          "encoder.vit",
          "encoder.convnext",
          "encoder.swin",
          "encoder.torchscript",
          "encoder.features",
          "cohort",
          "mil",
          "mil.layers",
          "mil.reduction",
          "mil.attrimil",
          "mil.abmil",
          "mil.pooling",
          "mil.clam",
          "mil.acmil",
          "mil.additive",
          "mil.transmil",
          "mil.attrimil.backbone",
          "mil.dsmil",
          "mil.dtfd",
          "mil.rnn",
          "mil.s4",
          "mil.mamba",
          "mil.ilra",
          "mil.rrt",
          "mil.mhim",
          "mil.registry",
          "anonymous",
          "metrics",
          "cohort.table",
          "cohort.check",
          "train.bags",
          "train",
          "adapt",
          "evaluate",
          "evaluate.summary",
          "evaluate.stage",
          "explain",
          "explain.picture",
          "explain.map",
          "evaluate.localize",
          "report.page",
          "report.chart",
          "report",
          "fiji",
          "pipeline",
          "pipeline.health",
          "demo",
          "workbench",
          "workbench.view",
          "dialog",
          "command.options",
          "command.door",
          "command.base",
          "command.form",
          "command.line",
          "command",
          "script");

  @Test
  void dataFlowsOneWay() {
    check(layers());
  }

  @Test
  void everyClassIsInARoom() {
    check(
        classes()
            .should()
            .resideInAnyPackage(ROOMS.stream().map(p -> ROOT + p).toArray(String[]::new)));
  }

  @Test
  void noCycles() {
    check(slices().matching("io.github.attrimil.(**)").should().beFreeOfCycles());
  }

  @Test
  void onlyFormatKnowsHdf5AndCsv() {
    check(only(resideInAnyPackage("io.jhdf.."), "format.h5"));
    check(only(resideInAnyPackage("org.apache.commons.csv.."), "format.table"));
  }

  @Test
  void onlySlideKnowsBioFormats() {
    check(only(resideInAnyPackage("loci..", "ome.."), "slide.bioformats", "slide.tiff"));
  }

  @Test
  void onlyReportKnowsJFreeChart() {
    check(only(resideInAnyPackage("org.jfree.."), "report"));
  }

  @Test
  void onlyNetworksKnowDjl() {
    check(only(resideInAnyPackage("ai.djl.."), "tensor", "encoder..", "mil..", "train", "adapt"));
  }

  @Test
  void onlyCommandsKnowSciJava() {
    check(
        only(
            resideInAnyPackage("org.scijava.."),
            "command",
            "command.door",
            "command.base",
            "command.form",
            "command.line",
            "start"));
  }

  @Test
  void onlyFijiTouchesImageJ() {
    check(
        only(
            resideInAnyPackage("ij..")
                .and(DescribedPredicate.not(type(ij.ImagePlus.class)))
                .and(DescribedPredicate.not(type(ij.measure.Calibration.class)))
                .and(DescribedPredicate.not(type(ij.measure.ResultsTable.class)))
                // What an ImagePlus hands out when its pixels are read.
                .and(DescribedPredicate.not(type(ij.ImageStack.class)))
                .and(DescribedPredicate.not(type(ij.process.ImageProcessor.class))),
            "fiji",
            "explain.picture",
            "format.regions"));
    check(
        noClasses()
            .that(
                resideInAnyPackage(ROOT + "format.regions")
                    .and(DescribedPredicate.not(simpleName("GuardedRoi"))))
            .should()
            .dependOnClassesThat(resideInAnyPackage("ij..")));
  }

  @Test
  void imagesOfFijiAreSlidesMapsAndOutputs() {
    check(only(resideInAnyPackage("ij.."), "fiji", "explain.picture", "command", "format.regions"));
  }

  @Test
  void onlyFijiOpensWindows() {
    check(
        noClasses()
            .that(
                DescribedPredicate.not(
                    resideInAnyPackage(ROOT + "fiji")
                        .and(
                            simpleNameStartingWith("MapPanel")
                                .or(simpleNameStartingWith("LiveMap"))
                                .or(simpleNameStartingWith("PatchWindow"))
                                .or(simpleNameStartingWith("OwnTable")))
                        .or(resideInAnyPackage(ROOT + "workbench.view", ROOT + "dialog"))))
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

  /** A number in a message would have the digits of the user's language, a Turkish I no dot. */
  @Test
  void textsDoNotDependOnTheLanguageOfTheSystem() {
    check(
        noClasses()
            .should()
            .callMethod(String.class, "formatted", Object[].class)
            .orShould()
            .callMethod(String.class, "format", String.class, Object[].class)
            .orShould()
            .callMethod(String.class, "toLowerCase")
            .orShould()
            .callMethod(String.class, "toUpperCase")
            .orShould()
            .callMethod(java.text.NumberFormat.class, "getInstance")
            .orShould()
            .callMethod(java.util.Calendar.class, "getInstance")
            .orShould()
            .callConstructor(java.text.DecimalFormat.class, String.class)
            .orShould()
            .callConstructor(java.text.SimpleDateFormat.class, String.class)
            .orShould()
            .callConstructor(java.util.Formatter.class));
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
    LayeredArchitecture all = layeredArchitecture().consideringAllDependencies();
    for (final String room : ROOMS) {
      all = all.layer(room).definedBy(ROOT + room);
    }
    for (int i = 0; i < ROOMS.size(); i++) {
      final String[] users = ROOMS.subList(i + 1, ROOMS.size()).toArray(String[]::new);
      all =
          users.length == 0
              ? all.whereLayer(ROOMS.get(i)).mayNotBeAccessedByAnyLayer()
              : all.whereLayer(ROOMS.get(i)).mayOnlyBeAccessedByLayers(users);
    }
    return all.ignoreDependency(
        alwaysTrue(), DescribedPredicate.not(resideInAnyPackage("io.github.attrimil..")));
  }
}
