package io.github.attrimil.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.Macro;
import io.github.attrimil.command.base.AttriCommand;
import io.github.attrimil.command.form.MacroDefaults;
import io.github.attrimil.command.form.ShownOutputs;
import io.github.attrimil.command.options.PatchOptions;
import io.github.attrimil.command.options.SlideOptions;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.scijava.Context;
import org.scijava.command.CommandService;
import org.scijava.module.Module;
import org.scijava.module.ModuleException;
import org.scijava.module.ModuleItem;
import org.scijava.module.ModuleService;

/** What runs before and after a command in Fiji. */
class FijiPluginsTest {

  private Context context;
  private Module module;
  private String threadName;

  @BeforeEach
  void open() throws ModuleException {
    context = new Context(CommandService.class);
    module = context.getService(CommandService.class).getCommand(SplitCommand.class).createModule();
    context.inject(module.getDelegateObject());
    threadName = Thread.currentThread().getName();
    // ImageJ gives parameters to threads of this name only.
    Thread.currentThread().setName("Run$_test");
  }

  @AfterEach
  void close() {
    Macro.setOptions(null);
    Thread.currentThread().setName(threadName);
    context.close();
  }

  @Test
  void inAMacroNothingIsLeftToAskFor() {
    Macro.setOptions("project=/nowhere");
    new MacroDefaults().process(module);
    for (final ModuleItem<?> item : module.getInfo().inputs()) {
      assertTrue(module.isInputResolved(item.getName()), item.getName());
    }
    assertEquals(5, module.getInput("folds"));
  }

  @Test
  void formerNamesInMacrosAreRead() {
    final PatchCommand patch =
        (PatchCommand)
            context
                .getService(ModuleService.class)
                .createModule(
                    context.getService(CommandService.class).getCommand(PatchCommand.class));
    Macro.setOptions("project=/nowhere slidempp=0.3 size=128 mpp=1.0");
    patch.setInput("project", "/nowhere");
    new MacroDefaults().process(patch);
    assertEquals(Optional.of(0.3), patch.given().given(SlideOptions.PIXELSIZE));
    assertEquals(128, patch.given().get(PatchOptions.SIZE));
    for (final ModuleItem<?> item : patch.getInfo().inputs()) {
      assertFalse(item.getName().matches("slidempp|size"), "not for dialogs and the Recorder");
    }
  }

  @Test
  void fromTheMenuTheDialogAsks() {
    new MacroDefaults().process(module);
    assertFalse(module.isInputResolved("project"));
    assertFalse(module.isInputResolved("folds"));
  }

  @Test
  void fromTheMenuTheDialogAsksForFewOfMany() {
    final AttriCommand train =
        (AttriCommand)
            context
                .getService(ModuleService.class)
                .createModule(
                    context.getService(CommandService.class).getCommand(TrainCommand.class));
    new MacroDefaults().process(train);
    assertFalse(train.isInputResolved("kind"));
    assertFalse(train.isInputResolved("more"));
    assertTrue(train.isInputResolved("epochs"));
    // A caller or the shell may give it all the same, by its name or in the field.
    train.setInput("project", "/nowhere");
    train.setInput("more", "epochs=7 rate=0.01");
    assertEquals("7", train.given().asMap().get("epochs"));
    assertEquals("0.01", train.given().asMap().get("rate"));
  }

  @Test
  void outputsCountAsShown() {
    assertFalse(module.isOutputResolved("output"));
    new ShownOutputs().process(module);
    assertTrue(module.isOutputResolved("output"));
  }
}
