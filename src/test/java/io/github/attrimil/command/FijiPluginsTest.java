package io.github.attrimil.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.Macro;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.scijava.Context;
import org.scijava.command.CommandService;
import org.scijava.module.Module;
import org.scijava.module.ModuleException;
import org.scijava.module.ModuleItem;

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
  void fromTheMenuTheDialogAsks() {
    new MacroDefaults().process(module);
    assertFalse(module.isInputResolved("project"));
    assertFalse(module.isInputResolved("folds"));
  }

  @Test
  void outputsCountAsShown() {
    assertFalse(module.isOutputResolved("output"));
    new ShownOutputs().process(module);
    assertTrue(module.isOutputResolved("output"));
  }
}
